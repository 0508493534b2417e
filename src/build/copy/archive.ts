/** What ADD does with a local archive: found out by content (not by name), decoded here, its members moved below the destination. */
import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { isTarHeader, readTar } from "../../context/tar-read.ts";
import type { Item } from "../../context/tree.ts";
import { UserError } from "../../errors.ts";

export type Compression = "none" | "gzip" | "bzip2" | "xz" | "zstd";

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** The program that decodes what Node cannot. */
const programs = { bzip2: "bzip2", xz: "xz", zstd: "zstd" } as const;

/**
 * How the file is compressed if it is a tar with at least one member, else undefined (an empty or damaged one is copied as a file).
 * Throws UserError when it cannot be told for want of a program.
 */
export async function detectArchive(name: string, open: () => AsyncIterable<Uint8Array>): Promise<Compression | undefined> {
  const head = await firstBytes(open(), 512);
  const [compression] = magics.find(([, magic]) => magic.every((byte, index) => head[index] === byte)) ?? ["none" as const];
  if (compression === "none") return isTarHeader(head) ? "none" : undefined;
  try {
    return isTarHeader(await firstBytes(decode(name, compression, open()), 512)) ? compression : undefined;
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
  const members = readTar(compression === "none" ? content : decode(name, compression, content));
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

function decode(
  name: string,
  compression: Exclude<Compression, "none">,
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  if (compression === "gzip") return through(source, zlib.createGunzip());
  // Node has zstd from 22.15 on.
  const createZstd = (zlib as { readonly createZstdDecompress?: () => zlib.Gunzip }).createZstdDecompress;
  if (compression === "zstd" && createZstd) return through(source, createZstd());
  return throughProgram(name, programs[compression], source);
}

async function* through(source: AsyncIterable<Uint8Array>, decoder: zlib.Gunzip): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source, { objectMode: false });
  input.on("error", (error) => decoder.destroy(error));
  input.pipe(decoder);
  try {
    yield* decoder;
  } finally {
    input.destroy();
    decoder.destroy();
  }
}

async function* throughProgram(name: string, program: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const child = spawn(program, ["-dc"], { stdio: ["pipe", "pipe", "pipe"] });
  const input = Readable.from(source, { objectMode: false });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 1000);
  });
  // Listening from the start: it may end before its output is read.
  const ended = new Promise<Error | undefined>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) =>
      resolve(
        error.code === "ENOENT"
          ? new UserError({
              message: `cannot unpack ${name}: there is no program ${program} here`,
              hint: `Install ${program}, or pack it with gzip.`,
            })
          : error,
      ),
    );
    child.on("close", (code) =>
      resolve(code === 0 ? undefined : new Error(`${program}: ${complaint.trim() || `exit code ${code}`}`)),
    );
  });
  // The program closes its input early when it fails; its exit code tells why.
  child.stdin.on("error", () => input.destroy());
  input.on("error", () => child.kill());
  input.pipe(child.stdin);
  try {
    yield* child.stdout;
    const failure = await ended;
    if (failure) throw failure;
  } finally {
    input.destroy();
    child.kill();
  }
}
