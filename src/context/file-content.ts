/** Reads files of the context: small ones at once, large ones piece by piece, never one that changed since it was listed. */
import { createHash, hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { UserError } from "../errors.ts";
import { type DiskEntry, fileOf, type Look } from "./disk-tree.ts";
import type { Content } from "./entries.ts";

/** Up to this size a file is read in one go: a synchronous read of a small file costs a tenth of an asynchronous one. */
const small = 256 * 1024;
const piece = 1 << 20;

/** A buffer for small files read one after the other: thousands of buffers would be garbage faster than they are collected. */
export function smallFileBuffer(): Uint8Array {
  return Buffer.allocUnsafe(small);
}

/**
 * The bytes of a listed file, exactly as many as listed. Throws UserError when it cannot be read or is not the same any more.
 * A small file is read into `buffer` when one is given; its bytes are good until the next call with that buffer.
 */
export function readContent(item: DiskEntry, buffer?: Uint8Array): Content {
  const { size } = item.entry;
  if (size === 0) return new Uint8Array(0);
  return size <= small ? readSmall(item, buffer?.subarray(0, size) ?? Buffer.allocUnsafe(size)) : readLarge(item);
}

/** SHA-256 of the content, hex. */
export async function hashContent(item: DiskEntry, buffer?: Uint8Array): Promise<string> {
  const content = readContent(item, buffer);
  if (content instanceof Uint8Array) return hash("sha256", content);
  const sum = createHash("sha256");
  for await (const part of content) sum.update(part);
  return sum.digest("hex");
}

function readSmall(item: DiskEntry, buffer: Uint8Array): Uint8Array {
  const { size } = item.entry;
  const descriptor = openFile(fileOf(item));
  try {
    requireSame(item, fstatSync(descriptor));
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
  const handle = await open(fileOf(item), constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw unreadable(fileOf(item), error);
  });
  try {
    requireSame(item, await handle.stat());
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
    requireSame(item, await handle.stat());
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

function requireSame(item: DiskEntry, { size, mtimeMs, ctimeMs, ino }: Look): void {
  const { look } = item;
  if (size !== look.size || mtimeMs !== look.mtimeMs || ctimeMs !== look.ctimeMs || ino !== look.ino) throw changed(item);
}

function changed(item: DiskEntry): UserError {
  return new UserError({ message: `${fileOf(item)} changed while it was being copied`, hint: "Run the instruction again." });
}

function unreadable(file: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new UserError({ message: `cannot read ${file}: ${code}`, hint: "Make it readable or name it in .dockerignore." });
}
