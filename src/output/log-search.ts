/**
 * A search through a log, in small steps: whoever calls `step` decides how long the screen waits for one. The log stays on disk;
 * what is kept is how many lines match in each block of it.
 */
import { withoutColours } from "./clean.ts";
import type { StepOutput } from "./log.ts";
import type { LineMatcher } from "./pattern.ts";

export type Found = {
  readonly line: number;
  /** Looked for beyond the end (or the beginning), and found from the other one on. */
  readonly wrapped: boolean;
};

export type LogSearch = {
  /** Works for about `ms` milliseconds, one piece at least; false: there is nothing left to do until the log grows or `seek` is called. */
  step(ms: number): boolean;
  /** Looks for the line that matches from `from` on (`by` 1), or backwards from it (-1). What was looked for before is forgotten. */
  seek(from: number, by: 1 | -1): void;
  /** What came of `seek`; "none": no line matches; undefined: it goes on. */
  readonly found: Found | "none" | undefined;
  /** Lines that match, as far as they are counted. */
  readonly count: number;
  /** All lines are counted that are there. */
  readonly complete: boolean;
  /** The how manieth match the line is that was found, from 1; undefined: the count has not come so far yet. */
  readonly rank: number | undefined;
  /** The first line that matches, as far as they are counted. */
  readonly first: number | undefined;
  /** The line that the pattern takes too long on: the search has ended. */
  readonly tooLong: number | undefined;
};

type SearchedLog = Pick<StepOutput, "lineCount" | "finishedLines" | "read">;

/** Lines of a block. */
const BLOCK = 2048;
const smallest = 64;

export function newLogSearch(log: SearchedLog, matcher: LineMatcher): LogSearch {
  /** Lines that match, by block, of those before `counted`. */
  const counts: number[] = [];
  let counted = 0;
  let count = 0;
  let first: number | undefined;
  let found: LogSearch["found"];
  let seeking: { from: number; by: 1 | -1; at: number; wrapped: boolean } | undefined;
  let tooLong: number | undefined;
  /** Lines that are read at once: as many as take a moment. */
  let piece = 512;
  /** The line that was found, the matches before `at`, and how many they are. */
  let ranking: { readonly line: number; at: number; before: number } | undefined;

  /** Lines of [from, to) that match. */
  const matchesIn = (from: number, to: number): readonly number[] => {
    const began = performance.now();
    const lines = log.read(from, to - from).map(withoutColours);
    const hits = matcher.matching(lines);
    if (hits === undefined) tooLong = from + (matcher.tooLong ?? 0);
    const took = performance.now() - began;
    if (took > 8) piece = Math.max(smallest, piece >> 1);
    else if (took < 2) piece = Math.min(BLOCK, piece * 2);
    return (hits ?? []).map((at) => from + at);
  };

  const countOn = (): void => {
    const to = Math.min(log.finishedLines, counted + piece);
    const hits = matchesIn(counted, to);
    if (tooLong !== undefined) return;
    for (const line of hits) counts[Math.floor(line / BLOCK)] = (counts[Math.floor(line / BLOCK)] ?? 0) + 1;
    first ??= hits[0];
    count += hits.length;
    counted = to;
  };

  /** An unfinished last line is looked through as it stands now, and counted once it has ended. */
  const openLine = (): number | undefined => {
    const { lineCount, finishedLines } = log;
    return lineCount > finishedLines && tooLong === undefined ? matchesIn(finishedLines, lineCount)[0] : undefined;
  };

  const isKnownEmpty = (line: number): boolean =>
    (Math.floor(line / BLOCK) + 1) * BLOCK <= counted && (counts[Math.floor(line / BLOCK)] ?? 0) === 0;

  /** A piece further, never over the end of a block, nor where the search began once it has come round. */
  const seekOn = (job: NonNullable<typeof seeking>): void => {
    const total = log.lineCount;
    const { by, from, wrapped, at } = job;
    const over = by > 0 ? at >= total || (wrapped && at >= from) : at < 0 || (wrapped && at <= from);
    if (over) {
      if (wrapped || total === 0) {
        found = "none";
        seeking = undefined;
      } else {
        job.wrapped = true;
        job.at = by > 0 ? 0 : total - 1;
      }
      return;
    }
    const start = at - (at % BLOCK);
    const [low, high] = by > 0 ? [at, Math.min(start + BLOCK, at + piece, total)] : [Math.max(start, at + 1 - piece), at + 1];
    const skip = isKnownEmpty(at);
    const hits = skip ? [] : matchesIn(low, high);
    const line = by > 0 ? hits[0] : hits.at(-1);
    if (line !== undefined) {
      found = { line, wrapped };
      seeking = undefined;
      ranking = { line, at: 0, before: 0 };
    } else if (by > 0) job.at = skip ? start + BLOCK : high;
    else job.at = skip ? start - 1 : low - 1;
  };

  /** A piece further: over what is counted a block at once, then line by line. */
  const rankOn = (job: NonNullable<typeof ranking>): void => {
    const block = Math.floor(job.line / BLOCK);
    for (let each = job.at / BLOCK; each < block; each++) job.before += counts[each] ?? 0;
    const from = Math.max(job.at, block * BLOCK);
    const to = Math.min(job.line, from + piece);
    job.before += matchesIn(from, to).length;
    job.at = to;
  };
  const canRank = (): boolean =>
    ranking !== undefined && ranking.at < ranking.line && ranking.line <= counted && seeking === undefined;

  const hasWork = (): boolean => tooLong === undefined && (seeking !== undefined || canRank() || counted < log.finishedLines);

  return {
    step: (ms) => {
      const until = performance.now() + ms;
      while (hasWork()) {
        if (seeking !== undefined) seekOn(seeking);
        else if (ranking !== undefined && canRank()) rankOn(ranking);
        else countOn();
        if (performance.now() >= until) break;
      }
      return hasWork();
    },
    seek: (from, by) => {
      found = undefined;
      ranking = undefined;
      seeking = { from, by, at: Math.min(from, log.lineCount - 1 + (by > 0 ? 1 : 0)), wrapped: false };
    },
    get found() {
      return found;
    },
    get count() {
      return count + (openLine() === undefined ? 0 : 1);
    },
    get complete() {
      return counted >= log.finishedLines;
    },
    get first() {
      return first ?? (counted >= log.finishedLines ? openLine() : undefined);
    },
    get tooLong() {
      return tooLong;
    },
    get rank() {
      return ranking !== undefined && ranking.at === ranking.line && ranking.line <= counted ? ranking.before + 1 : undefined;
    },
  };
}
