/** What stands left of the lines of output: their numbers, where a filter leaves some out. Pure. */
import type { StepOutput } from "../../../output/log.ts";
import type { Theme } from "../../theme.ts";
import type { Margin } from "./output-window.ts";
import type { ShownLines } from "./shown-lines.ts";
import type { OutputState } from "./state.ts";

type Shown = {
  readonly output: StepOutput;
  readonly lines: ShownLines;
  readonly state: OutputState;
  readonly paint: Theme["paint"];
};

/** Cells of a line's number at least: that of a log that has just begun does not move the lines. */
const fewestDigits = 4;

/** Undefined: nothing. */
export function marginOf({ output, lines, state, paint }: Shown): Margin | undefined {
  if (state.filter === undefined) return undefined;
  const digits = Math.max(fewestDigits, String(output.lineCount).length);
  return { width: digits + 1, of: (row) => `${paint("dim", String(lines.lineAt(row) + 1).padStart(digits))} ` };
}
