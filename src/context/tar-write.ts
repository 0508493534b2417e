/**
 * Writes tar: our own because a context may be 20,000 small files, where a stream per member costs more than the files.
 * Small members are gathered into pieces of a quarter MiB, large contents pass through untouched.
 */
import type { Content } from "./entries.ts";

/** One member. `name` and hard link targets without a leading slash; a directory needs no trailing one. */
export type TarMember = {
  readonly name: string;
  readonly type: "file" | "directory" | "symlink" | "hardlink" | "fifo" | "character-device" | "block-device";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of `content`. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly linkTarget?: string;
  readonly devMajor?: number;
  readonly devMinor?: number;
  /** Further PAX records; values are bytes, one character each (latin1). */
  readonly pax?: Readonly<Record<string, string>>;
  readonly content?: Content;
};

const block = 512;
const pieceSize = 256 * 1024;
const typeFlags = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  "character-device": "3",
  "block-device": "4",
  directory: "5",
  fifo: "6",
} as const;

/** The archive of `members`, ended by two zero blocks. Throws when a content is not as long as its size. */
export async function* packTar(members: AsyncIterable<TarMember> | Iterable<TarMember>): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafe(pieceSize);
  let used = 0;
  const flush = (): Uint8Array => {
    const full = piece.subarray(0, used);
    piece = Buffer.allocUnsafe(pieceSize);
    used = 0;
    return full;
  };
  for await (const member of members) {
    const header = encodeHeader(member);
    if (used + header.length > pieceSize) yield flush();
    if (header.length > pieceSize) yield header;
    else used += header.copy(piece, used);
    if (member.content === undefined || member.size === 0) continue;
    const padding = (block - (member.size % block)) % block;
    if (member.content instanceof Uint8Array) {
      requireSize(member, member.content.length);
      if (used + member.size + padding > pieceSize) yield flush();
      if (member.size + padding > pieceSize) yield member.content;
      else {
        piece.set(member.content, used);
        used += member.size;
      }
    } else {
      if (used > 0) yield flush();
      let length = 0;
      for await (const part of member.content) {
        length += part.length;
        if (length > member.size) break;
        yield part;
      }
      requireSize(member, length);
    }
    piece.fill(0, used, used + padding);
    used += padding;
  }
  if (used + 2 * block > pieceSize) yield flush();
  piece.fill(0, used, used + 2 * block);
  used += 2 * block;
  yield flush();
}

/** How many bytes packTar() makes of `members`; contents are not looked at. */
export function packedSize(members: Iterable<TarMember>): number {
  let size = 2 * block;
  for (const member of members) size += packedMember(member);
  return size;
}

/** The part of one member in it. */
export function packedMember(member: TarMember): number {
  const content = member.type === "file" ? Math.ceil(member.size / block) * block : 0;
  return encodeHeader(member).length + content;
}

function requireSize(member: TarMember, length: number): void {
  if (length !== member.size) throw new Error(`tar: ${member.name} has ${length} bytes, not ${member.size}`);
}

/** Where headers are put together: a buffer for each of 50,000 would be garbage faster than it is collected. */
const headerBlock = Buffer.alloc(block);

/** A header block, preceded by a PAX one for what does not fit. Good until the next call. */
function encodeHeader(member: TarMember): Buffer {
  const name = member.type === "directory" ? `${member.name}/` : member.name;
  const records: Record<string, Buffer> = {};
  for (const [key, value] of Object.entries(member.pax ?? {})) records[key] = Buffer.from(value, "latin1");
  const header = headerBlock.fill(0);
  writeName(header, name, records);
  writeNumber(header, { offset: 100, width: 8, key: "mode" }, member.mode & 0o7777, records);
  writeNumber(header, { offset: 108, width: 8, key: "uid" }, member.uid, records);
  writeNumber(header, { offset: 116, width: 8, key: "gid" }, member.gid, records);
  writeNumber(header, { offset: 124, width: 12, key: "size" }, member.type === "file" ? member.size : 0, records);
  writeNumber(header, { offset: 136, width: 12, key: "mtime" }, member.mtime, records);
  header.write(typeFlags[member.type], 156);
  if (member.linkTarget !== undefined && header.write(member.linkTarget, 157, 100) < Buffer.byteLength(member.linkTarget)) {
    records.linkpath = Buffer.from(member.linkTarget);
  }
  header.write("ustar\u000000", 257, "latin1");
  writeNumber(header, { offset: 329, width: 8, key: "devmajor" }, member.devMajor ?? 0, records);
  writeNumber(header, { offset: 337, width: 8, key: "devminor" }, member.devMinor ?? 0, records);
  writeChecksum(header);
  return Object.keys(records).length === 0 ? header : Buffer.concat([encodeRecords(name, records), header]);
}

/** In the name field, else split at a slash over prefix and name, else as a PAX record. */
function writeName(header: Buffer, name: string, records: Record<string, Buffer>): void {
  const length = Buffer.byteLength(name);
  if (length <= 100) {
    header.write(name, 0);
    return;
  }
  const bytes = Buffer.from(name);
  const slash = length <= 256 ? bytes.indexOf("/", Math.max(1, length - 101)) : -1;
  if (slash > 0 && slash <= 155 && slash < length - 1) {
    bytes.copy(header, 345, 0, slash);
    bytes.copy(header, 0, slash + 1);
    return;
  }
  records.path = bytes;
  bytes.copy(header, 0, 0, 100);
}

type Field = { readonly offset: number; readonly width: number; readonly key: string };

/** In its field, in octal digits, else as a PAX record. */
function writeNumber(header: Buffer, { offset, width, key }: Field, value: number, records: Record<string, Buffer>): void {
  const digits = Math.floor(value).toString(8);
  const fits = value >= 0 && digits.length < width;
  if (!fits) records[key] = Buffer.from(String(Math.floor(value)));
  header.write((fits ? digits : "0").padStart(width - 1, "0"), offset, "latin1");
}

function writeChecksum(header: Buffer): void {
  header.write("        ", 148, "latin1");
  let sum = 0;
  for (let at = 0; at < block; at++) sum += header[at] ?? 0;
  header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148, "latin1");
}

function encodeRecords(name: string, records: Readonly<Record<string, Buffer>>): Buffer {
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => encodeRecord(key, value)));
  const header = Buffer.alloc(block);
  header.write(`PaxHeaders/${name.slice(-40).replaceAll(/[^!-~]|\//g, "_")}`, 0);
  header.write("0000644\u00000000000\u00000000000\u0000", 100, "latin1");
  header.write(`${body.length.toString(8).padStart(11, "0")}\u000000000000000\u0000`, 124, "latin1");
  header.write("x", 156);
  header.write("ustar\u000000", 257, "latin1");
  writeChecksum(header);
  return Buffer.concat([header, body, Buffer.alloc((block - (body.length % block)) % block)]);
}

/** `LENGTH key=value\n`, where LENGTH counts itself. */
function encodeRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.byteLength(key) + value.length + 3;
  let length = rest + String(rest).length;
  if (rest + String(length).length !== length) length = rest + String(length).length;
  return Buffer.concat([Buffer.from(`${length} ${key}=`), value, Buffer.from("\n")]);
}
