/** The steps of a build: the instructions the target needs, in file order. Pure. */
import type { Instruction, Program, Stage } from "../dockerfile/program.ts";
import { stageIndex } from "../dockerfile/stage-index.ts";
import { mountFrom } from "../dockerfile/stage-sources.ts";
import { parseTrigger } from "../dockerfile/trigger.ts";
import { namedContext } from "./named-context.ts";
import type { NamedContext } from "./request.ts";

/** What --build-context gave, by name. */
type Contexts = Readonly<Record<string, NamedContext>>;

/** Who an instruction is: the same over edits of the Dockerfile, never given to another one. */
export type StepId = `s${number}`;

/** One instruction to execute. `index` is its place in the build order of one text. */
export type Step = {
  readonly id: StepId;
  readonly index: number;
  /** Stage index, or -1 for an ARG before the first FROM. */
  readonly stage: number;
  readonly instruction: Instruction;
};

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
  if (instruction.kind === "copy" || instruction.kind === "add") return instruction.from === undefined ? [] : [instruction.from];
  if (instruction.kind !== "run") return [];
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

/** `image` tells what a FROM's word expands to. */
export type StageWords = { readonly image: (stage: Stage) => string; readonly contexts?: Contexts };

/**
 * Stages an instruction of `stage` reads: FROM its parent and what the parent's ONBUILD triggers read, COPY --from and RUN
 * --mount=from= their source.  What this does not name may run at the same time as
 * the instruction. Triggers of images are known only when the FROM runs.
 */
export function stagesRead(
  program: Program,
  stage: Stage,
  instruction: Instruction,
  { image, contexts = {} }: StageWords,
): readonly Stage[] {
  if (instruction.kind !== "from") {
    return sourceWords(instruction).flatMap((word) => earlierStage(program, word, stage.index, true) ?? []);
  }
  if (isReplaced(stage, contexts)) return [];
  const parent = earlierStage(program, image(stage), stage.index, false);
  if (parent === undefined) return [];
  const triggers = parent.body.flatMap((one) => {
    const read = one.kind === "onbuild" ? parseTrigger(one.trigger, instruction.span) : undefined;
    return read?.ok ? [read.instruction] : [];
  });
  const read = triggers.flatMap((trigger) => stagesRead(program, stage, trigger, { image, contexts }));
  return [...new Set([parent, ...read])];
}

/** Stages `target` stands on, itself included. `image` tells what a FROM's word expands to. */
export function neededStages(
  program: Program,
  target: Stage,
  image: (stage: Stage) => string,
  contexts: Contexts = {},
): ReadonlySet<number> {
  const needed = new Set<number>();
  const open = [target];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (needed.has(stage.index)) continue;
    needed.add(stage.index);
    for (const instruction of isReplaced(stage, contexts) ? [] : [stage.from, ...stage.body]) {
      open.push(...stagesRead(program, stage, instruction, { image, contexts }).filter(({ index }) => !needed.has(index)));
    }
  }
  return needed;
}

/** The flat list, `ids` by the start of their instructions: global ARGs, then the instructions of each needed stage, FROM first. Of a replaced stage only the FROM is there. */
export function buildSteps(
  program: Program,
  needed: ReadonlySet<number>,
  contexts: Contexts,
  ids: ReadonlyMap<number, StepId>,
): readonly Step[] {
  const list: { stage: number; instruction: Instruction }[] = program.globals.map((instruction) => ({ stage: -1, instruction }));
  for (const stage of program.stages) {
    if (!needed.has(stage.index)) continue;
    const body = isReplaced(stage, contexts) ? [] : stage.body;
    for (const instruction of [stage.from, ...body]) list.push({ stage: stage.index, instruction });
  }
  return list.map((entry, index) => ({ id: ids.get(entry.instruction.span.start) as StepId, index, ...entry }));
}
