/** A new text for a session: which results, failures and breakpoints outlive it, and where it stands then. Pure. */
import type { Step } from "../build/steps.ts";
import { meaning, orderOf, wholeStage } from "./order.ts";
import { firstUndone, isBusy, isDone, isReady, type Plan, type Session, type Status, sortedLines } from "./session.ts";

/** A step of the old text in the new one. `equal`: it says the same; otherwise it was edited, on ground that is the same. */
export type Carried = { readonly step: number; readonly equal: boolean };

/** The steps of `before` that are still there in `after`, by place in their stage. A renamed stage is another one. */
export function carriedSteps(before: Plan, after: Plan): ReadonlyMap<number, Carried> {
  const old = orderOf(before).stages;
  const result = new Map<number, Carried>();
  const unchanged = new Set<number>();
  for (const [stage, steps] of orderOf(after).stages) {
    const counterparts = old.get(stage) ?? [];
    for (const [at, step] of steps.entries()) {
      const counterpart = counterparts[at];
      if (counterpart === undefined) break;
      const [left, right] = [before.needs[counterpart] ?? [], after.needs[step] ?? []];
      const grounded =
        left.length === right.length &&
        right.every((need, which) => need === left[which]) &&
        right.every((need) => old.get(need)?.length === orderOf(after).stages.get(need)?.length) &&
        right.every((need) => wholeStage(after, need, (each) => unchanged.has(each)));
      const equal = grounded && meaning(before.steps[counterpart] as Step, true) === meaning(after.steps[step] as Step, true);
      if (equal) unchanged.add(step);
      const edited = grounded && sameKind(before.steps[counterpart] as Step, after.steps[step] as Step);
      if (equal || edited) result.set(counterpart, { step, equal });
      if (!equal) break;
    }
  }
  return result;
}

const sameKind = (left: Step, right: Step): boolean => left.instruction.kind === right.instruction.kind;

/** The session on another text: what does not stand on a changed step is kept. */
export function load(session: Session, plan: Plan): Session {
  if (isBusy(session) || plan.text === session.plan.text) return session;
  const carried = carriedSteps(session.plan, plan);
  const moved = <T>(all: Readonly<Record<string, T>>, keeps: (carried: Carried) => boolean): Record<string, T> =>
    Object.fromEntries(
      Object.entries(all).flatMap(([index, value]) => {
        const to = carried.get(Number(index));
        return to && keeps(to) ? [[to.step, value] as const] : [];
      }),
    );
  const next: Session = {
    ...session,
    plan,
    outcomes: moved(session.outcomes, ({ equal }) => equal),
    states: moved(session.states, ({ equal }) => equal),
    // A failed layer stays usable under an edited instruction of the same kind (retry on top of it), never under another.
    failures: moved(session.failures, () => true),
    breakpoints: movedLines(session.breakpoints, session.plan.text, plan.text),
  };
  const all = firstUndone(next) === plan.steps.length;
  const status: Status =
    all && session.status.kind === "done" && plan.steps.length === session.plan.steps.length
      ? session.status
      : { kind: "stopped", reason: "edit" };
  return { ...next, at: placeOf(session, next, carried), status };
}

/** At the first step that lost its result; else where it stood; else at the first one without a result. */
function placeOf(before: Session, after: Session, carried: ReadonlyMap<number, Carried>): number {
  const lost = before.plan.steps.filter(({ index }) => isDone(before, index) && !carried.get(index)?.equal);
  const { stages } = orderOf(after.plan);
  for (const { index, stage } of lost) {
    const at = orderOf(before.plan).stages.get(stage)?.indexOf(index) ?? -1;
    const now = stages.get(stage)?.[at];
    if (now !== undefined && isReady(after, now)) return now;
  }
  const here = carried.get(before.at)?.step;
  if (lost.length === 0 && here !== undefined && isReady(after, here)) return here;
  if (lost.length === 0 && isReady(after, before.at)) return before.at;
  return firstUndone(after);
}

/** Breakpoints follow their lines: those below the edited region move with it. */
function movedLines(lines: readonly number[], before: string, after: string): readonly number[] {
  const old = before.split("\n");
  const now = after.split("\n");
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail])
    tail++;
  const shift = now.length - old.length;
  const result = lines.map((line) => {
    if (line <= head) return line;
    if (line > old.length - tail) return line + shift;
    return Math.min(line, Math.max(head + 1, now.length - tail));
  });
  return sortedLines(result);
}
