/**
 * Reads tar as a stream: ustar, PAX and GNU long names. Our own because capabilities are binary PAX values, which the
 * library reads as text, and large numeric ids, which it drops.
 */
import type { Entry } from "./tree.ts";

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
      if (header.every((byte) => byte === 0)) {
        // Whatever follows the end mark is padding; a pipe must be read to its end all the same.
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
      if (entry === undefined) {
        await input.skip(padded(size));
        continue;
      }
      let left = entry.type === "file" ? entry.size : 0;
      const padding = entry.type === "file" ? padded(size) - size : 0;
      yield {
        entry,
        read: async function* () {
          while (left > 0) {
            const part = await input.some(left);
            left -= part.length;
            yield part;
          }
        },
      };
      await input.skip(left + padding);
    }
  } finally {
    await input.close();
  }
}

/** Something that should be a tar and is not, or not a whole one. */
export class TarError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TarError";
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
  "7": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "character-device",
  "4": "block-device",
  "5": "directory",
  "6": "fifo",
};

/** Undefined for kinds that carry no file (volume labels and the like). */
function toEntry(header: Buffer, flag: string, records: Records, size: number): Entry | undefined {
  let type = types[flag];
  const name = records.path === undefined ? headerName(header) : utf8(records.path);
  if (flag === "S" || records["GNU.sparse.major"] !== undefined)
    throw new TarError(`${name} is a sparse file, which cannot be unpacked`);
  if (type === undefined) return undefined;
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
    mtime: Math.floor(Number(records.mtime ?? number(header, 136, 12))),
    ...(type === "symlink" ? { linkTarget: target } : {}),
    ...(type === "hardlink" ? { linkTarget: cleanName(target) } : {}),
    ...(device ? { devMajor: number(header, 329, 8), devMinor: number(header, 337, 8) } : {}),
    ...(Object.keys(pax).length > 0 ? { pax } : {}),
  };
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
    records[body.toString("utf8", blank + 1, equals)] = body.toString("latin1", equals + 1, at + length - 1);
    at += length;
  }
  return records;
}

function padded(size: number): number {
  return Math.ceil(size / block) * block;
}

type ByteReader = {
  /** Exactly `count` bytes, fewer at the end of the input. */
  take(count: number): Promise<Buffer>;
  /** At least one byte and at most `count`, as they come. Throws at the end of the input. */
  some(count: number): Promise<Uint8Array>;
  /** Throws when the input ends before. */
  skip(count: number): Promise<void>;
  drain(): Promise<void>;
  close(): Promise<void>;
};

function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = source[Symbol.asyncIterator]();
  let current: Uint8Array = new Uint8Array(0);
  let ended = false;
  const more = async (): Promise<boolean> => {
    while (!ended && current.length === 0) {
      const next = await iterator.next();
      if (next.done) ended = true;
      else current = next.value;
    }
    return current.length > 0;
  };
  const cut = (count: number): Uint8Array => {
    const part = current.subarray(0, count);
    current = current.subarray(count);
    return part;
  };
  return {
    async take(count) {
      if (current.length >= count) return asBuffer(cut(count));
      const parts: Uint8Array[] = [];
      for (let left = count; left > 0 && (await more()); ) {
        const part = cut(left);
        left -= part.length;
        parts.push(part);
      }
      return Buffer.concat(parts);
    },
    async some(count) {
      if (!(await more())) throw new TarError("unexpected end of the archive");
      return cut(count);
    },
    async skip(count) {
      for (let left = count; left > 0; ) {
        if (!(await more())) throw new TarError("unexpected end of the archive");
        left -= cut(left).length;
      }
    },
    async drain() {
      current = new Uint8Array(0);
      while (await more()) current = new Uint8Array(0);
    },
    async close() {
      if (!ended) await iterator.return?.();
    },
  };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
