/** The Dockerfile as a session stands on it: its program, the steps that the target needs, and who each instruction is. JSON-safe. */
import type { Instruction, Program } from "../../dockerfile/program.ts";
import type { Step, StepId } from "../steps.ts";

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
  /** Instructions that were in an earlier text: one that comes back (an edit taken back) is the same one again. */
  readonly gone: readonly GoneInstruction[];
};

export type GoneInstruction = { readonly id: StepId; readonly says: string };

/** An instruction and where it stands. `stage`: -1 before the first FROM. */
export type PlacedInstruction = { readonly stage: number; readonly instruction: Instruction };

/** Every instruction of the file, in file order. */
export const placedInstructions = ({ globals, stages }: Program): readonly PlacedInstruction[] => [
  ...globals.map((instruction) => ({ stage: -1, instruction })),
  ...stages.flatMap(({ index, from, body }) => [from, ...body].map((instruction) => ({ stage: index, instruction }))),
];

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

/** Identity of a whole stage: that of its FROM; `globals` for the ARGs before the first one. */
export function stageIds({ steps }: Plan): ReadonlyMap<number, StepId | "globals"> {
  const ids = new Map<number, StepId | "globals">([[-1, "globals"]]);
  for (const { stage, id, instruction } of steps) if (instruction.kind === "from") ids.set(stage, id);
  return ids;
}
