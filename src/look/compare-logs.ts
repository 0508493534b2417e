/** How the output of two runs differs, as `diff -u` has it. */
import { stripVTControlCharacters } from "node:util";
import { textDifference } from "../compare/text-difference.ts";
import type { StepOutput } from "../output/log.ts";
import type { FileDifference } from "./found.ts";

/** Of longer output the last lines are compared. */
const mostCompared = 20_000;
/** Lines of a difference that are told. */
const mostLines = 5000;

/** Colours do not count. */
export function compareLogs(before: StepOutput, after: StepOutput): FileDifference {
  const [from, to] = [textOf(before), textOf(after)];
  if (from === to) return { kind: "none", why: "Both printed the same." };
  const found = textDifference(from, to, mostLines);
  return found === undefined
    ? { kind: "none", why: "What they printed has next to nothing in common." }
    : { kind: "lines", ...found };
}

const textOf = (output: StepOutput): string =>
  output
    .read(Math.max(0, output.lineCount - mostCompared), mostCompared)
    .map((line) => `${stripVTControlCharacters(line)}\n`)
    .join("");
