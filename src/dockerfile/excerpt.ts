// The lines around an instruction as docker build shows them on failure: numbered, the instruction's own marked with >>>.
import { visible } from "./visible.ts";

/** An instruction of more lines than this is shown by its first and last ones. */
const mostMarked = 16;
const head = 10;
const tail = 4;
/** Lines that are shown around the failing one, where it is in neither part. */
const near = 2;
/** Characters of one line that are shown. */
const widest = 240;

export type Extent = {
  /** Lines before and after; 2 unless told. */
  readonly around?: number;
  /** The line that is meant among them, marked with `>` in front of its number. */
  readonly at?: number | undefined;
};

/**
 * Lines `line` to `endLine` (from 1, inclusive) with up to `around` lines before and after, each ended by a line feed.
 * Bounded in lines and width; control and direction characters show as escapes, tabs as four blanks.
 */
export function excerpt(text: string, line: number, endLine: number, { around = 2, at }: Extent = {}): string {
  const lines = linesOf(text);
  const from = Math.min(Math.max(1, line), lines.length);
  const to = Math.min(Math.max(from, endLine), lines.length);
  const first = Math.max(1, from - around);
  const last = Math.min(lines.length, to + around);
  const digits = Math.max(3, String(last).length);
  const rows: string[] = [];
  const isShown = (number: number): boolean =>
    to - from + 1 <= mostMarked ||
    number < from + head ||
    number > to - tail ||
    (at !== undefined && Math.abs(number - at) <= near);
  let number = first;
  while (number <= last) {
    const skipped = number;
    while (!isShown(number)) number++;
    if (number > skipped) rows.push(` ${" ".repeat(digits)} | >>> … ${number - skipped} lines left out …`);
    const marked = number >= from && number <= to ? ">>>" : "   ";
    const lead = number === at ? ">" : " ";
    rows.push(`${lead}${String(number).padStart(digits)} | ${marked} ${harmless(lines[number - 1] ?? "")}`.trimEnd());
    number++;
  }
  const rule = "--------------------";
  return [rule, ...rows, rule, ""].join("\n");
}

let newest: { readonly text: string; readonly lines: readonly string[] } = { text: "", lines: [""] };

/** Many excerpts of one file come one after the other: it is cut once. */
function linesOf(text: string): readonly string[] {
  if (newest.text === text) return newest.lines;
  const lines = text.replace(/^\ufeff/, "").split("\n");
  if (lines.at(-1) === "" && lines.length > 1) lines.pop();
  newest = { text, lines };
  return lines;
}

/** One line as text that a terminal only prints. */
function harmless(line: string): string {
  // A line of a megabyte is not taken apart for its beginning.
  const shown = [...(line.length > 4 * widest ? line.slice(0, 4 * widest) : line.replace(/\r+$/, ""))];
  const cut = shown.length > widest ? [...shown.slice(0, widest - 1), "…"] : shown;
  return visible(cut.join("").replaceAll("\t", "    "));
}
