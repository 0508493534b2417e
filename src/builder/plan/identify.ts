/**
 * Who is who in a new text: an instruction that was not changed keeps its id wherever it moved, and so does one that was edited
 * in its place. Everything a session knows of a step hangs on that id. Pure.
 */
import type { Program } from "../../dockerfile/program.ts";
import type { StepId } from "../steps.ts";
import { bestPairs, commonOrder } from "./match.ts";
import { meaning } from "./order.ts";
import { type GoneInstruction, type Plan, placedInstructions, withTriggers } from "./plan.ts";

/** How many vanished instructions a plan remembers. */
const mostGone = 1000;

type Entry = { readonly kind: string; readonly text: string; readonly says: string; readonly saysThere: string };

function entriesOf({ program }: Plan): readonly Entry[] {
  const ready = entries.get(program);
  if (ready !== undefined) return ready;
  const made = placedInstructions(program).map(({ stage, instruction }) => {
    const says = meaning(instruction);
    return { kind: instruction.kind, text: instruction.text, says, saysThere: `${program.stages[stage]?.name ?? ""} ${says}` };
  });
  entries.set(program, made);
  return made;
}

const entries = new WeakMap<Program, readonly Entry[]>();

/** `after` with the ids of `before` for the instructions that are still there, new ones for the others, and the triggers known of a FROM. */
export function identify(after: Plan, before: Plan): Plan {
  const old = entriesOf(before);
  const now = entriesOf(after);
  const pairs = pairsOf(old, now);
  let { lastId } = before;
  const back = new Map<string, StepId[]>();
  for (const { id, says } of before.gone) back.set(says, [...(back.get(says) ?? []), id]);
  const ids = now.map(({ saysThere }, at): StepId => {
    const from = pairs.get(at);
    return (from === undefined ? back.get(saysThere)?.pop() : before.ids[from]) ?? `s${++lastId}`;
  });
  const present = new Set(ids);
  const named = { ...renamed(after, ids), lastId, gone: goneAfter(before, present) };
  if (Object.keys(before.triggers).length === 0) return named;
  return withTriggers(named, Object.fromEntries(Object.entries(before.triggers).filter(([id]) => present.has(id as StepId))));
}

/** `earlier` again, a plan from before `now`: no id is given out twice, and what is in `now` alone can come back as well. */
export const asBefore = (earlier: Plan, now: Plan): Plan => ({
  ...earlier,
  lastId: now.lastId,
  gone: goneAfter(now, new Set(earlier.ids)),
});

/** What was in a text up to `before`, and is not among `present`. */
function goneAfter(before: Plan, present: ReadonlySet<StepId>): readonly GoneInstruction[] {
  const old = entriesOf(before);
  const left = before.ids.flatMap((id, at): GoneInstruction[] =>
    present.has(id) ? [] : [{ id, says: old[at]?.saysThere ?? "" }],
  );
  return [...before.gone.filter(({ id }) => !present.has(id)), ...left].slice(-mostGone);
}

/** The same steps under other ids. */
function renamed(plan: Plan, ids: readonly StepId[]): Plan {
  if (ids.every((id, at) => id === plan.ids[at])) return plan;
  const names = new Map(plan.ids.map((id, at) => [id, ids[at] as StepId]));
  return { ...plan, ids, steps: plan.steps.map((step) => ({ ...step, id: names.get(step.id) as StepId })) };
}

/** By index in the new text, the index in the old one. */
function pairsOf(old: readonly Entry[], now: readonly Entry[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (from: number, to: number): void => {
    pairs.set(to, from);
    taken.add(from);
  };
  const common = commonOrder(
    old.map(({ saysThere }) => saysThere),
    now.map(({ saysThere }) => saysThere),
  );
  for (const [from, to] of common ?? []) pair(from, to);
  const freeOld = () => [...old.keys()].filter((at) => !taken.has(at));
  const freeNow = () => [...now.keys()].filter((at) => !pairs.has(at));
  pairMoved(old, now, [freeOld(), freeNow()], pair);
  for (const { left, right } of gapsOf(old, now, pairs, taken)) {
    for (const [from, to] of bestPairs(textsAt(old, left), textsAt(now, right), 0))
      pair(left[from] as number, right[to] as number);
  }
  // moved and edited at once: only where it is plain to see
  for (const [left, right] of sameKinds(old, now, freeOld(), freeNow())) {
    for (const [from, to] of bestPairs(textsAt(old, left), textsAt(now, right), 0.5))
      pair(left[from] as number, right[to] as number);
  }
  return pairs;
}

const textsAt = (entries: readonly Entry[], places: readonly number[]): readonly string[] =>
  places.map((at) => entries[at]?.text ?? "");

type Pair = (from: number, to: number) => void;

/** The same words elsewhere: moved lines, and those of a stage that got another name. */
function pairMoved(
  old: readonly Entry[],
  now: readonly Entry[],
  [left, right]: readonly [readonly number[], readonly number[]],
  pair: Pair,
): void {
  const waiting = new Map<string, number[]>();
  for (const at of left) {
    const says = old[at]?.says ?? "";
    waiting.set(says, [...(waiting.get(says) ?? []), at]);
  }
  for (const to of right) {
    const from = waiting.get(now[to]?.says ?? "")?.shift();
    if (from !== undefined) pair(from, to);
  }
}

/** What is left over between the same two neighbours on both sides, by kind: instructions edited in their place. */
function gapsOf(old: readonly Entry[], now: readonly Entry[], pairs: ReadonlyMap<number, number>, taken: ReadonlySet<number>) {
  const gaps = new Map<string, { readonly left: number[]; readonly right: number[] }>();
  const collect = (
    entries: readonly Entry[],
    isFree: (at: number) => boolean,
    inOld: (at: number) => number,
    side: "left" | "right",
  ) => {
    let open: number[] = [];
    let above = -1;
    const close = (below: number) => {
      for (const at of open) {
        const key = `${above}:${below}:${entries[at]?.kind}`;
        const gap = gaps.get(key) ?? { left: [], right: [] };
        gap[side].push(at);
        gaps.set(key, gap);
      }
      open = [];
      above = below;
    };
    for (const at of entries.keys()) {
      if (isFree(at)) open.push(at);
      else close(inOld(at));
    }
    close(old.length);
  };
  collect(
    old,
    (at) => !taken.has(at),
    (at) => at,
    "left",
  );
  collect(
    now,
    (at) => !pairs.has(at),
    (at) => pairs.get(at) ?? -1,
    "right",
  );
  return [...gaps.values()];
}

function sameKinds(old: readonly Entry[], now: readonly Entry[], left: readonly number[], right: readonly number[]) {
  const kinds = new Set(left.map((at) => old[at]?.kind));
  return [...kinds].map(
    (kind) => [left.filter((at) => old[at]?.kind === kind), right.filter((at) => now[at]?.kind === kind)] as const,
  );
}
