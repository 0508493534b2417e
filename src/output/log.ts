/**
 * The output of one attempt at one step: every byte on disk, a window of clean lines in memory. From where the disk takes no
 * more (full, read-only, removed) the newest lines stay in memory; the disk is tried again by the next attempt's log.
 * What it hands out is safe to print: printable text, tabs as blanks, and SGR colours only (output/clean.ts).
 */
import { closeSync, constants, fchmodSync, fstatSync, openSync, statSync, writeSync } from "node:fs";
import { type LineIndex, newLineIndex } from "./line-index.ts";
import type { LineTimes } from "./line-times.ts";
import { type MemoryTail, newlines, newMemoryTail } from "./memory-tail.ts";
import { isGone, lastLines, lineBegun, window, windowWithTail, withFile, words } from "./on-disk.ts";
import { keepTimes, openTimes, type When } from "./times-file.ts";

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
  /** When its lines came; undefined: nobody wrote that down. */
  readonly times?: LineTimes | undefined;
};

/** Write side, for the driver. */
export type StepLog = StepOutput & {
  /** `when`: its lines came; now, where nothing is said. */
  write(chunk: Uint8Array, when?: When): void;
  /** Flushes and keeps the file; reading goes on working. */
  close(): void;
};

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
  /** What the times of its lines count from, in milliseconds since the epoch; absent: now. */
  readonly start?: number;
};

/** Starts a log in `file` (mode 0600; what was there is gone). A file that cannot be written is told by `error`. */
export function createStepLog(file: string, options: LogOptions = {}): StepLog {
  const { beforeLoss = () => {}, tail: limit = TAIL, start = Date.now() } = options;
  const { O_CREAT, O_TRUNC, O_RDWR, O_NOFOLLOW } = constants;
  const index = newLineIndex();
  const times = keepTimes(file, start);
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
    times.flush();
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
    get times() {
      return times.times;
    },
    write(chunk, when = Date.now()) {
      if (waiting + chunk.length > BUFFER) flush();
      // here and not where bytes are added: a reader must not lose, or be told anew of, what it is reading
      tail?.trim();
      const first = index.lineCount;
      index.add(chunk);
      if (index.lineCount > first) times.add(first, index.lineCount, when);
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
      times.close();
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
  const times = openTimes(file);
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
    get times() {
      return times();
    },
    read: (from, count) => window({ file, fd: undefined, size: index.bytes, index }, from, count),
  };
}
