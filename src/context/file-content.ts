/** Reads files of the context: small ones at once, large ones piece by piece, never one that changed since it was listed. */
import { createHash, hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { type DiskEntry, stampOf } from "./disk-tree.ts";
import type { Content } from "./tree.ts";

/** Up to this size a file is read in one go: a synchronous read of a small file costs a tenth of an asynchronous one. */
const small = 256 * 1024;
const piece = 1 << 20;

/** The bytes of a listed file, exactly as many as listed. Throws UserError when it cannot be read or is not the same any more. */
export function readContent(item: DiskEntry): Content {
  const { size } = item.entry;
  if (size === 0) return new Uint8Array(0);
  return size <= small ? readSmall(item) : readLarge(item);
}

/** SHA-256 of the content, hex. */
export async function hashContent(item: DiskEntry): Promise<string> {
  const content = readContent(item);
  if (content instanceof Uint8Array) return hash("sha256", content);
  const sum = createHash("sha256");
  for await (const part of content) sum.update(part);
  return sum.digest("hex");
}

/** The first bytes, at most `count`. */
export function readHead(item: DiskEntry, count: number): Uint8Array {
  const descriptor = openFile(item.file);
  try {
    const buffer = Buffer.allocUnsafe(count);
    return buffer.subarray(0, readSync(descriptor, buffer, 0, count, 0));
  } finally {
    closeSync(descriptor);
  }
}

function readSmall(item: DiskEntry): Uint8Array {
  const { size } = item.entry;
  const descriptor = openFile(item.file);
  try {
    requireSame(item, fstatSync(descriptor, { bigint: true }));
    const buffer = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(descriptor, buffer, filled, size - filled, filled);
      if (count === 0) throw changed(item);
      filled += count;
    }
    return buffer;
  } finally {
    closeSync(descriptor);
  }
}

/** Reads one piece ahead while the last one is being used. */
async function* readLarge(item: DiskEntry): AsyncGenerator<Uint8Array> {
  const { size } = item.entry;
  const handle = await open(item.file, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw unreadable(item.file, error);
  });
  try {
    requireSame(item, await handle.stat({ bigint: true }));
    const read = (from: number) =>
      handle.read(Buffer.allocUnsafe(Math.min(piece, size - from)), 0, Math.min(piece, size - from), from);
    let next = read(0);
    next.catch(() => undefined);
    for (let done = 0; done < size; ) {
      const { bytesRead, buffer } = await next;
      if (bytesRead === 0) throw changed(item);
      done += bytesRead;
      if (done < size) {
        next = read(done);
        next.catch(() => undefined);
      }
      yield buffer.subarray(0, bytesRead);
    }
    requireSame(item, await handle.stat({ bigint: true }));
  } finally {
    await handle.close();
  }
}

function openFile(file: string): number {
  try {
    // Never wait for a writer should it have become a fifo meanwhile.
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw unreadable(file, error);
  }
}

function requireSame(item: DiskEntry, stats: Parameters<typeof stampOf>[0]): void {
  const now = stampOf(stats);
  const { stamp } = item;
  const same = now.size === stamp.size && now.mtimeNs === stamp.mtimeNs && now.ctimeNs === stamp.ctimeNs && now.ino === stamp.ino;
  if (!same) throw changed(item);
}

function changed(item: DiskEntry): UserError {
  return new UserError({ message: `${item.file} changed while it was being copied`, hint: "Run the instruction again." });
}

function unreadable(file: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new UserError({ message: `cannot read ${file}: ${code}`, hint: "Make it readable or name it in .dockerignore." });
}
