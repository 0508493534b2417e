/** The output of a step: a window of its lines, following the end or standing where the person scrolled to. Pure. */

import { fit as cutTo } from "../../../output/fit-line.ts";
import { graphemes } from "../../../output/graphemes.ts";
import type { StepOutput } from "../../../output/log.ts";
import { width } from "../../text.ts";

export type Window = {
  /** Clean, cut to the columns, with their colours. */
  readonly rows: readonly string[];
  /** First line shown, how many are shown (wholly or in part), and how many there are. */
  readonly top: number;
  readonly shown: number;
  readonly total: number;
};

/** What stands left of each line: as wide for all. */
export type Margin = { readonly width: number; of(row: number): string };

export type WindowProps = {
  /** The lines there are: their rows count from 0. */
  readonly output: Pick<StepOutput, "lineCount" | "read">;
  /** The first row; undefined follows the end. */
  readonly top: number | undefined;
  readonly wrap: boolean;
  readonly columns: number;
  readonly height: number;
  /** What is done to the lines that are shown, before they are cut: colours, matches. */
  readonly dress?: (lines: readonly string[], from: number) => readonly string[];
  readonly margin?: Margin;
};

/** At most `height` rows. Costs what the screen shows, whatever the output's length. */
export function outputWindow({ output, top, wrap, columns, height, dress = (lines) => lines, margin }: WindowProps): Window {
  const total = output.lineCount;
  const last = Math.max(0, total - height);
  const from = Math.min(top ?? last, last);
  const lines = dress(output.read(from, height), from);
  const room = columns - (margin?.width ?? 0);
  const beside = (row: number): string => margin?.of(row) ?? "";
  if (!wrap) {
    const rows = lines.map((line, at) => beside(from + at) + cutTo(line, room));
    return { rows, top: from, shown: lines.length, total };
  }
  const below = " ".repeat(margin?.width ?? 0);
  const wrapped = lines.map((line, at) =>
    wrapOutput(line, room, height).map((row, which) => (which === 0 ? beside(from + at) : below) + row),
  );
  // Following shows the end, scrolling the start.
  return top === undefined || top >= last ? fromEnd(wrapped, from, height, total) : fromStart(wrapped, from, height, total);
}

function fromStart(lines: readonly (readonly string[])[], from: number, height: number, total: number): Window {
  const rows: string[] = [];
  let shown = 0;
  for (const line of lines) {
    if (rows.length >= height) break;
    rows.push(...line);
    shown++;
  }
  return { rows: rows.slice(0, height), top: from, shown, total };
}

function fromEnd(lines: readonly (readonly string[])[], from: number, height: number, total: number): Window {
  const back = fromStart(
    lines.toReversed().map((line) => line.toReversed()),
    from,
    height,
    total,
  );
  return { rows: back.rows.toReversed(), top: from + lines.length - back.shown, shown: back.shown, total };
}

const reset = "\u001b[0m";

/**
 * A clean line in rows of `columns`, at most `most`; colours go on in the next row. (wrap-ansi does the same, but wraps all
 * of a line first, which may have 16 KiB.)
 */
export function wrapOutput(line: string, columns: number, most: number): readonly string[] {
  const room = Math.max(1, columns);
  const rows: string[] = [];
  let row = "";
  let used = 0;
  let open = "";
  const [first = "", ...pieces] = cutTo(line, room * most).split("\u001b[");
  const put = (text: string) => {
    for (const cell of graphemes(text)) {
      const wide = width(cell);
      if (used + wide > room) {
        rows.push(open === "" ? row : row + reset);
        row = open;
        used = 0;
      }
      row += cell;
      used += wide;
    }
  };
  put(first);
  for (const piece of pieces) {
    const end = piece.indexOf("m") + 1;
    const sequence = `\u001b[${piece.slice(0, end)}`;
    open = sequence === reset ? "" : open + sequence;
    row += sequence;
    put(piece.slice(end));
  }
  rows.push(row);
  return rows.slice(0, most);
}
