/** Reads an image's manifest out of its export: works with every engine, but may have to pass by all layers. */
import type { Readable, Writable } from "node:stream";
import { extract } from "tar-stream";
import type { Image } from "../engine.ts";
import { digestOf } from "./image-config.ts";
import { type Found, layersOf, type Manifest } from "./manifests.ts";
import { ask, type Wire } from "./wire.ts";

/** Larger than any manifest or index; smaller than nearly any layer. */
const largestManifest = 4 * 1024 * 1024;

/** Stops reading as soon as the image's layers are known. Blobs come sorted by digest: that may be early or late. */
export async function exportedManifests(wire: Wire, image: Image): Promise<readonly Found[]> {
  return ask(wire, async () => {
    const stream = (await wire.docker.getImage(image.id).get()) as Readable;
    try {
      return await manifestsIn(stream, image);
    } finally {
      stream.destroy();
    }
  });
}

async function manifestsIn(stream: Readable, image: Image): Promise<readonly Found[]> {
  const found: Found[] = [];
  const tar = extract();
  stream.once("error", (error) => tar.destroy(error));
  // its streams are streamx's: alike, but not in type
  stream.pipe(tar as unknown as Writable);
  for await (const entry of tar) {
    const { name, size = 0 } = entry.header;
    if (!name.startsWith("blobs/sha256/") || size > largestManifest) {
      entry.resume();
      continue;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const manifest = manifestIn(Buffer.concat(chunks));
    if (manifest !== undefined) found.push(manifest);
    // only the manifest that bears the image's id, or is named by the index that does, is sure
    if (found.some(({ digest }) => digest === image.id) && layersOf(found, image) !== undefined) break;
  }
  return found;
}

function manifestIn(blob: Buffer): Found | undefined {
  // a layer never begins with a brace
  if (blob[0] !== 0x7b) return undefined;
  try {
    const body = JSON.parse(blob.toString()) as Manifest;
    return body.layers || body.manifests ? { digest: digestOf(blob), body } : undefined;
  } catch {
    return undefined;
  }
}
