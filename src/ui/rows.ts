/** A row of the screen as styled spans, and what one does with rows: fit, spread, paint. Pure. */
import { clip, visible, width } from "./text.ts";
import type { Style, Theme } from "./theme.ts";

/** Made by span() and outputSpan() only, which see to it that `text` can be printed. */
export type Span = { readonly text: string; readonly style: Style; readonly ansi?: boolean };
export type Row = readonly Span[];

export const span = (text: string, style: Style = "plain"): Span => ({ text: visible(text), style });

/** A clean line of a program's output, already cut to the width; its SGR stays. */
export const outputSpan = (text: string): Span => ({ text, style: "plain", ansi: true });

const spanWidth = (part: Span): number => width(part.text);

export const rowWidth = (row: Row): number => row.reduce((sum, part) => sum + spanWidth(part), 0);

/** Exactly `columns` wide: cut with an ellipsis or filled with blanks. */
export function fitRow(row: Row, columns: number): Row {
  const result: Span[] = [];
  let left = columns;
  for (const part of row) {
    const wide = spanWidth(part);
    if (wide <= left) {
      result.push(part);
      left -= wide;
      continue;
    }
    if (left > 0 && part.ansi !== true) {
      const text = clip(part.text, left);
      result.push({ ...part, text });
      left -= width(text);
    }
    break;
  }
  if (left > 0) result.push(span(" ".repeat(left)));
  return result;
}

/** `left` and `right` at the two ends; the left one gives way. */
export function spread(left: Row, right: Row, columns: number): Row {
  const room = columns - rowWidth(right);
  if (room < 4) return fitRow(left, columns);
  return [...fitRow(left, room), ...right];
}

/** As `spread`, filled with a rule: the heading of a pane. */
export function ruled(left: Row, right: Row, columns: number, rule: string): Row {
  const room = columns - rowWidth(right) - 1;
  const head = rowWidth(left) > room - 1 ? fitRow(left, Math.max(0, room - 1)) : left;
  const fill = Math.max(0, room - rowWidth(head));
  return fitRow([...head, span(rule.repeat(fill), "dim"), ...right, span(rule, "dim")], columns);
}

/** As many of `parts`, most wanted first, as fit `columns`, in their own order, joined by `gap` blanks. */
export function fitting(parts: readonly Row[], columns: number, gap: number): Row {
  const result: Span[] = [];
  let left = columns;
  for (const part of parts) {
    const wide = rowWidth(part) + (result.length > 0 ? gap : 0);
    if (wide > left) break;
    if (result.length > 0) result.push(span(" ".repeat(gap)));
    result.push(...part);
    left -= wide;
  }
  return result;
}

/** The row in one style all along, as for the selected one. */
export const restyled = (row: Row, style: Style): Row => row.map((part) => ({ ...part, style }));

/** Exactly `count` rows: the rest is cut or blank. */
export function exactly(rows: readonly Row[], count: number): readonly Row[] {
  if (rows.length >= count) return rows.slice(0, Math.max(0, count));
  return [...rows, ...Array.from({ length: count - rows.length }, (): Row => [])];
}

/** The string to write. */
export function paintRow(row: Row, theme: Theme): string {
  let result = "";
  for (const part of row) {
    if (part.ansi !== true) result += theme.paint(part.style, part.text);
    else result += theme.colour ? part.text : withoutSgr(part.text);
  }
  return result;
}

const withoutSgr = (text: string): string =>
  text
    .split("\u001b[")
    .map((piece, index) => (index === 0 ? piece : piece.slice(piece.indexOf("m") + 1)))
    .join("");
