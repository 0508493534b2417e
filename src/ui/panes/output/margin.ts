/** What stands left of the lines of output: when they came, and their numbers where a filter leaves some out. Pure. */
import type { LineTimes } from "../../../output/line-times.ts";
import type { StepOutput } from "../../../output/log.ts";
import type { Theme } from "../../theme.ts";
import type { Margin } from "./output-window.ts";
import type { ShownLines } from "./shown-lines.ts";
import type { OutputState, Timestamps } from "./state.ts";

type Shown = {
  readonly output: StepOutput;
  readonly lines: ShownLines;
  readonly state: OutputState;
  readonly paint: Theme["paint"];
};

/** Cells of a line's number at least: that of a log that has just begun does not move the lines. */
const fewestDigits = 4;
/** Cells of a time. */
const timeWidth = 9;

/** Undefined: nothing. */
export function marginOf({ output, lines, state, paint }: Shown): Margin | undefined {
  const digits = state.filter === undefined ? 0 : Math.max(fewestDigits, String(output.lineCount).length);
  const times = state.timestamps && output.times;
  const width = (digits === 0 ? 0 : digits + 1) + (times === undefined ? 0 : timeWidth + 1);
  if (width === 0) return undefined;
  return {
    width,
    of: (row) => {
      const line = lines.lineAt(row);
      const number = digits === 0 ? "" : `${String(line + 1).padStart(digits)} `;
      const time = times && state.timestamps ? `${timeOf(times, line, state.timestamps).padStart(timeWidth)} ` : "";
      return paint("dim", number + time);
    },
  };
}

function timeOf(times: LineTimes, line: number, shown: Timestamps): string {
  const ms = times.at(line);
  if (ms === undefined) return "";
  return shown === "clock" ? new Date(times.start + ms).toTimeString().slice(0, 8) : sinceStart(ms);
}

/** `+1:02.3`, from an hour on `+1:02:03`. */
export function sinceStart(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  const two = (number: number): string => String(number).padStart(2, "0");
  if (minutes >= 60) return `+${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `+${minutes}:${two(seconds % 60)}.${tenths % 10}`;
}
