/**
 * Reads tar as a stream: ustar, PAX and GNU long names. Our own because capabilities are binary PAX values, which the
 * library reads as text, and large numeric ids, which it drops.
 */

import type { Entry } from "./entries.ts";
import { byteReader, TarError } from "./tar-bytes.ts";
import { filled, isMapPart, mapKey, sparseMap } from "./tar-sparse.ts";

export { TarError } from "./tar-bytes.ts";

/** A member with a way to its bytes. What is not read is skipped when the next member is asked for. */
export type TarEntry = {
  /** Path as in the archive, leading `./` and `/` and trailing `/` removed; "" for the archive's root. Never contains `..`. */
  readonly entry: Entry;
  read(): AsyncIterable<Uint8Array>;
};

const block = 512;

/** The members of an uncompressed archive. Throws TarError for something else, a truncated one, or a name that leaves the root. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const input = byteReader(source);
  let shared: Records = {};
  let own: Records = {};
  try {
    for (;;) {
      const header = await input.take(block);
      if (header.length === 0) return;
      if (header.length < block) throw new TarError("unexpected end of the archive");
      if (isZero(header)) {
        // Two such blocks end the archive. What follows is padding; a pipe must be read to its end all the same.
        if (!isZero(await input.take(block))) throw new TarError("not a tar header");
        await input.drain();
        return;
      }
      if (!isTarHeader(header)) throw new TarError("not a tar header");
      const flag = String.fromCharCode(header[156] ?? 0);
      const records: Records = { ...shared, ...own };
      const size = Number(records.size ?? number(header, 124, 12));
      if ("xgLK".includes(flag)) {
        const body = await input.take(padded(size));
        if (body.length < padded(size)) throw new TarError("unexpected end of the archive");
        const content = body.subarray(0, size);
        if (flag === "x") own = { ...own, ...parseRecords(content) };
        else if (flag === "g") shared = { ...shared, ...parseRecords(content) };
        else own = { ...own, [flag === "L" ? "path" : "linkpath"]: text(content).toString("latin1") };
        continue;
      }
      own = {};
      const entry = toEntry(header, flag, records, size);
      let left = entry.type === "file" ? size : 0;
      const padding = entry.type === "file" ? padded(size) - size : 0;
      const some = async (count: number): Promise<Uint8Array> => {
        if (left === 0) throw new TarError("unexpected end of the member");
        const part = await input.some(Math.min(left, count));
        left -= part.length;
        return part;
      };
      const sparse = entry.type === "file" ? await sparseMap(records, some) : undefined;
      yield sparse
        ? { entry: { ...entry, size: sparse.size }, read: () => filled(sparse, some) }
        : {
            entry,
            read: async function* () {
              while (left > 0) yield await some(left);
            },
          };
      await input.skip(left + padding);
    }
  } finally {
    await input.close();
  }
}

/** Is this block the header of a member? Decided by its checksum. */
export function isTarHeader(header: Uint8Array): boolean {
  if (header.length < block) return false;
  const bytes = Buffer.from(header.buffer, header.byteOffset, block);
  const stated = /^[\s\0]*([0-7]+)/.exec(bytes.toString("latin1", 148, 156))?.[1];
  if (stated === undefined) return false;
  let unsigned = 0;
  let signed = 0;
  for (let at = 0; at < block; at++) {
    const byte = at >= 148 && at < 156 ? 32 : (bytes[at] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const sum = Number.parseInt(stated, 8);
  return sum === unsigned || sum === signed;
}

/** PAX records, values as bytes (latin1). */
type Records = Readonly<Record<string, string>>;

const types: Readonly<Record<string, Entry["type"]>> = {
  "\0": "file",
  "0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

/** Throws TarError for kinds that the engine does not unpack either: GNU's own sparse files, volume labels and the like. */
function toEntry(header: Buffer, flag: string, records: Records, size: number): Entry {
  let type = types[flag];
  const named = records["GNU.sparse.name"] ?? records.path;
  const name = named === undefined ? headerName(header) : utf8(named);
  if (type === undefined) {
    const kind = flag === "S" ? "a sparse file of GNU's own kind" : `of an unknown kind (type ${JSON.stringify(flag)})`;
    throw new TarError(`${name} is ${kind}, which cannot be unpacked`);
  }
  // Before POSIX a directory was a file whose name ends in a slash.
  if (type === "file" && name.endsWith("/")) type = "directory";
  const path = cleanName(name);
  const target = records.linkpath === undefined ? text(header.subarray(157, 257)).toString() : utf8(records.linkpath);
  const pax = Object.fromEntries(Object.entries(records).filter(([key]) => key.startsWith("SCHILY.xattr.")));
  const device = type === "character-device" || type === "block-device";
  return {
    path,
    type,
    mode: number(header, 100, 8) & 0o7777,
    uid: Number(records.uid ?? number(header, 108, 8)),
    gid: Number(records.gid ?? number(header, 116, 8)),
    size: type === "file" ? size : 0,
    mtime: records.mtime === undefined ? number(header, 136, 12) : wholeSeconds(records.mtime),
    ...(type === "symlink" ? { linkTarget: target } : {}),
    ...(type === "hardlink" ? { linkTarget: cleanName(target) } : {}),
    ...(device ? { devMajor: number(header, 329, 8), devMinor: number(header, 337, 8) } : {}),
    ...(Object.keys(pax).length > 0 ? { pax } : {}),
  };
}

/** The second a decimal time lies in; as a number it might be rounded up to the next. */
function wholeSeconds(text: string): number {
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const down = sign === "-" && /[1-9]/.test(fraction) ? 1 : 0;
  return sign === "-" ? -Number(whole) - down : Number(whole);
}

function cleanName(name: string): string {
  const parts: string[] = [];
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) throw new TarError(`invalid entry name ${JSON.stringify(name)}`);
  }
  return parts.join("/");
}

function headerName(header: Buffer): string {
  const name = text(header.subarray(0, 100)).toString();
  const posix = header.toString("latin1", 257, 263) === "ustar\0";
  const prefix = posix ? text(header.subarray(345, 500)).toString() : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Up to the first NUL. */
function text(field: Buffer): Buffer {
  const end = field.indexOf(0);
  return end < 0 ? field : field.subarray(0, end);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString();
}

/** Octal digits, or GNU's base 256 (first bit set). */
function number(header: Buffer, offset: number, width: number): number {
  const field = header.subarray(offset, offset + width);
  const first = field[0] ?? 0;
  if (first & 0x80) {
    let value = first & 0x40 ? -1n : 0n;
    for (const [index, byte] of field.entries())
      value = (value << 8n) | BigInt(index === 0 ? (first & 0x40 ? byte : byte & 0x7f) : byte);
    return Number(value);
  }
  const digits = text(field).toString("latin1").trim();
  return digits === "" ? 0 : Number.parseInt(digits, 8) || 0;
}

function parseRecords(body: Buffer): Records {
  const records: Record<string, string> = {};
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(0x20, at);
    const length = Number.parseInt(body.toString("latin1", at, blank), 10);
    const equals = body.indexOf(0x3d, blank);
    if (blank < 0 || !(length > 0) || equals < 0) throw new TarError("malformed PAX record");
    const key = body.toString("utf8", blank + 1, equals);
    const value = body.toString("latin1", equals + 1, at + length - 1);
    // The oldest form of a sparse map repeats its keys: they make the list of the next form.
    if (!isMapPart(key)) records[key] = value;
    else records[mapKey] = records[mapKey] === undefined ? value : `${records[mapKey]},${value}`;
    at += length;
  }
  return records;
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}
