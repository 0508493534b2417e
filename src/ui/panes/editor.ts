/** The editor as rows: numbered lines, the cursor, and the first problem of the text below. */
import type { SyntaxProblem } from "../../dockerfile/program.ts";
import { isChanged } from "../editor.ts";
import { exactly, fitRow, type Row, ruled, span } from "../rows.ts";
import { graphemes, visible, width } from "../text.ts";
import type { Theme } from "../theme.ts";
import type { Editing } from "../view.ts";
import { plural } from "../words.ts";

export type EditorProps = {
  readonly editing: Editing;
  readonly problems: readonly SyntaxProblem[];
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
};

export function editorPane({ editing, problems, width: columns, height, theme }: EditorProps): readonly Row[] {
  const { editor, line } = editing;
  const { glyphs } = theme;
  const digits = String(line + editor.lines.length - 1).length;
  const text = Math.max(1, columns - digits - 4);
  const room = Math.max(0, height - 2);
  const top = Math.max(0, Math.min(editor.row - Math.floor(room / 2), editor.lines.length - room));
  const shift = scrolled(cursorColumn(editor.lines[editor.row] ?? "", editor.column), text);
  const rows = editor.lines.slice(top, top + room).map((content, index): Row => {
    const number = line + top + index;
    const wrong = problems.some((problem) => number >= problem.span.line && number <= problem.span.endLine);
    const cursor = top + index === editor.row ? editor.column : undefined;
    return fitRow(
      [
        span(wrong ? glyphs.failed : " ", "bad"),
        span(`${String(number).padStart(digits)} ${glyphs.divider} `, "dim"),
        ...textSpans(content, cursor, shift, text),
      ],
      columns,
    );
  });
  const changed = isChanged(editor) ? [span(" changed ", "warn")] : [];
  const title = ruled([span(glyphs.rule, "dim"), span(` Edit line ${line} `, "strong")], changed, columns, glyphs.rule);
  return [title, ...exactly(rows, room), problemRow(problems, columns, glyphs.failed)].slice(0, height);
}

function problemRow(problems: readonly SyntaxProblem[], columns: number, mark: string): Row {
  const [first] = problems;
  if (first === undefined) return [];
  const more = problems.length > 1 ? ` (and ${plural(problems.length - 1, "more", "more")})` : "";
  const hint = first.hint === undefined ? "" : ` ${first.hint}`;
  return fitRow([span(`${mark} line ${first.span.line}: ${first.message}${more}`, "bad"), span(hint, "dim")], columns);
}

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

function cursorColumn(line: string, at: number): number {
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
const scrolled = (column: number, room: number): number => {
  if (column < room - 1) return 0;
  const stride = Math.max(1, Math.floor(room / 3));
  return Math.ceil((column - room + 2) / stride) * stride;
};

function textSpans(line: string, cursor: number | undefined, shift: number, room: number): Row {
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
  if (cursor === undefined) return [span(before)];
  // A tab under the cursor is one lit cell and its blanks.
  const lit = under === "" ? " " : under.trim() === "" ? under.slice(0, 1) : under;
  return [span(before), span(lit, "cursor"), span(under.trim() === "" ? under.slice(1) : ""), span(after)];
}
