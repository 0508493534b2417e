/** Clean lines cut to the screen's width. */
import stringWidth from "string-width";
import { graphemes } from "./graphemes.ts";
import { ESC, RESET } from "./style.ts";

const PRINTABLE = /^[\x20-\x7e]*$/;

/** The first `width` columns of a clean line, closed; a wide character that would stick out is left away. */
export function fit(line: string, width: number): string {
  if (width <= 0) return "";
  if (PRINTABLE.test(line)) return line.slice(0, width);
  let room = width;
  let open = false;
  let kept = "";
  for (const { sequence, text } of parts(line)) {
    kept += sequence;
    if (sequence !== "") open = sequence !== RESET;
    const { text: fitting, columns } = cut(text, room);
    kept += fitting;
    room -= columns;
    if (fitting.length < text.length) return open ? kept + RESET : kept;
  }
  return kept;
}

/** A clean line as pieces: at most one SGR sequence, then the text behind it. */
function* parts(line: string): Generator<{ readonly sequence: string; readonly text: string }> {
  const pieces = line.split(`${ESC}[`);
  yield { sequence: "", text: pieces[0] ?? "" };
  for (const piece of pieces.slice(1)) {
    const end = piece.indexOf("m") + 1;
    yield { sequence: `${ESC}[${piece.slice(0, end)}`, text: piece.slice(end) };
  }
}

function cut(text: string, room: number): { readonly text: string; readonly columns: number } {
  if (PRINTABLE.test(text)) return { text: text.slice(0, room), columns: Math.min(text.length, room) };
  let columns = 0;
  let kept = "";
  for (const segment of graphemes(text)) {
    const width = stringWidth(segment);
    if (columns + width > room) break;
    kept += segment;
    columns += width;
  }
  return { text: kept, columns };
}
