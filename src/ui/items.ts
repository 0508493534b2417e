/**
 * The Dockerfile as a list to walk through: every instruction in file order, with its step where it has one, and
 * the ONBUILD triggers of bases behind their FROM. Pure.
 */
import { type PlacedInstruction, type Plan, placedInstructions, stepIndexes } from "../builder/plan/plan.ts";
import { type StepId, triggerId } from "../builder/steps.ts";
import type { Session } from "../debugger/session.ts";
import { position } from "../debugger/session.ts";
import type { Instruction } from "../dockerfile/program.ts";

export type Item = {
  readonly id: StepId;
  readonly index: number;
  readonly instruction: Instruction;
  /** Stage index, -1 before the first FROM. */
  readonly stage: number;
  /** Undefined: the target does not need it. */
  readonly step: number | undefined;
  /** Lines as they stand in the file; of a trigger, one of ours. */
  readonly source: readonly string[];
  /** One row: keyword and rest. */
  readonly keyword: string;
  readonly rest: string;
};

const known = new WeakMap<Plan, readonly Item[]>();

const oneRow = (text: string): string => text.replace(/\s+/g, " ").trim();

export function itemsOf(plan: Plan): readonly Item[] {
  const ready = known.get(plan);
  if (ready !== undefined) return ready;
  const steps = stepIndexes(plan);
  const items: Item[] = [];
  const add = (id: StepId, placed: PlacedInstruction, source: readonly string[], text: string): void => {
    const blank = text.indexOf(" ");
    const [keyword, rest] = blank < 0 ? [text, ""] : [text.slice(0, blank), text.slice(blank + 1)];
    items.push({ ...placed, id, index: items.length, step: steps.get(id), source, keyword, rest });
  };
  for (const [at, placed] of placedInstructions(plan.program).entries()) {
    const id = plan.ids[at] as StepId;
    const { stage, instruction } = placed;
    add(id, placed, instruction.source.split(/\r?\n/), oneRow(instruction.text));
    for (const [which, trigger] of (plan.triggers[id] ?? []).entries()) {
      const text = oneRow(`ONBUILD ${trigger.text}`);
      add(triggerId(id, which), { stage, instruction: trigger }, [text], text);
    }
  }
  known.set(plan, items);
  return items;
}

/** The item at the position, or the last step's at the end. */
export function itemAtPosition(session: Session): Item | undefined {
  const at = Math.min(position(session), session.plan.steps.length - 1);
  return itemsOf(session.plan).find((item) => item.step === at);
}

/** The one a person looks at: picked, or the one at the position. */
export function selectedItem(session: Session, picked: number | undefined): Item | undefined {
  if (picked === undefined) return itemAtPosition(session);
  const items = itemsOf(session.plan);
  return items[Math.min(picked, items.length - 1)];
}
