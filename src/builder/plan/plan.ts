/** The Dockerfile as a session stands on it: its program, the steps that the target needs, and who each instruction is. JSON-safe. */
import type { Instruction, Program } from "../../dockerfile/program.ts";
import { buildSteps, neededStages, type StageFacts, type Step, type StepId, stagesRead, type Triggers } from "../steps.ts";

export type Plan = {
  readonly text: string;
  readonly program: Program;
  readonly steps: readonly Step[];
  /** By step: the stages it reads as a whole (-1: the ARGs before the first FROM). Anything else may run beside it. */
  readonly needs: readonly (readonly number[])[];
  /** By instruction of the file, also those the target does not need, in the order of `placedInstructions`. */
  readonly ids: readonly StepId[];
  /** The newest id given out so far is `s<lastId>`; none is ever given out again. */
  readonly lastId: number;
  /** What the word of each stage's FROM expands to. */
  readonly bases: readonly string[];
  /** Stages that a named context stands for. */
  readonly replaced: readonly number[];
  /** What the bases brought that were looked at. */
  readonly triggers: Triggers;
  /** Instructions that were in an earlier text: one that comes back (an edit taken back) is the same one again. */
  readonly gone: readonly GoneInstruction[];
};

export type GoneInstruction = { readonly id: StepId; readonly says: string };

/** An instruction and where it stands. `stage`: -1 before the first FROM. */
export type PlacedInstruction = { readonly stage: number; readonly instruction: Instruction };

/** Every instruction of the file, in file order. */
export function placedInstructions(program: Program): readonly PlacedInstruction[] {
  const ready = placed.get(program);
  if (ready !== undefined) return ready;
  const list: PlacedInstruction[] = program.globals.map((instruction) => ({ stage: -1, instruction }));
  for (const { index, from, body } of program.stages) {
    list.push({ stage: index, instruction: from });
    for (const instruction of body) list.push({ stage: index, instruction });
  }
  placed.set(program, list);
  return list;
}

const placed = new WeakMap<Program, readonly PlacedInstruction[]>();

/** The ids by where their instructions start in the text. */
export const idsByStart = (program: Program, ids: readonly StepId[]): ReadonlyMap<number, StepId> =>
  new Map(placedInstructions(program).map(({ instruction }, at) => [instruction.span.start, ids[at] as StepId]));

/** Indexes of steps by id. */
export function stepIndexes(plan: Plan): ReadonlyMap<StepId, number> {
  const ready = indexes.get(plan);
  if (ready !== undefined) return ready;
  const made = new Map(plan.steps.map(({ id, index }) => [id, index]));
  indexes.set(plan, made);
  return made;
}

const indexes = new WeakMap<Plan, ReadonlyMap<StepId, number>>();

/** All of a plan but what follows from the rest. `target`: the stage that is built. */
type Planned = Omit<Plan, "steps" | "needs"> & { readonly target: number };

/** Steps and needs of a plan. */
export function planned({ target, ...rest }: Planned): Plan {
  const { program, bases, replaced, triggers, ids } = rest;
  const byStart = idsByStart(program, ids);
  const facts: StageFacts = {
    image: ({ index, from }) => bases[index] ?? from.image,
    replaced: ({ index }) => replaced.includes(index),
    triggers: ({ from }) => triggers[byStart.get(from.span.start) as StepId] ?? [],
  };
  const stage = program.stages[target];
  const needed = stage === undefined ? new Set<number>() : neededStages(program, stage, facts);
  const steps = buildSteps(program, needed, { ids: byStart, triggers, replaced: new Set(replaced) });
  const needs = steps.map(({ stage: index, instruction }) => {
    const own = program.stages[index];
    if (own === undefined) return [];
    const sources = stagesRead(program, own, instruction, facts);
    // a FROM stands on the ARGs before the first stage, too
    if (instruction.kind === "from") return [-1, ...sources.map((source) => source.index)];
    return sources.length === 0 ? [] : [...new Set(sources.map((source) => source.index))];
  });
  return { ...rest, steps, needs };
}

/** The stage that the plan is for. */
const targetOf = ({ steps }: Plan): number => steps.at(-1)?.stage ?? -1;

/**
 * The plan with these triggers only: their steps come behind the FROM that brought them, and stages which nothing else needs come
 * with them (BuildKit knows them before anything runs, for it looks at all bases first).
 */
export function withTriggers(plan: Plan, triggers: Triggers): Plan {
  return planned({ ...plan, triggers, target: targetOf(plan) });
}
