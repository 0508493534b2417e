/** What a whole build reads of its contexts: a builder that sends them sends nothing else. Pure. */
import type { Instruction } from "../dockerfile/program.ts";
import { parseTrigger } from "../dockerfile/trigger.ts";
import type { Step } from "./steps.ts";

/** A raw source word of the build context, or of the named context `from`. */
export type ContextWord = { readonly from: string; readonly word: string };

/** The words of all steps, of triggers too. Words of stages and images are among them: they name no context. */
export const contextWordsOf = (steps: readonly Pick<Step, "instruction">[]): readonly ContextWord[] =>
  steps.flatMap(({ instruction }) => wordsOf(instruction));

function wordsOf(instruction: Instruction): readonly ContextWord[] {
  switch (instruction.kind) {
    case "copy":
    case "add":
      return instruction.sources.map((word) => ({ from: instruction.from ?? "", word }));
    case "run":
      return instruction.mounts.map(({ fields }) => {
        const value = (...keys: readonly string[]) => fields.findLast(({ key }) => keys.includes(key))?.value;
        return { from: value("from") ?? "", word: value("source", "src") ?? "/" };
      });
    case "onbuild": {
      const read = parseTrigger(instruction.trigger, instruction.span);
      return read.ok ? wordsOf(read.instruction) : [];
    }
    default:
      return [];
  }
}
