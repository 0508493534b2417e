/** The newest lines of a log that no disk takes, in memory: bounded, however long the log gets. */
import { newLineIndex } from "./line-index.ts";
import { readLines } from "./read-lines.ts";

export type MemoryTail = {
  add(bytes: Uint8Array): void;
  /** Forgets the oldest lines when there are too many. */
  trim(): void;
  /** Number of the first line that is still here, counted in the whole log. */
  readonly firstLine: number;
  /** Clean lines [from, from + count) of the log, as far as they are here; `from` is not before `firstLine`. */
  read(from: number, count: number): readonly string[];
  /** Keeps `length` bytes at most: nothing more will be added. */
  shrink(length: number): void;
};

const NEWLINE = 10;
const FIRST_CAPACITY = 64 * 1024;

/** How many lines end in these bytes. */
export function newlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/**
 * `firstLine`: the number of the line that the first byte added belongs to. Of more than twice `limit` bytes `trim` keeps the newest `limit`.
 * `beforeLoss` is called when the oldest ones are about to go: whoever has not read them yet can do so.
 */
export function newMemoryTail(firstLine: number, limit: number, beforeLoss: () => void): MemoryTail {
  let bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  let size = 0;
  let first = firstLine;
  let index = newLineIndex();

  /** Forgets the oldest `length` bytes, up to the end of their last line if that is here. */
  const drop = (length: number): void => {
    beforeLoss();
    const end = bytes.subarray(0, size).indexOf(NEWLINE, length - 1);
    const cut = end === -1 ? length : end + 1;
    first += newlines(bytes.subarray(0, cut));
    bytes.copyWithin(0, cut, size);
    size -= cut;
    index = newLineIndex();
    index.add(bytes.subarray(0, size));
  };

  const resize = (capacity: number): void => {
    const next = Buffer.allocUnsafe(capacity);
    bytes.copy(next, 0, 0, size);
    bytes = next;
  };

  return {
    add: (more) => {
      if (size + more.length > bytes.length) resize(Math.max(2 * bytes.length, size + more.length));
      bytes.set(more, size);
      size += more.length;
      index.add(more);
    },
    trim: () => {
      if (size > 2 * limit) drop(size - limit);
    },
    get firstLine() {
      return first;
    },
    read: (from, count) =>
      readLines({ readAt: (target, position) => bytes.copy(target, 0, position, size), size, index }, from - first, count),
    shrink: (length) => {
      if (size > length) drop(size - length);
      resize(size);
    },
  };
}
