/**
 * Reads what `docker save` writes: images with their configs, and their layers as lists of entries. As a stream: of a file's content
 * only the digest stays. Works with every image store and engine from 20.10 on.
 */
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { decode, packingOf } from "../builder/copy/decompress.ts";
import { isTarHeader, readTar } from "../context/tar-read.ts";
import type { LayerEntry } from "./merged-tree.ts";

export type SavedImage = {
  /** The config blob, as stored. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly diffIds: readonly string[];
  /** The lowest first. */
  readonly layers: readonly (readonly LayerEntry[])[];
};

export type Reading = {
  /** Layers by the name of their blob: those in it are not read again, and those that are read are put there. */
  readonly known?: Map<string, readonly LayerEntry[]>;
  /** Diff ids of layers whose files' contents are not looked at, where the archive names its layers by them. */
  readonly passBy?: ReadonlySet<string>;
  /** Hears how many bytes of contents were looked at. */
  readonly onBytes?: (count: number) => void;
};

type Manifest = readonly { readonly Config: string; readonly Layers: readonly string[] | null }[];

/** What one member of the archive turned out to be. */
type Member =
  | { readonly kind: "layer"; readonly entries: readonly LayerEntry[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly target: string };

/** Engines before 25 name a layer's folder by a digest of what the layer is and stands on, later ones its blob by its digest. */
const namesContent = /^(blobs\/sha256\/[0-9a-f]{64}|[0-9a-f]{64}\/layer\.tar)$/;
/** Larger than any config or manifest. */
const largestText = 32 * 1024 * 1024;
const block = 512;

/** The images of `archive`, in its manifest's order. Throws TarError for one that is damaged or ends too early. */
export async function readSavedImages(archive: AsyncIterable<Uint8Array>, reading: Reading = {}): Promise<readonly SavedImage[]> {
  const members = new Map<string, Member>();
  for await (const { entry, read } of readTar(archive)) {
    const { path, type, size, linkTarget = "" } = entry;
    if (type === "hardlink") members.set(path, { kind: "link", target: linkTarget });
    else if (type === "symlink") members.set(path, { kind: "link", target: posix.join(posix.dirname(path), linkTarget) });
    else if (type === "file" && size > 0) members.set(path, await readMember(path, read(), reading));
  }
  const look = (name: string, depth = 0): Member | undefined => {
    const member = members.get(name);
    return member?.kind === "link" && depth < 40 ? look(member.target, depth + 1) : member;
  };
  const text = (name: string): string => {
    const member = look(name);
    if (member?.kind !== "text") throw new Error(`the saved images have no ${name}`);
    return member.text;
  };
  const layer = (name: string): readonly LayerEntry[] => {
    const member = look(name);
    if (member?.kind !== "layer") throw new Error(`the saved images have no layer ${name}`);
    return member.entries;
  };
  return (JSON.parse(text("manifest.json")) as Manifest).map(({ Config, Layers }) => {
    const config = JSON.parse(text(Config)) as SavedImage["config"];
    const { diff_ids: diffIds = [] } = (config.rootfs ?? {}) as { readonly diff_ids?: readonly string[] };
    return { config, diffIds, layers: (Layers ?? []).map(layer) };
  });
}

async function readMember(name: string, content: AsyncIterable<Uint8Array>, reading: Reading): Promise<Member> {
  const blob = namesContent.test(name) ? name : undefined;
  const known = blob === undefined ? undefined : reading.known?.get(blob);
  if (known !== undefined) return { kind: "layer", entries: known };
  const packed = await withHead(content);
  const packing = packingOf(packed.head);
  const { head, pieces } = packing === undefined ? packed : await withHead(decode(packing, packed.pieces));
  // an empty layer is blocks of zeros
  if (packing === undefined && !isTarHeader(head) && head.some((byte) => byte !== 0))
    return { kind: "text", text: await textOf(pieces) };
  const entries = await layerEntries(pieces, diffIdOf(blob), reading);
  if (blob !== undefined) reading.known?.set(blob, entries);
  return { kind: "layer", entries };
}

const diffIdOf = (blob: string | undefined): string | undefined =>
  blob?.startsWith("blobs/sha256/") ? `sha256:${blob.slice("blobs/sha256/".length)}` : undefined;

/** The first block, and all of it. */
async function withHead(content: AsyncIterable<Uint8Array>): Promise<{ head: Buffer; pieces: AsyncIterable<Uint8Array> }> {
  const iterator = content[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < block) {
    const next = await iterator.next();
    if (next.done) break;
    // the piece may be its reader's own memory
    head = Buffer.concat([head, next.value]);
  }
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { head: head.subarray(0, block), pieces: pieces() };
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size <= largestText) chunks.push(Uint8Array.from(piece));
  }
  return Buffer.concat(chunks).toString();
}

async function layerEntries(
  bytes: AsyncIterable<Uint8Array>,
  diffId: string | undefined,
  { passBy, onBytes }: Reading,
): Promise<readonly LayerEntry[]> {
  const list: LayerEntry[] = [];
  const passed = diffId !== undefined && passBy?.has(diffId) ? diffId : undefined;
  for await (const { entry, read } of readTar(bytes)) {
    if (entry.type !== "file") list.push({ entry });
    else if (passed !== undefined) list.push({ entry, unread: `${passed} ${entry.path}` });
    else {
      const hash = createHash("sha256");
      for await (const piece of read()) hash.update(piece);
      onBytes?.(entry.size);
      list.push({ entry, sha256: hash.digest("hex") });
    }
  }
  return list;
}
