/** Lines of a log file by positioned reads: from the nearest known start, never the whole file. */
import { cleanLine } from "./clean.ts";
import type { LineIndex } from "./line-index.ts";
import { ESC } from "./style.ts";

/** Fills `target` from `position`; returns the bytes read, fewer than asked at the end of the file. */
export type ReadAt = (target: Uint8Array, position: number) => number;

/** Bytes of a line that are looked at: this many of its head, or of its tail. */
const LINE_LIMIT = 16 * 1024;

const BLOCK = 64 * 1024;
const NEWLINE = 10;

/** The `size` bytes that `index` knows and `readAt` gives. */
type LogBytes = { readonly readAt: ReadAt; readonly size: number; readonly index: LineIndex };

/** Clean lines [from, from + count) of them. */
export function readLines({ readAt, size, index }: LogBytes, from: number, count: number): string[] {
  const last = Math.min(from + count, index.lineCount);
  if (from >= last) return [];
  const blocks = newBlocks(readAt, size);
  const clean: string[] = [];
  let { line, offset } = index.before(from);
  for (; line < last && offset < size; line++) {
    const end = lineEnd(blocks, index, line, offset);
    if (line >= from) clean.push(readLine(blocks.bytes, offset, end));
    offset = end + 1;
  }
  return clean;
}

function lineEnd(blocks: Blocks, index: LineIndex, line: number, offset: number): number {
  const { size } = blocks;
  for (let at = offset; at < size; ) {
    const found = blocks.newline(at);
    if (found.at !== undefined) return found.at;
    at = found.searchedTo;
    // A line longer than the gap has its successor in the index, or is the last.
    if (at - offset >= index.gap) return (index.startOf(line + 1) ?? size + 1) - 1;
  }
  return size;
}

type Blocks = {
  readonly size: number;
  newline(from: number): { readonly at: number | undefined; readonly searchedTo: number };
  /** Bytes [start, end), of the block at hand where they are in it; valid until the next call. */
  readonly bytes: BytesAt;
};

type BytesAt = (start: number, end: number) => Uint8Array;

/** One block of the file at a time. */
function newBlocks(readAt: ReadAt, size: number): Blocks {
  const block = new Uint8Array(BLOCK);
  let start = 0;
  let filled = 0;
  return {
    size,
    newline(from) {
      if (from < start || from >= start + filled) {
        start = from;
        filled = readAt(block.subarray(0, Math.min(BLOCK, size - from)), from);
        // The file is shorter than it was: somebody cut it.
        if (filled === 0) return { at: undefined, searchedTo: size };
      }
      const found = block.subarray(0, filled).indexOf(NEWLINE, from - start);
      return { at: found === -1 ? undefined : start + found, searchedTo: start + filled };
    },
    bytes(from, end) {
      if (from >= start && end <= start + filled) return block.subarray(from - start, end - start);
      const bytes = new Uint8Array(end - from);
      return bytes.subarray(0, readAt(bytes, from));
    },
  };
}

/** Where a program starts drawing its line anew: carriage return (not the one of CRLF), or a move to the first column. */
const REDRAW = new RegExp(`\\r(?!$)|${ESC}\\[[01]?G`);

function readLine(bytesAt: BytesAt, start: number, end: number): string {
  if (end - start <= LINE_LIMIT) return cleanLine(bytesAt(start, end));
  // Of a progress line only the newest state is worth showing.
  const tail = Buffer.from(bytesAt(end - LINE_LIMIT, end)).toString("utf8");
  const redraw = REDRAW.exec(tail);
  if (redraw !== null) return cleanLine(tail.slice(redraw.index));
  return `${cleanLine(wholeCharacters(bytesAt(start, start + LINE_LIMIT)))}…`;
}

/** Without a UTF-8 character that the cut went through. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needed ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}
