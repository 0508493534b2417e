/**
 * The output of one attempt at one step: every byte on disk, a window of clean lines in memory.
 * What it hands out is safe to print: printable text, tabs as blanks, and SGR colours only (output/clean.ts).
 */
import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { type LineIndex, newLineIndex } from "./line-index.ts";
import { type ReadAt, readLines } from "./read-lines.ts";

/** Read side, for a face. All synchronous: a face draws what is there now. Nothing here throws. */
export type StepOutput = {
  /** The whole raw log. */
  readonly file: string;
  readonly bytes: number;
  /** Lines so far; an unfinished last line counts. */
  readonly lineCount: number;
  /** Lines that ended; they no longer change. */
  readonly finishedLines: number;
  /**
   * Clean lines [from, from + count), fewer at the end. Of a line longer than 16 KiB the window has the head and `…`, or the
   * newest state if the line is one that is drawn over and over (progress); the file has all of it.
   */
  read(from: number, count: number): readonly string[];
  /** Why the file does not hold everything (full disk, …), one sentence. Lines that are not there read as empty. */
  readonly error?: string | undefined;
};

/** Write side, for the driver. */
export type StepLog = StepOutput & {
  write(chunk: Uint8Array): void;
  /** Flushes and keeps the file; reading goes on working. */
  close(): void;
};

const BUFFER = 64 * 1024;
/** How long bytes may wait in memory, in milliseconds: what a crash can lose. */
const FLUSH_AFTER = 100;

/** Starts a log in `file` (mode 0600; what was there is gone). A file that cannot be written is told by `error`; lines are counted all the same. */
export function createStepLog(file: string): StepLog {
  const { O_CREAT, O_TRUNC, O_RDWR, O_NOFOLLOW } = constants;
  const index = newLineIndex();
  const pending = Buffer.allocUnsafe(BUFFER);
  let waiting = 0;
  let onDisk = 0;
  let timer: NodeJS.Timeout | undefined;
  let error: string | undefined;
  let fd: number | undefined;

  const attempt = (action: () => void): void => {
    if (error !== undefined) return;
    try {
      action();
    } catch (cause) {
      error = sentence(file, cause);
    }
  };

  const put = (bytes: Uint8Array): void =>
    attempt(() => {
      if (fd === undefined) return;
      for (let at = 0; at < bytes.length; ) {
        const written = writeSync(fd, bytes, at, bytes.length - at, onDisk);
        at += written;
        onDisk += written;
      }
    });

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === 0) return;
    const length = waiting;
    waiting = 0;
    put(pending.subarray(0, length));
  };

  attempt(() => {
    fd = openSync(file, O_CREAT | O_TRUNC | O_RDWR | O_NOFOLLOW, 0o600);
    // An older file keeps its mode otherwise; a device (a test's /dev/full) is nobody's to change.
    if (fstatSync(fd).isFile()) fchmodSync(fd, 0o600);
  });

  return {
    file,
    get bytes() {
      return index.bytes;
    },
    get lineCount() {
      return index.lineCount;
    },
    get finishedLines() {
      return index.finishedLines;
    },
    get error() {
      return error;
    },
    write(chunk) {
      index.add(chunk);
      if (waiting + chunk.length > BUFFER) flush();
      if (chunk.length > BUFFER) return put(chunk);
      pending.set(chunk, waiting);
      waiting += chunk.length;
      timer ??= setTimeout(flush, FLUSH_AFTER).unref();
    },
    read(from, count) {
      flush();
      return window(file, fd, onDisk, index, from, count);
    },
    close() {
      flush();
      attempt(() => {
        if (fd !== undefined) closeSync(fd);
      });
      fd = undefined;
    },
  };
}

/** An existing log, as it is now. A file that cannot be read is empty and says so in `error`. */
export function openStepLog(file: string): StepOutput {
  const index = newLineIndex();
  let error: string | undefined;
  try {
    withFile(file, (readAt) => {
      const block = new Uint8Array(1024 * 1024);
      for (let read = readAt(block, 0); read > 0; read = readAt(block, index.bytes)) index.add(block.subarray(0, read));
    });
  } catch (cause) {
    error = sentence(file, cause);
  }
  return {
    file,
    bytes: index.bytes,
    lineCount: index.lineCount,
    finishedLines: index.finishedLines,
    error,
    read: (from, count) => window(file, undefined, index.bytes, index, from, count),
  };
}

/** Reads through the open `fd`, or opens the file for as long as it takes: a session may have hundreds of logs. */
function window(
  file: string,
  fd: number | undefined,
  size: number,
  index: LineIndex,
  at: number,
  count: number,
): readonly string[] {
  const from = Math.max(0, at);
  const wanted = Math.max(0, Math.min(count, index.lineCount - from));
  let lines: readonly string[] = [];
  try {
    const read = (readAt: ReadAt) => readLines(readAt, size, index, from, wanted);
    lines = fd === undefined ? withFile(file, read) : read(reader(fd));
  } catch {
    // The file went away under us; a face has nothing better to do about it than to show nothing.
  }
  // Lines that are counted but not on disk read as empty, so that the numbers of the others stay true.
  return [...lines, ...new Array<string>(wanted - lines.length).fill("")];
}

function withFile<T>(file: string, use: (readAt: ReadAt) => T): T {
  const fd = openSync(file, constants.O_RDONLY);
  try {
    return use(reader(fd));
  } finally {
    closeSync(fd);
  }
}

function reader(fd: number): ReadAt {
  return (target, position) => {
    let filled = 0;
    while (filled < target.length) {
      const read = readSync(fd, target, filled, target.length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  };
}

function sentence(file: string, cause: unknown): string {
  return `The log ${file} is not complete: ${cause instanceof Error ? cause.message : String(cause)}`;
}
