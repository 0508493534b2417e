/** A line of the editor as cells of the terminal: where the cursor is, which part of a long line is shown. Pure. */
import { graphemes } from "../../output/graphemes.ts";
import { visible, width } from "../text.ts";

/** What each character of a line looks like; a tab is blanks up to the next stop. */
function cells(line: string): readonly { readonly text: string; readonly columns: number; readonly units: number }[] {
  let column = 0;
  return graphemes(line).map((cell) => {
    const text = cell === "\t" ? " ".repeat(4 - (column % 4)) : visible(cell);
    const columns = width(text);
    column += columns;
    return { text, columns, units: cell.length };
  });
}

/** The column of the cursor at `at` UTF-16 units. */
export function columnOf(line: string, at: number): number {
  let units = 0;
  let column = 0;
  for (const cell of cells(line)) {
    if (units >= at) break;
    units += cell.units;
    column += cell.columns;
  }
  return column;
}

/** How many columns the text is moved to the left, in steps, so that it does not crawl with every key. */
export const shiftFor = (column: number, room: number): number => {
  if (column < room - 1) return 0;
  const stride = Math.max(1, Math.floor(room / 3));
  return Math.ceil((column - room + 2) / stride) * stride;
};

/** The part of a line from column `shift` on, before, under and behind the cursor, if it is in this line. */
export function partsOf(
  line: string,
  cursor: number | undefined,
  shift: number,
  room: number,
): { readonly before: string; readonly cursor: string; readonly after: string } {
  let units = 0;
  let column = 0;
  let before = "";
  let under = "";
  let after = "";
  for (const cell of cells(line)) {
    const start = column;
    column += cell.columns;
    if (start >= shift && column <= shift + room) {
      if (cursor === undefined || units < cursor) before += cell.text;
      else if (units === cursor) under = cell.text;
      else after += cell.text;
    } else if (start < shift && column > shift) {
      before += " ".repeat(column - shift);
    }
    units += cell.units;
  }
  if (cursor === undefined) return { before, cursor: "", after: "" };
  // A tab under the cursor is one lit cell and its blanks.
  const lit = under === "" ? " " : under.trim() === "" ? under.slice(0, 1) : under;
  return { before, cursor: lit, after: (under.trim() === "" ? under.slice(1) : "") + after };
}
