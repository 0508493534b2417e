/**
 * The order of a plan's steps: which comes before which in its stage, what each waits for, and which are the same work.
 * Stages that do not depend on each other have no order between them. Pure.
 */
import type { Instruction } from "../../dockerfile/program.ts";
import type { Step } from "../steps.ts";
import type { Plan } from "./plan.ts";

export type Order = {
  /** Steps of each stage in file order; -1: the ARGs before the first FROM. */
  readonly stages: ReadonlyMap<number, readonly number[]>;
  /** The step before it in the same stage. */
  readonly previous: readonly (number | undefined)[];
  readonly next: readonly (number | undefined)[];
  /**
   * The first step of another stage, above it, that says the same after the same steps. BuildKit runs such work once
   * (equal vertices are merged, with --no-cache too); so the later one waits for the earlier one's layer.
   */
  readonly duplicateOf: readonly (number | undefined)[];
};

const known = new WeakMap<Plan, Order>();

export function orderOf(plan: Plan): Order {
  const ready = known.get(plan);
  if (ready !== undefined) return ready;
  const stages = new Map<number, number[]>();
  for (const { stage, index } of plan.steps) {
    const steps = stages.get(stage);
    if (steps) steps.push(index);
    else stages.set(stage, [index]);
  }
  const previous: (number | undefined)[] = plan.steps.map(() => undefined);
  const next: (number | undefined)[] = plan.steps.map(() => undefined);
  for (const steps of stages.values()) {
    for (const [at, step] of steps.entries()) {
      previous[step] = steps[at - 1];
      next[step] = steps[at + 1];
    }
  }
  let same: Order["duplicateOf"] | undefined;
  const order: Order = {
    stages,
    previous,
    next,
    // an edit does not ask for it
    get duplicateOf() {
      same ??= duplicates(plan, stages);
      return same;
    },
  };
  known.set(plan, order);
  return order;
}

function duplicates(plan: Plan, stages: ReadonlyMap<number, readonly number[]>): readonly (number | undefined)[] {
  // A number for all that a stage says up to a step, and the first step that came to it: the texts themselves would be quadratic.
  const works = new Map<string, { readonly number: number; readonly first: number }>();
  const result: (number | undefined)[] = plan.steps.map(() => undefined);
  if ([...stages.keys()].filter((stage) => stage >= 0).length < 2) return result;
  for (const [stage, steps] of stages) {
    if (stage < 0) continue;
    let before = -1;
    for (const index of steps) {
      const says = `${before} ${plan.needs[index]} ${meaning((plan.steps[index] as Step).instruction, false)}`;
      const known = works.get(says);
      if (known !== undefined) result[index] = known.first;
      else works.set(says, { number: works.size, first: index });
      before = known?.number ?? works.size - 1;
    }
  }
  return result;
}

/**
 * What an instruction says, wherever it stands: comments and spelling of line ends do not count, nor (unless `named`) its stage's
 * name. Asked of thousands after each edit, so no text is made where the instruction's own will do.
 */
export function meaning(instruction: Instruction, named = true): string {
  const { kind, text } = instruction;
  if (kind === "from" && !named) return `${kind} ${instruction.image} ${instruction.platform ?? ""}`;
  if (!text.includes("<<")) return text;
  // the bodies of here-documents are not in the line
  const bodies =
    kind === "run" ? [instruction.command, instruction.script] : "heredocs" in instruction ? instruction.heredocs : [];
  return `${text}\n${JSON.stringify(bodies)}`;
}

/** Every step of the stage passes; a stage without steps does too. */
export const wholeStage = (plan: Plan, stage: number, passes: (step: number) => boolean): boolean =>
  (orderOf(plan).stages.get(stage) ?? []).every(passes);

/** The stage and all that it stands on. */
export function stagesUnder(plan: Plan, stage: number): ReadonlySet<number> {
  const found = new Set([stage]);
  // what a stage reads is added while the set is gone through
  for (const each of found)
    for (const index of orderOf(plan).stages.get(each) ?? []) for (const other of plan.needs[index] ?? []) found.add(other);
  return found;
}

/** The steps that `keep` and which stand on what is kept as well: the step before in the stage, and every stage they read, whole. */
export function closed(plan: Plan, keep: (step: number) => boolean): ReadonlySet<number> {
  const { previous } = orderOf(plan);
  const kept = new Set<number>();
  // What a step stands on is always further up.
  for (const { index } of plan.steps) {
    const before = previous[index];
    const stands = (before === undefined || kept.has(before)) && needsMet(plan, index, (step) => kept.has(step));
    if (stands && keep(index)) kept.add(index);
  }
  return kept;
}

/** Do all stages that the step reads pass as a whole? */
export const needsMet = (plan: Plan, step: number, passes: (step: number) => boolean): boolean =>
  (plan.needs[step] ?? []).every((stage) => wholeStage(plan, stage, passes));
