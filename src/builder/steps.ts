/** The steps of a build: the instructions the target needs, in file order. Pure. */
import type { Instruction, Program, Stage } from "../dockerfile/program.ts";
import { stageIndex } from "../dockerfile/stage-index.ts";
import { mountFrom } from "../dockerfile/stage-sources.ts";
import { parseTrigger } from "../dockerfile/trigger.ts";
import { namedContext } from "./named-context.ts";
import type { NamedContext } from "./request.ts";

/** What --build-context gave, by name. */
type Contexts = Readonly<Record<string, NamedContext>>;

/**
 * Who an instruction is: the same over edits of the Dockerfile, never given to another one. `s3.2` is the second child of `s3`:
 * the second ONBUILD trigger of the base of that FROM.
 */
export type StepId = `s${number}` | `s${number}.${number}`;

/** One instruction to execute. `index` is its place in the build order of one text. */
export type Step = {
  readonly id: StepId;
  readonly index: number;
  /** Stage index, or -1 for an ARG before the first FROM. */
  readonly stage: number;
  readonly instruction: Instruction;
  /** The FROM whose base brought this one as an ONBUILD trigger. */
  readonly parent?: StepId;
};

/** An instruction of another file that runs as one of this stage's; its span is the FROM's. */
export type Trigger = Exclude<Instruction, { readonly kind: "from" }>;

/** ONBUILD triggers by the FROM that brought them. */
export type Triggers = { readonly [from: StepId]: readonly Trigger[] };

/** Who the trigger at `index` behind the FROM is. */
export const triggerId = (from: StepId, index: number): StepId => `${from}.${index + 1}` as StepId;

/** An instruction as a person reads it, in one line. */
export const stepText = ({ instruction, parent }: Pick<Step, "instruction" | "parent">): string =>
  `${parent === undefined ? "" : "ONBUILD "}${instruction.text.split("\n", 1)[0]}`;

/** The stage `--target` names (any case), or the last one. Undefined when there is no such stage. */
export function targetStage(program: Program, target: string | undefined): Stage | undefined {
  if (target === undefined) return program.stages.at(-1);
  const wanted = target.toLowerCase();
  return program.stages.findLast((stage) => stage.name === wanted);
}

/** The stage a word in FROM or COPY --from means for a stage at `before`: only earlier stages count; the last of a name wins. */
export function earlierStage(program: Program, word: string, before: number, numbers: boolean): Stage | undefined {
  const { stages } = program;
  // FROM compares the raw word with the lower-cased name (BuildKit); COPY --from ignores case and takes numbers.
  const named = stages[stageIndex(stages).lastBefore(numbers ? word.toLowerCase() : word, before)];
  if (named !== undefined || !numbers || !/^\+?\d+$/.test(word)) return named;
  return Number(word) < before ? stages[Number(word)] : undefined;
}

/** The named context that stands for a whole stage: nothing of the stage itself is built then. */
export const isReplaced = (stage: Stage, contexts: Contexts): NamedContext | undefined =>
  stage.name === undefined ? undefined : namedContext(contexts, stage.name);

/** The words behind COPY --from and RUN --mount from. */
function sourceWords(instruction: Instruction): readonly string[] {
  if (instruction.kind === "copy" || instruction.kind === "add")
    return instruction.from === undefined ? none : [instruction.from];
  if (instruction.kind !== "run" || instruction.mounts.length === 0) return none;
  return instruction.mounts.map(mountFrom);
}

/** Does a COPY --from or a RUN --mount read files of this stage, or of one that stands on it? */
export function isSource(program: Program, index: number): boolean {
  return program.stages.slice(index + 1).some((stage) => {
    const reads = (word: string) => earlierStage(program, word, stage.index, true)?.index === index;
    if (stage.body.some((one) => sourceWords(one).some(reads))) return true;
    return earlierStage(program, stage.from.image, stage.index, false)?.index === index && isSource(program, stage.index);
  });
}

/** The first of an instruction's sources that names `stage` itself or one below it, which BuildKit refuses. */
export function laterStage(program: Program, stage: Stage, instruction: Instruction): string | undefined {
  return sourceWords(instruction).find((word) => {
    const numbers = instruction.kind !== "run" && /^[+-]?\d+$/.test(word);
    const index = numbers ? Number(word) : stageIndex(program.stages).lastBefore(word.toLowerCase(), program.stages.length);
    return index >= stage.index;
  });
}

/** What a text alone does not tell of its stages. */
export type StageFacts = {
  /** What a FROM's word expands to. */
  readonly image: (stage: Stage) => string;
  /** Does a named context stand for the whole stage? */
  readonly replaced?: (stage: Stage) => boolean;
  /** Triggers of the stage's base, once its FROM ran. */
  readonly triggers?: (stage: Stage) => readonly Trigger[];
};

/** What nearly every instruction of a long file reads. */
const none: readonly never[] = [];

/**
 * Stages an instruction of `stage` reads: FROM its parent and what the parent's ONBUILD triggers read, COPY --from and RUN
 * --mount=from= their source.  What this does not name may run at the same time as
 * the instruction. Triggers of images are known only when the FROM runs.
 */
export function stagesRead(program: Program, stage: Stage, instruction: Instruction, facts: StageFacts): readonly Stage[] {
  if (instruction.kind !== "from") {
    const words = sourceWords(instruction);
    return words.length === 0 ? none : words.flatMap((word) => earlierStage(program, word, stage.index, true) ?? []);
  }
  if (facts.replaced?.(stage)) return [];
  const parent = earlierStage(program, facts.image(stage), stage.index, false);
  if (parent === undefined) return [];
  const triggers = parent.body.flatMap((one) => {
    const read = one.kind === "onbuild" ? parseTrigger(one.trigger, instruction.span) : undefined;
    return read?.ok ? [read.instruction] : [];
  });
  const read = triggers.flatMap((trigger) => stagesRead(program, stage, trigger, facts));
  return [...new Set([parent, ...read])];
}

/** Stages `target` stands on, itself included. */
export function neededStages(program: Program, target: Stage, facts: StageFacts): ReadonlySet<number> {
  const needed = new Set<number>();
  const open = [target];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (needed.has(stage.index)) continue;
    needed.add(stage.index);
    const all = facts.replaced?.(stage) ? [] : [stage.from, ...(facts.triggers?.(stage) ?? []), ...stage.body];
    for (const instruction of all) {
      for (const read of stagesRead(program, stage, instruction, facts)) if (!needed.has(read.index)) open.push(read);
    }
  }
  return needed;
}

/**
 * The flat list: global ARGs, then the instructions of each needed stage, FROM first, with its triggers behind it. Of a replaced
 * stage only the FROM is there. `ids` by the start of their instructions.
 */
export function buildSteps(
  program: Program,
  needed: ReadonlySet<number>,
  {
    ids,
    replaced,
    triggers,
  }: { readonly ids: ReadonlyMap<number, StepId>; readonly triggers: Triggers; readonly replaced: ReadonlySet<number> },
): readonly Step[] {
  const list: Omit<Step, "index">[] = [];
  const idOf = ({ span }: Instruction): StepId => ids.get(span.start) as StepId;
  for (const instruction of program.globals) list.push({ id: idOf(instruction), stage: -1, instruction });
  for (const stage of program.stages) {
    if (!needed.has(stage.index)) continue;
    const parent = idOf(stage.from);
    list.push({ id: parent, stage: stage.index, instruction: stage.from });
    for (const [at, instruction] of (triggers[parent] ?? []).entries()) {
      list.push({ id: triggerId(parent, at), stage: stage.index, instruction, parent });
    }
    for (const instruction of replaced.has(stage.index) ? [] : stage.body)
      list.push({ id: idOf(instruction), stage: stage.index, instruction });
  }
  return list.map((entry, index) => ({ ...entry, index }));
}
