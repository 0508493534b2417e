/** Reading a log where it lies: lines by positioned reads, and what its file is. */
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { LineIndex } from "./line-index.ts";
import type { MemoryTail } from "./memory-tail.ts";
import { type ReadAt, readLines } from "./read-lines.ts";

const NEWLINE = 10;

/** The first `size` bytes of a log, through the open `fd`, or opened for as long as it takes: a session may have hundreds. */
type OnDisk = { readonly file: string; readonly fd: number | undefined; readonly size: number; readonly index: LineIndex };

export function windowWithTail(log: OnDisk, tail: MemoryTail, at: number, count: number): readonly string[] {
  const from = Math.max(0, at);
  const wanted = Math.max(0, Math.min(count, log.index.lineCount - from));
  const fromTail = Math.max(from, tail.firstLine);
  const before = Math.min(wanted, fromTail - from);
  const disk = before > 0 && log.size > 0 ? linesOnDisk(log, from, before) : [];
  const lost = new Array<string>(before - disk.length).fill("…");
  return [...disk, ...lost, ...tail.read(fromTail, wanted - before)];
}

export function window(log: OnDisk, at: number, count: number): readonly string[] {
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

export function withFile<T>(file: string, use: (readAt: ReadAt) => T): T {
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
export function lineBegun(fd: number | undefined, end: number): Uint8Array {
  const last = bytesBefore(fd, end, 16 * 1024);
  return last.subarray(last.lastIndexOf(NEWLINE) + 1);
}

/** Whole lines before `end`, `length` bytes at most. */
export function lastLines(fd: number, end: number, length: number): Uint8Array {
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

export function isGone(fd: number, file: string): boolean {
  const opened = fstatSync(fd);
  if (!opened.isFile()) return false;
  const there = statSync(file, { throwIfNoEntry: false });
  return there?.ino !== opened.ino || there.dev !== opened.dev;
}

/** What went wrong, in the system's words. */
export const words = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
