/**
 * The output of one attempt at one step: every byte on disk, a window of clean lines in memory. From where the disk takes no
 * more (full, read-only, removed) the newest lines stay in memory; the disk is tried again by the next attempt's log.
 * What it hands out is safe to print: printable text, tabs as blanks, and SGR colours only (output/clean.ts).
 */
import { closeSync, constants, fchmodSync, fstatSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { type LineIndex, newLineIndex } from "./line-index.ts";
import { type MemoryTail, newlines, newMemoryTail } from "./memory-tail.ts";
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
  /**
   * Why the file does not hold everything (full disk, …), in the system's words. The newest lines are there all the same (4 MB, 256 KB once the log has ended);
   * those between the file's and them read as `…`, those that went with the file as empty.
   */
  readonly error?: string | undefined;
};

/** Write side, for the driver. */
export type StepLog = StepOutput & {
  write(chunk: Uint8Array): void;
  /** Flushes and keeps the file; reading goes on working. */
  close(): void;
};

const NEWLINE = 10;
const BUFFER = 64 * 1024;
/** How long bytes may wait in memory, in milliseconds: what a crash can lose. */
const FLUSH_AFTER = 100;

/** Bytes of the newest output that stay in memory where the disk does not take them. */
const TAIL = 4 * 1024 * 1024;
/** The same once the log has ended: a session may have hundreds. */
const TAIL_AT_REST = 256 * 1024;

export type LogOptions = {
  /** Lines that only memory holds are about to be dropped for newer ones: the last moment to read them. */
  readonly beforeLoss?: () => void;
  /** Bytes in memory where the disk does not take them. */
  readonly tail?: number;
};

/** Starts a log in `file` (mode 0600; what was there is gone). A file that cannot be written is told by `error`. */
export function createStepLog(file: string, { beforeLoss = () => {}, tail: limit = TAIL }: LogOptions = {}): StepLog {
  const { O_CREAT, O_TRUNC, O_RDWR, O_NOFOLLOW } = constants;
  const index = newLineIndex();
  const pending = Buffer.allocUnsafe(BUFFER);
  let waiting = 0;
  let onDisk = 0;
  let timer: NodeJS.Timeout | undefined;
  let error: string | undefined;
  let fd: number | undefined;
  let tail: MemoryTail | undefined;

  const attempt = (action: () => void): void => {
    if (error !== undefined) return;
    try {
      action();
    } catch (cause) {
      error = words(cause);
    }
  };

  /** Writes what the disk takes; the rest stays in memory. */
  const put = (bytes: Uint8Array): void => {
    let at = 0;
    attempt(() => {
      if (fd === undefined) return;
      while (at < bytes.length) {
        const written = writeSync(fd, bytes, at, bytes.length - at, onDisk);
        at += written;
        onDisk += written;
      }
    });
    if (at === bytes.length) return;
    const rest = bytes.subarray(at);
    if (tail === undefined) {
      tail = newMemoryTail(index.finishedLines - newlines(rest), limit, beforeLoss);
      tail.add(lineBegun(fd, onDisk));
    }
    tail.add(rest);
  };

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
      if (waiting + chunk.length > BUFFER) flush();
      // here and not where bytes are added: a reader must not lose, or be told anew of, what it is reading
      tail?.trim();
      index.add(chunk);
      if (chunk.length > BUFFER) return put(chunk);
      pending.set(chunk, waiting);
      waiting += chunk.length;
      timer ??= setTimeout(flush, FLUSH_AFTER).unref();
    },
    read(from, count) {
      flush();
      const log = { file, fd, size: onDisk, index };
      return tail === undefined ? window(log, from, count) : windowWithTail(log, tail, from, count);
    },
    close() {
      flush();
      attempt(() => {
        if (fd === undefined) return;
        if (!isGone(fd, file)) return;
        const last = lastLines(fd, onDisk, TAIL_AT_REST);
        tail = newMemoryTail(index.finishedLines - newlines(last), limit, beforeLoss);
        tail.add(last);
        throw new Error("it was removed while it was written");
      });
      tail?.shrink(TAIL_AT_REST);
      try {
        if (fd !== undefined) closeSync(fd);
      } catch (cause) {
        // Some file systems tell only now that there was no room.
        error ??= words(cause);
      }
      fd = undefined;
    },
  };
}

/**
 * An existing log. A file that cannot be read is empty and says so in `error`. `grows`: another process writes it, and each look finds
 * what has come since; else it stays as it is now.
 */
export function openStepLog(file: string, { grows = false } = {}): StepOutput {
  let index = newLineIndex();
  let error: string | undefined;
  const look = (): void => {
    try {
      withFile(file, (readAt) => {
        // begun anew by a process that took its session up
        if (grows && statSync(file).size < index.bytes) index = newLineIndex();
        const block = new Uint8Array(grows ? BUFFER : 1024 * 1024);
        for (let read = readAt(block, index.bytes); read > 0; read = readAt(block, index.bytes))
          index.add(block.subarray(0, read));
      });
      error = undefined;
    } catch (cause) {
      error = words(cause);
    }
  };
  look();
  const now = (): LineIndex => {
    if (grows) look();
    return index;
  };
  return {
    file,
    get bytes() {
      return now().bytes;
    },
    get lineCount() {
      return now().lineCount;
    },
    get finishedLines() {
      return now().finishedLines;
    },
    get error() {
      return error;
    },
    read: (from, count) => window({ file, fd: undefined, size: index.bytes, index }, from, count),
  };
}

/** The first `size` bytes of a log, through the open `fd`, or opened for as long as it takes: a session may have hundreds. */
type OnDisk = { readonly file: string; readonly fd: number | undefined; readonly size: number; readonly index: LineIndex };

function windowWithTail(log: OnDisk, tail: MemoryTail, at: number, count: number): readonly string[] {
  const from = Math.max(0, at);
  const wanted = Math.max(0, Math.min(count, log.index.lineCount - from));
  const fromTail = Math.max(from, tail.firstLine);
  const before = Math.min(wanted, fromTail - from);
  const disk = before > 0 && log.size > 0 ? linesOnDisk(log, from, before) : [];
  const lost = new Array<string>(before - disk.length).fill("…");
  return [...disk, ...lost, ...tail.read(fromTail, wanted - before)];
}

function window(log: OnDisk, at: number, count: number): readonly string[] {
  const from = Math.max(0, at);
  const wanted = Math.max(0, Math.min(count, log.index.lineCount - from));
  const lines = linesOnDisk(log, from, wanted);
  // Lines that are counted but not on disk read as empty, so that the numbers of the others stay true.
  return [...lines, ...new Array<string>(wanted - lines.length).fill("")];
}

function linesOnDisk({ file, fd, size, index }: OnDisk, from: number, count: number): readonly string[] {
  try {
    const read = (readAt: ReadAt) => readLines({ readAt, size, index }, from, count);
    return fd === undefined ? withFile(file, read) : read(reader(fd));
  } catch {
    // The file went away under us; a face has nothing better to do about it than to show nothing.
    return [];
  }
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

/** What stands on disk of the line that `end` is in; of a long one its newest part. */
function lineBegun(fd: number | undefined, end: number): Uint8Array {
  const last = bytesBefore(fd, end, 16 * 1024);
  return last.subarray(last.lastIndexOf(NEWLINE) + 1);
}

/** Whole lines before `end`, `length` bytes at most. */
function lastLines(fd: number, end: number, length: number): Uint8Array {
  const last = bytesBefore(fd, end, length);
  return last.length < end ? last.subarray(last.indexOf(NEWLINE) + 1) : last;
}

function bytesBefore(fd: number | undefined, end: number, length: number): Uint8Array {
  if (fd === undefined || end === 0) return new Uint8Array();
  const bytes = new Uint8Array(Math.min(end, length));
  try {
    return bytes.subarray(0, reader(fd)(bytes, end - bytes.length));
  } catch {
    return new Uint8Array();
  }
}

function isGone(fd: number, file: string): boolean {
  const opened = fstatSync(fd);
  if (!opened.isFile()) return false;
  const there = statSync(file, { throwIfNoEntry: false });
  return there?.ino !== opened.ino || there.dev !== opened.dev;
}

const words = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
