/**
 * Decoders of what archives are packed with, streaming, without programs of the machine: gzip by Node, zstd by Node where it
 * can, the rest by libraries loaded when met. All of them read several packed pieces in a row, as tools write them.
 */
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import * as zlib from "node:zlib";
import { UserError } from "../../errors.ts";

export type Packing = "gzip" | "bzip2" | "xz" | "zstd";

const magics: readonly (readonly [Packing, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];

/** How something that begins so is packed, if it is. */
export function packingOf(head: Uint8Array): Packing | undefined {
  return magics.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0];
}

/** The unpacked bytes. Throws whatever the decoder says of damaged input. */
export function decode(packing: Packing, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  switch (packing) {
    case "gzip":
      return throughZlib(source, zlib.createGunzip());
    case "bzip2":
      return bzip2(source);
    case "xz":
      return xz(source);
    case "zstd": {
      // Node has it from 22.15 on.
      const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => zlib.Gunzip };
      return createZstdDecompress ? throughZlib(source, createZstdDecompress()) : zstd(source);
    }
  }
}

async function* throughZlib(source: AsyncIterable<Uint8Array>, decoder: zlib.Gunzip): AsyncGenerator<Uint8Array> {
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

/** The library's stream is of the oldest kind: it answers while it is written to, and knows no back pressure of its own. */
async function* bzip2(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { default: unbzip2 } = await import("unbzip2-stream");
  const stream = unbzip2();
  const out: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on("data", (piece: Uint8Array) => out.push(piece));
  stream.on("error", (error: unknown) => {
    failure ??= error instanceof Error ? error : new Error(String(error));
  });
  const push = (piece?: Uint8Array): void => {
    try {
      // Small pieces, or a whole read's worth of blocks would be unpacked at once.
      if (piece) stream.write(piece);
      else stream.end();
    } catch (error) {
      failure ??= error as Error;
    }
    if (failure) throw new Error(`bzip2: ${/undefined/.test(failure.message) ? "unexpected end" : failure.message}`);
  };
  for await (const large of source) {
    for (let at = 0; at < large.length; at += 16_384) {
      push(large.subarray(at, at + 16_384));
      yield* out.splice(0);
    }
  }
  push();
  yield* out.splice(0);
}

/** The library's code for what its decoder leaves out. */
const unknownOption = "6";

async function* xz(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const library = await import("xz-decompress");
  // Bundled, a CommonJS module's exports stand under default alone.
  const { XzReadableStream } = ("default" in library ? library.default : library) as typeof library;
  const input = Readable.toWeb(Readable.from(source, { objectMode: false }));
  const stream = new XzReadableStream(input as unknown as ReadableStream<Uint8Array>);
  try {
    yield* stream as unknown as WebStream<Uint8Array>;
  } catch (error) {
    const code = /error code (\d+)/.exec((error as Error).message)?.[1];
    if (code === unknownOption) {
      const hint = "Pack it again with xz --check=crc64.";
      throw new UserError({ message: "xz: it is packed with options that are not known here (a SHA-256 check?)", hint });
    }
    throw new Error(`xz: ${code === undefined ? (error as Error).message : "damaged, or cut off"}`);
  }
}

async function* zstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import("fzstd");
  const out: Uint8Array[] = [];
  const stream = new Decompress((piece) => out.push(piece));
  let last: Uint8Array | undefined;
  for await (const piece of source) {
    if (last) stream.push(last);
    yield* out.splice(0);
    last = piece;
  }
  stream.push(last ?? new Uint8Array(0), true);
  yield* out.splice(0);
}
