// Places. `lineFinder` turns offsets of the file into lines; `Joined` is a logical line that still knows, for each
// of its characters, where in the file it came from.
import type { Span } from "./program.ts";

/** A run of characters taken over unchanged: `at` in the joined text, `from` in the file. */
export type Piece = { readonly at: number; readonly from: number; readonly length: number };

/** The pieces of an instruction put together: no continuation marks, no comments, no line ends. */
export type Joined = { readonly text: string; readonly pieces: readonly Piece[] };

/** A part of the joined text, [start, end). `text` may differ from the slice where quotes were taken off. */
export type Word = { readonly text: string; readonly start: number; readonly end: number };

export type SpanOf = (start: number, end: number) => Span;

/** Makes spans of one file. A line ends at "\n" only, as in BuildKit; a span that ends right after one does not reach into the next. */
export function spanMaker(text: string): SpanOf {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return (start, end) => ({ line: lineAt(start), endLine: lineAt(Math.max(start, end - 1)), start, end });
}

/** Offset in the file of the joined character at `index`; of the end of the last one when `index` is past it. */
export function originOf(joined: Joined, index: number): number {
  // Only a line without any character has an empty piece, and that alone.
  const { pieces } = joined;
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((pieces[middle]?.at ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  const found = pieces[low];
  return found === undefined ? 0 : found.from + Math.min(index - found.at, found.length);
}

/** The place of a part of the joined text; from its first character to its last, whatever lies between. */
export function originSpan(joined: Joined, start: number, end: number, spanOf: SpanOf): Span {
  const from = originOf(joined, start);
  return spanOf(from, end > start ? originOf(joined, end - 1) + 1 : from);
}
