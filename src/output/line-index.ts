/** Where the lines of a log start, sparsely: memory is bounded, however many lines or bytes there are. Pure. */

type LineStart = { readonly line: number; readonly offset: number };

export type LineIndex = {
  /** Takes the next bytes of the log. */
  add(chunk: Uint8Array): void;
  readonly bytes: number;
  /** An unfinished last line counts. */
  readonly lineCount: number;
  /** Lines that ended; they no longer change. */
  readonly finishedLines: number;
  /** The last known start at or before `line`. */
  before(line: number): LineStart;
  /** The start of `line` if it is known. That of the line behind one of `gap` bytes or more always is, if there is one. */
  startOf(line: number): number | undefined;
  /** Bytes between two known starts, at least; doubles as the log grows. */
  readonly gap: number;
};

const NEWLINE = 10;

/** `bound`: how many starts to keep at most. */
export function newLineIndex(bound = 8192, firstGap = 4096): LineIndex {
  let lines: number[] = [0];
  let offsets: number[] = [0];
  let gap = firstGap;
  let bytes = 0;
  let newlines = 0;
  let lineStart = 0;

  const thinOut = (): void => {
    gap *= 2;
    const kept: number[] = [];
    let last = Number.NEGATIVE_INFINITY;
    offsets.forEach((offset, at) => {
      if (offset - last < gap) return;
      kept.push(at);
      last = offset;
    });
    lines = kept.map((at) => lines[at] ?? 0);
    offsets = kept.map((at) => offsets[at] ?? 0);
  };

  /** Place of the last entry whose line is not after `line`. */
  const find = (line: number): number => {
    let low = 0;
    let high = lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((lines[middle] ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  return {
    add(chunk) {
      let last = offsets.at(-1) ?? 0;
      for (let at = 0; at < chunk.length; at++) {
        if (chunk[at] !== NEWLINE) continue;
        newlines++;
        lineStart = bytes + at + 1;
        if (lineStart - last < gap) continue;
        lines.push(newlines);
        offsets.push(lineStart);
        if (lines.length > bound) thinOut();
        last = offsets.at(-1) ?? 0;
      }
      bytes += chunk.length;
    },
    get bytes() {
      return bytes;
    },
    get lineCount() {
      return bytes > lineStart ? newlines + 1 : newlines;
    },
    get finishedLines() {
      return newlines;
    },
    before(line) {
      const at = find(line);
      return { line: lines[at] ?? 0, offset: offsets[at] ?? 0 };
    },
    startOf(line) {
      const at = find(line);
      return lines[at] === line ? offsets[at] : undefined;
    },
    get gap() {
      return gap;
    },
  };
}
