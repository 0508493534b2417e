/**
 * Writes a frame to the terminal: only the rows that differ from the last one, each at its own place, in one
 * synchronized write. (Ink's own incremental writer counts rows from the cursor and is one off in 6.8.)
 */
import { width } from "./text.ts";

const begin = "\u001b[?2026h";
const end = "\u001b[?2026l";
const eraseRest = "\u001b[K";

/** What to write to turn `before` into `after` on a screen of `columns`; empty when nothing differs. */
export function difference(before: readonly string[], after: readonly string[], columns: number): string {
  let changes = "";
  for (let row = 0; row < Math.max(before.length, after.length); row++) {
    const text = after[row] ?? "";
    if (text === before[row]) continue;
    // A full row leaves the cursor on its last cell: erasing from there would take that cell away.
    changes += `\u001b[${row + 1};1H${text}${width(text) < columns ? eraseRest : ""}`;
  }
  return changes === "" ? "" : begin + changes + end;
}
