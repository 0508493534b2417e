// Checks that need the whole program: what COPY --from may name.
import type { CopyInstruction, Instruction, SyntaxProblem } from "./program.ts";

/** A stage as far as it could be read. `line` is that of its FROM. */
export type StageOutline = { readonly name?: string; readonly line: number; readonly body: readonly Instruction[] };

/**
 * COPY --from its own stage, a later one, or a number without a stage. A name means the last stage that bears it, in any
 * case of letters; a word that is no stage is an image. BuildKit minds a later stage only where the target needs it.
 */
export function checkStages(stages: readonly StageOutline[]): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  stages.forEach((stage, index) => {
    for (const instruction of stage.body) {
      if (instruction.kind !== "copy" || instruction.from === undefined) continue;
      const wrong = checkFrom(stages, index, instruction, instruction.from);
      if (wrong !== undefined) problems.push({ ...wrong, span: instruction.span });
    }
  });
  return problems;
}

type Wrong = Pick<SyntaxProblem, "message" | "hint">;

function checkFrom(stages: readonly StageOutline[], own: number, copy: CopyInstruction, from: string): Wrong | undefined {
  const named = /^[+-]?\d+$/.test(from) ? Number(from) : stages.findLastIndex((stage) => stage.name === from.toLowerCase());
  const isNumber = /^[+-]?\d+$/.test(from);
  if (!isNumber && named === -1) return undefined;
  const target = stages[named];
  const what = `COPY --from=${from}`;
  if (target === undefined) {
    const hint = own === 0 ? "This is the first stage: there is none to copy from." : `Earlier stages are ${numbers(own)}.`;
    return { message: `${what}: there is no stage ${from}`, hint };
  }
  if (named === own) return { message: `${what} names its own stage`, hint: "Only earlier stages can be copied from." };
  if (named < own) return undefined;
  const twice = isNumber ? 0 : stages.filter((stage) => stage.name === target.name).length;
  return {
    message: `${what} names a stage that comes later, on line ${target.line}`,
    hint: twice > 1 ? "Of several stages with one name the last is meant." : `Move that stage above line ${copy.span.line}.`,
  };
}

function numbers(count: number): string {
  return count === 1 ? "0 only" : `0 to ${count - 1}`;
}
