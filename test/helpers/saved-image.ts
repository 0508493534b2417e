/** Reads `docker save` of an image: its config blob and its layers as lists of tar entries. Works on every image store and engine from 20.10 on. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { PassThrough, pipeline } from "node:stream";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { endpointInForce } from "../../scripts/setup/endpoint.mjs";
import { call, request, textOf } from "../../scripts/setup/engine-api.mjs";

const run = promisify(execFile);
const endpoint = endpointInForce();

/** One member of a layer tar. `sha256` for regular files. */
export type LayerEntry = { readonly header: Header; readonly sha256?: string };

export type SavedImage = {
  readonly id: string;
  /** The config blob, as stored. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly layers: readonly (readonly LayerEntry[])[];
};

type Manifest = readonly { readonly Config: string; readonly Layers: readonly string[] }[];

/** What one member of the saved tar turned out to be. */
type Member =
  | { readonly kind: "layer"; readonly entries: readonly LayerEntry[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly target: string };

/** Engines before 25 name a layer's folder by a digest of what the layer is and stands on, later ones its blob by its digest. */
const namesContent = /^(blobs\/sha256\/[0-9a-f]{64}|[0-9a-f]{64}\/layer\.tar)$/;
const layersByBlob = new Map<string, readonly LayerEntry[]>();
const imagesById = new Map<string, SavedImage>();
const idsByRef = new Map<string, string>();

/** Lets go of what was read of this image, but for its layers: others may have them too. */
export function forgetImage(ref: string): void {
  const id = idsByRef.get(ref);
  idsByRef.delete(ref);
  if (id !== undefined) imagesById.delete(id);
}

/** The output of `docker` with these arguments, in the environment of the test. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("docker", args, { maxBuffer: 64 << 20 });
  return stdout.trim();
}

/** Config and layers of `ref`. An image without layers (graph drivers refuse to save it) gives its inspect config. */
export async function savedImage(ref: string): Promise<SavedImage> {
  // by the API: a docker client takes a tenth of a second to start, and this is asked a thousand times
  const image = (await call(endpoint, "GET", `/images/${ref}/json`)) as {
    readonly Id: string;
    readonly Config: unknown;
    readonly Os: string;
    readonly Architecture: string;
    readonly Variant?: string;
    readonly Author?: string;
    readonly RootFS: { readonly Layers?: readonly string[] };
  };
  idsByRef.set(ref, image.Id);
  const known = imagesById.get(image.Id);
  if (known) return known;
  let result: SavedImage;
  if ((image.RootFS.Layers ?? []).length === 0) {
    const { Os: os, Architecture: architecture, Variant: variant, Author: author } = image;
    result = { id: image.Id, config: { config: image.Config, os, architecture, variant, author }, layers: [] };
  } else {
    result = { id: image.Id, ...(await readSaved(ref)) };
  }
  imagesById.set(image.Id, result);
  return result;
}

async function readSaved(ref: string): Promise<Omit<SavedImage, "id">> {
  const response = await request(endpoint, "GET", `/images/${ref}/get`, { ms: 240_000 });
  if (response.statusCode !== 200) throw new Error(`docker save ${ref}: ${await textOf(response)}`);
  const members = new Map<string, Member>();
  const tar = extract();
  pipeline(response, tar, () => {}); // what goes wrong ends the loop below
  for await (const entry of tar) {
    const { name, type, linkname, size } = entry.header;
    if (type === "symlink" || type === "link") {
      const target = linkname ?? "";
      members.set(name, { kind: "link", target: type === "link" ? target : new URL(target, `tar:/${name}`).pathname.slice(1) });
      entry.resume();
    } else if (type === "file" && (size ?? 0) > 0) {
      members.set(name, await readMember(name, entry as unknown as Readable));
    } else entry.resume();
  }
  if (!response.complete) throw new Error(`docker save ${ref}: it ended in the middle`);
  const look = (name: string): Member | undefined => {
    const member = members.get(name);
    return member?.kind === "link" ? look(member.target) : member;
  };
  const text = (name: string): string => {
    const member = look(name);
    if (member?.kind !== "text") throw new Error(`docker save ${ref}: no ${name}`);
    return member.text;
  };
  const manifest = (JSON.parse(text("manifest.json")) as Manifest)[0];
  if (manifest === undefined) throw new Error(`docker save ${ref}: empty manifest`);
  const layers = manifest.Layers.map((name) => {
    const member = look(name);
    if (member?.kind !== "layer") throw new Error(`docker save ${ref}: no layer ${name}`);
    return member.entries;
  });
  return { config: JSON.parse(text(manifest.Config)) as Record<string, unknown>, layers };
}

/** JSON is text; everything else is a layer, perhaps gzipped. */
async function readMember(name: string, content: Readable): Promise<Member> {
  const known = namesContent.test(name) ? layersByBlob.get(name) : undefined;
  if (known) {
    content.resume();
    return { kind: "layer", entries: known };
  }
  const iterator = content[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await iterator.next();
  if (first.done) return { kind: "text", text: "" };
  const head = first.value;
  const rest = async function* (): AsyncGenerator<Buffer> {
    yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  if (head[0] === 0x7b || head[0] === 0x5b || /json|VERSION|repositories|oci-layout/.test(name)) {
    const chunks: Buffer[] = [];
    for await (const chunk of rest()) chunks.push(chunk);
    return { kind: "text", text: Buffer.concat(chunks).toString() };
  }
  const gzipped = head[0] === 0x1f && head[1] === 0x8b;
  const bytes = gzipped ? createGunzip() : new PassThrough();
  const fed = (async () => {
    for await (const chunk of rest()) if (!bytes.write(chunk)) await new Promise((resolve) => bytes.once("drain", resolve));
    bytes.end();
  })();
  const entries = await layerEntries(bytes);
  await fed;
  layersByBlob.set(name, entries);
  return { kind: "layer", entries };
}

async function layerEntries(bytes: Readable): Promise<readonly LayerEntry[]> {
  const list: LayerEntry[] = [];
  for await (const entry of bytes.pipe(extract())) {
    const header = entry.header;
    if (header.type !== "file" && header.type !== "contiguous-file") {
      list.push({ header });
      entry.resume();
      continue;
    }
    const hash = createHash("sha256");
    for await (const chunk of entry) hash.update(chunk as Buffer);
    list.push({ header, sha256: hash.digest("hex") });
  }
  return list;
}
