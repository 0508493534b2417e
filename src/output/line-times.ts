/**
 * When the lines of a log came, sparsely: memory is bounded, however many lines there are and however long they take. A line came when
 * its first byte did; what is told is that or up to `step` milliseconds earlier. Pure.
 */

export type LineTimes = {
  /** Milliseconds since the epoch: what the times of lines count from. */
  readonly start: number;
  /** Milliseconds after the start; undefined: nobody knows. */
  at(line: number): number | undefined;
  /** Lines of [from, to) from which on the time is another one, with it. */
  changes(from: number, to: number): readonly (readonly [line: number, ms: number])[];
};

export type GrowingTimes = LineTimes & {
  /** Lines from `line` on came at `time`, in milliseconds since the epoch. Lines ascend; a clock that goes back stands still here. */
  add(line: number, time: number): void;
  /** How many times are kept. */
  readonly length: number;
  /** Grows whenever older ones were thinned out: what was written of them is not true any more. */
  readonly thinned: number;
  /** As a file has them, from the one at `from` on, 0 with the head. */
  bytes(from: number): Uint8Array;
};

const HEAD = "dbtimes1";
const HEAD_BYTES = HEAD.length + 8;
const ENTRY_BYTES = 8;
/** Milliseconds between two times that are kept, at first. */
const FIRST_STEP = 100;
const BOUND = 16384;
const MOST = 2 ** 32 - 1;

/** `bound`: how many times are kept at most. */
export function newLineTimes(start: number, bound = BOUND): GrowingTimes {
  let begin = start;
  let lines: number[] = [];
  let times: number[] = [];
  let step = FIRST_STEP;
  let thinned = 0;

  const thinOut = (): void => {
    thinned++;
    step *= 2;
    const kept: number[] = [];
    let last = Number.NEGATIVE_INFINITY;
    times.forEach((ms, at) => {
      if (ms - last < step) return;
      kept.push(at);
      last = ms;
    });
    lines = kept.map((at) => lines[at] ?? 0);
    times = kept.map((at) => times[at] ?? 0);
  };

  return {
    get start() {
      return begin;
    },
    at: (line) => times[placeOf(lines, line)],
    changes: (from, to) => {
      const found: (readonly [number, number])[] = [];
      for (let at = placeOf(lines, from - 1) + 1; (lines[at] ?? to) < to; at++) found.push([lines[at] ?? 0, times[at] ?? 0]);
      return found;
    },
    add: (line, time) => {
      // the clock of who printed it may be another one
      if (times.length === 0) begin = Math.min(begin, time);
      const last = times.at(-1);
      const ms = Math.min(MOST, Math.max(last ?? 0, Math.round(time - begin)));
      if (line > MOST || (last !== undefined && ms - last < step)) return;
      lines.push(line);
      times.push(ms);
      while (times.length > bound) thinOut();
    },
    get length() {
      return times.length;
    },
    get thinned() {
      return thinned;
    },
    bytes: (from) => {
      const head = from === 0 ? HEAD_BYTES : 0;
      const bytes = Buffer.alloc(head + (times.length - from) * ENTRY_BYTES);
      if (head > 0) bytes.writeDoubleLE(begin, bytes.write(HEAD, "latin1"));
      for (let at = from; at < times.length; at++) {
        const offset = head + (at - from) * ENTRY_BYTES;
        bytes.writeUInt32LE(lines[at] ?? 0, offset);
        bytes.writeUInt32LE(times[at] ?? 0, offset + 4);
      }
      return bytes;
    },
  };
}

/** Bytes of a file that are looked at. */
export const mostTimesBytes = HEAD_BYTES + BOUND * ENTRY_BYTES;

/** Those of a file: of one that is cut off or was written by somebody else as far as they make sense. Undefined: there are none. */
export function readLineTimes(bytes: Uint8Array): LineTimes | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.length < HEAD_BYTES || file.toString("latin1", 0, HEAD.length) !== HEAD) return undefined;
  const start = file.readDoubleLE(HEAD.length);
  // what a Date can be
  if (!(Math.abs(start) <= 8.64e15 - MOST)) return undefined;
  const lines: number[] = [];
  const times: number[] = [];
  for (let at = HEAD_BYTES; at + ENTRY_BYTES <= Math.min(file.length, mostTimesBytes); at += ENTRY_BYTES) {
    const [line, ms] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    if (line <= (lines.at(-1) ?? -1) || ms < (times.at(-1) ?? 0)) break;
    lines.push(line);
    times.push(ms);
  }
  if (times.length === 0) return undefined;
  return {
    start,
    at: (line) => times[placeOf(lines, line)],
    changes: (from, to) => lines.flatMap((line, at) => (line >= from && line < to ? [[line, times[at] ?? 0] as const] : [])),
  };
}

/** The place of the last of `lines` that is not after `line`; -1: all are. */
function placeOf(lines: readonly number[], line: number): number {
  let low = -1;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}
