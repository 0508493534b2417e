/** Text as cells of a terminal: how wide, cut to a width, cut out a part. Knows nothing of colours beyond SGR. */
import stringWidth from "string-width";
import { cleanLine } from "../output/clean.ts";
import { graphemes } from "../output/graphemes.ts";

const ascii = /^[\x20-\x7e]*$/;

/**
 * Text from outside, made harmless and visible: tabs to blanks, a control character to its picture (ESC is ␛),
 * what reorders text to its name. Safe to print, and as wide as it looks.
 */
export const visible = (text: string): string => (ascii.test(text) ? text : shownOf(text));

// The same texts are drawn frame after frame, and beyond ASCII both cleaning and measuring cost.
const shownOf = remembered(show);
const widthOf = remembered((text) => stringWidth(text));

function show(text: string): string {
  let column = 0;
  let result = "";
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const shown = code === 9 ? " ".repeat(4 - (column % 4)) : picture(code, char);
    column += shown.length;
    result += shown;
  }
  return cleanLine(result);
}

/** `work`, done once per text; forgets everything when it knows too much. */
function remembered<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const old = known.get(text);
    if (old !== undefined) return old;
    if (known.size >= 4096) known.clear();
    const made = work(text);
    known.set(text, made);
    return made;
  };
}

function picture(code: number, char: string): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return code > 0x7f && code < 0xa0 ? "�" : char;
}

/** Columns `text` takes. Wide characters take two, combining ones none. */
export const width = (text: string): number => (ascii.test(text) ? text.length : widthOf(text));

/** `text` in at most `columns` columns; a cut one ends with `mark`. */
export function clip(text: string, columns: number, mark = "…"): string {
  if (columns <= 0) return "";
  if (width(text) <= columns) return text;
  return take(text, columns - width(mark)) + mark;
}

/** As clip(), but it is the end of `text` that is kept: of a path the name. */
export function clipStart(text: string, columns: number, mark = "…"): string {
  if (width(text) <= columns) return text;
  let used = width(mark);
  let result = "";
  for (const cell of graphemes(text).toReversed()) {
    used += width(cell);
    if (used > columns) break;
    result = cell + result;
  }
  return columns <= 0 ? "" : mark + result;
}

/** The start of `text` that fits `columns`. */
export function take(text: string, columns: number): string {
  if (ascii.test(text)) return text.slice(0, Math.max(0, columns));
  let used = 0;
  let result = "";
  for (const cell of graphemes(text)) {
    used += width(cell);
    if (used > columns) break;
    result += cell;
  }
  return result;
}

/** Cuts plain text into rows of `columns`, at blanks where it can. Keeps its own line breaks. */
export function wrap(text: string, columns: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(1, columns)));
}

function wrapLine(line: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let rest = line;
  while (width(rest) > columns) {
    // A character wider than the row still has to go somewhere.
    const head = take(rest, columns) || (graphemes(rest)[0] ?? "");
    const blank = rest[head.length] === " " ? head.length : head.lastIndexOf(" ");
    const at = blank > columns / 2 ? blank : head.length;
    rows.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  if (rest !== "" || rows.length === 0) rows.push(rest);
  return rows;
}
