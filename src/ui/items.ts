/** The Dockerfile as a list to walk through: every instruction in file order, with its step where it has one. Pure. */
import { type Plan, placedInstructions } from "../builder/plan/plan.ts";
import type { StepId } from "../builder/steps.ts";
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
  /** Lines as they stand in the file. */
  readonly source: readonly string[];
  /** One row: keyword and rest. */
  readonly keyword: string;
  readonly rest: string;
};

const known = new WeakMap<Plan, readonly Item[]>();

export function itemsOf(plan: Plan): readonly Item[] {
  const ready = known.get(plan);
  if (ready !== undefined) return ready;
  const steps = new Map(plan.steps.map((step) => [step.instruction.span.start, step.index]));
  const items = placedInstructions(plan.program).map(({ stage, instruction }, index): Item => {
    const text = instruction.text.replace(/\s+/g, " ").trim();
    const blank = text.indexOf(" ");
    return {
      id: plan.ids[index] as StepId,
      index,
      instruction,
      stage,
      step: steps.get(instruction.span.start),
      source: instruction.source.split(/\r?\n/),
      keyword: blank < 0 ? text : text.slice(0, blank),
      rest: blank < 0 ? "" : text.slice(blank + 1),
    };
  });
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
