/**
 * The lines of a log that a filter lets through, as a log of their own, in small steps: whoever calls `step` decides how long the screen
 * waits for one. The log stays where it is; what is kept is a bit for each line (line-set.ts), and the lines that were read last.
 */
import { withoutColours } from "./clean.ts";
import { type LineSet, newLineSet } from "./line-set.ts";
import type { StepOutput } from "./log.ts";
import { type LineMatcher, matcherOf, type Pattern } from "./pattern.ts";

/** `inverted`: lines that do not match. JSON-safe. */
export type Filter = { readonly pattern: Pattern; readonly inverted: boolean };

export type LogFilter = {
  /** Works for about `ms` milliseconds, one piece at least; false: there is nothing left to do until the log grows. */
  step(ms: number): boolean;
  /** Lines that were looked at, of those that ended. */
  readonly lines: number;
  /** Lines that come through, as far as they are looked at; an unfinished last line as it stands. */
  readonly lineCount: number;
  /** All lines are looked at that are there. */
  readonly complete: boolean;
  /** Clean lines of the rows [row, row + count): the lines that come through, from 0. Costs what is read, not what lies between. */
  read(row: number, count: number): readonly string[];
  /** The line of the log in that row; of one behind the last that of the log's end. */
  lineAt(row: number): number;
  /** The row of the line, or of the next one that comes through. */
  rowOf(line: number): number;
  /** The line that the pattern takes too long on: the lines behind it are not looked at. */
  readonly tooLong: number | undefined;
};

type FilteredLog = Pick<StepOutput, "bytes" | "lineCount" | "finishedLines" | "read">;

/** Lines that are read at once, at most and at least. */
const largest = 2048;
const smallest = 64;
/** Lines between two that are wanted which are read with them, for that costs less than to read anew. */
const near = 32;

export function filterMatcher({ pattern, inverted }: Filter): LineMatcher {
  const matcher = matcherOf(pattern);
  return {
    get tooLong() {
      return matcher.tooLong;
    },
    matching: (lines) => {
      const found = matcher.matching(lines);
      if (found === undefined || !inverted) return found;
      const hits = new Set(found);
      return [...lines.keys()].filter((at) => !hits.has(at));
    },
  };
}

/** Lines that both let through. */
export const both = (first: LineMatcher, second: LineMatcher): LineMatcher => {
  let tooLong: number | undefined;
  return {
    get tooLong() {
      return first.tooLong ?? tooLong;
    },
    matching: (lines) => {
      const through = first.matching(lines);
      const found = through && second.matching(through.map((at) => lines[at] ?? ""));
      if (through !== undefined && found === undefined) tooLong = through[second.tooLong ?? 0];
      return found?.map((at) => through?.[at] ?? 0);
    },
  };
};

export function newLogFilter(log: FilteredLog, matcher: LineMatcher): LogFilter {
  let set = newLineSet();
  let tooLong: number | undefined;
  let piece = 512;
  /** What was read last. */
  let known: ReadonlyMap<number, string> = new Map();
  let open: { readonly bytes: number; readonly line: number; readonly comes: boolean } | undefined;

  const matchesIn = (from: number, count: number): readonly number[] | undefined => {
    const hits = matcher.matching(log.read(from, count).map(withoutColours));
    if (hits === undefined) tooLong = from + (matcher.tooLong ?? 0);
    return hits;
  };

  const next = (): void => {
    const began = performance.now();
    const count = Math.min(piece, log.finishedLines - set.lines, set.room);
    const hits = matchesIn(set.lines, count);
    if (hits !== undefined) set.add(count, hits);
    const took = performance.now() - began;
    if (took > 8) piece = Math.max(smallest, piece >> 1);
    else if (took < 2) piece = Math.min(largest, piece * 2);
  };

  const hasWork = (): boolean => {
    const { finishedLines } = log;
    // begun anew by another process
    if (finishedLines < set.lines) {
      set = newLineSet();
      known = new Map();
    }
    return tooLong === undefined && set.lines < finishedLines && set.room > 0;
  };

  /** The unfinished last line, where all before it are looked at and it comes through. */
  const openLine = (): number | undefined => {
    const { bytes, lineCount, finishedLines } = log;
    if (lineCount <= finishedLines || set.lines !== finishedLines || tooLong !== undefined) return undefined;
    if (open?.bytes !== bytes || open.line !== finishedLines)
      open = { bytes, line: finishedLines, comes: (matchesIn(finishedLines, 1) ?? []).length > 0 };
    return open.comes ? open.line : undefined;
  };

  const lineCount = (): number => set.size + (openLine() === undefined ? 0 : 1);
  const lineAt = (row: number): number => (row < set.size ? set.at(row) : (openLine() ?? log.lineCount));

  return {
    step: (ms) => {
      const until = performance.now() + ms;
      while (hasWork()) {
        next();
        if (performance.now() >= until) break;
      }
      return hasWork();
    },
    get lines() {
      return set.lines;
    },
    get lineCount() {
      return lineCount();
    },
    get complete() {
      return !hasWork();
    },
    read: (row, count) => {
      const from = Math.max(0, row);
      const wanted: number[] = [];
      for (let at = from; at < Math.min(from + count, lineCount()); at++) wanted.push(lineAt(at));
      const read = readScattered(log, wanted, known, set);
      known = new Map(wanted.flatMap((line, at) => (line < set.lines ? [[line, read[at] ?? ""]] : [])));
      return read;
    },
    lineAt,
    rowOf: (line) => set.rank(line),
    get tooLong() {
      return tooLong;
    },
  };
}

/** Lines by their numbers, ascending; those that are `known`, and ended, are not read again. */
function readScattered(
  log: Pick<FilteredLog, "read">,
  wanted: readonly number[],
  known: ReadonlyMap<number, string>,
  { lines }: Pick<LineSet, "lines">,
): readonly string[] {
  const result: string[] = [];
  const isKnown = (line: number | undefined): boolean => line !== undefined && line < lines && known.has(line);
  for (let at = 0; at < wanted.length; ) {
    const first = wanted[at] as number;
    if (isKnown(first)) {
      result.push(known.get(first) ?? "");
      at++;
      continue;
    }
    let end = at + 1;
    while (end < wanted.length && !isKnown(wanted[end]) && (wanted[end] as number) - (wanted[end - 1] as number) <= near) end++;
    const read = log.read(first, (wanted[end - 1] as number) - first + 1);
    for (; at < end; at++) result.push(read[(wanted[at] as number) - first] ?? "");
  }
  return result;
}
