/** The steps of a build: the instructions the target needs, in file order. Pure. */
import type { Instruction, Program, Stage } from "../dockerfile/program.ts";

/** One instruction to execute. `index` is its place in the build order. */
export type Step = {
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
  const earlier = program.stages.slice(0, before);
  // FROM compares the raw word with the lower-cased name (BuildKit); COPY --from ignores case and takes numbers.
  const named = earlier.findLast((stage) => stage.name === (numbers ? word.toLowerCase() : word));
  if (named !== undefined || !numbers || !/^\+?\d+$/.test(word)) return named;
  return earlier[Number(word)];
}

/**
 * Stages an instruction of `stage` reads: FROM its parent, COPY --from and RUN --mount=from= their source. `image` tells
 * what a FROM's word expands to. What this does not name may run at the same time as the instruction.
 */
export function stagesRead(
  program: Program,
  stage: Stage,
  instruction: Instruction,
  image: (stage: Stage) => string,
): readonly Stage[] {
  const named = (word: string | undefined): readonly Stage[] => {
    const source = word === undefined ? undefined : earlierStage(program, word, stage.index, true);
    return source ? [source] : [];
  };
  switch (instruction.kind) {
    case "from": {
      const parent = earlierStage(program, image(stage), stage.index, false);
      return parent ? [parent] : [];
    }
    case "copy":
    case "add":
      return named(instruction.from);
    case "run":
      return instruction.mounts.flatMap(({ fields }) => named(fields.find(({ key }) => key === "from")?.value));
    default:
      return [];
  }
}

/** Stages `target` stands on, itself included. `image` tells what a FROM's word expands to. */
export function neededStages(program: Program, target: Stage, image: (stage: Stage) => string): ReadonlySet<number> {
  const needed = new Set<number>();
  const visit = (stage: Stage): void => {
    if (needed.has(stage.index)) return;
    needed.add(stage.index);
    for (const instruction of [stage.from, ...stage.body]) {
      for (const source of stagesRead(program, stage, instruction, image)) visit(source);
    }
  };
  visit(target);
  return needed;
}

/** The flat list: global ARGs, then the instructions of each needed stage, FROM first. */
export function buildSteps(program: Program, needed: ReadonlySet<number>): readonly Step[] {
  const list: { stage: number; instruction: Instruction }[] = program.globals.map((instruction) => ({ stage: -1, instruction }));
  for (const stage of program.stages) {
    if (!needed.has(stage.index)) continue;
    for (const instruction of [stage.from, ...stage.body]) list.push({ stage: stage.index, instruction });
  }
  return list.map((entry, index) => ({ index, ...entry }));
}
