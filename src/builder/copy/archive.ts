/** What ADD does with a local archive: found out by content (not by name), decoded here, its members moved below the destination. */

import type { Item } from "../../context/entries.ts";
import { isTarHeader, readTar } from "../../context/tar-read.ts";
import { UserError } from "../../errors.ts";
import { decode, type Packing, packingOf } from "./decompress.ts";

export type Compression = "none" | Packing;

/**
 * How the file is compressed if it is a tar with at least one member, else undefined: an empty or damaged one is copied as a
 * file. Told by content, never by name. Throws UserError for what another decoder might read.
 */
export async function detectArchive(_name: string, open: () => AsyncIterable<Uint8Array>): Promise<Compression | undefined> {
  const head = await firstBytes(open(), 512);
  const packing = packingOf(head);
  if (packing === undefined) return isTarHeader(head) ? "none" : undefined;
  try {
    return isTarHeader(await firstBytes(decode(packing, open()), 512)) ? packing : undefined;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return undefined;
  }
}

/** The members of an archive as items relative to its root; the root itself is left out. Throws UserError when it is damaged. */
export async function* archiveItems(
  name: string,
  compression: Compression,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Item> {
  const members = readTar(compression === "none" ? content : decode(compression, content));
  for await (const { entry, read } of saying(name, members)) {
    if (entry.path === "") continue;
    yield entry.type === "file" ? { entry, read: () => saying(name, read()) } : { entry };
  }
}

/** The same, with whatever goes wrong told as a fault of the archive. */
async function* saying<T>(name: string, source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ message: `cannot unpack ${name}: ${error instanceof Error ? error.message : String(error)}` });
  }
}

async function firstBytes(source: AsyncIterable<Uint8Array>, count: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    parts.push(part);
    length += part.length;
    if (length >= count) break;
  }
  return Buffer.concat(parts).subarray(0, count);
}
