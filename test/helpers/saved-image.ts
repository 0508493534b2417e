/** Reads `docker save` of an image: its config blob and its layers. Works on every image store and engine from 20.10 on. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { endpointInForce } from "../../scripts/setup/endpoint.mjs";
import { call, request, textOf } from "../../scripts/setup/engine-api.mjs";
import type { LayerEntry } from "../../src/compare/merged-tree.ts";
import { readSavedImages, type SavedImage as Saved } from "../../src/compare/saved-images.ts";

const run = promisify(execFile);
const endpoint = endpointInForce();

export type SavedImage = Pick<Saved, "config" | "layers"> & { readonly id: string };

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

async function readSaved(ref: string): Promise<Saved> {
  const response = await request(endpoint, "GET", `/images/${ref}/get`, { ms: 240_000 });
  if (response.statusCode !== 200) throw new Error(`docker save ${ref}: ${await textOf(response)}`);
  const [image] = await readSavedImages(response, { known: layersByBlob });
  if (!response.complete || image === undefined) throw new Error(`docker save ${ref}: it ended in the middle`);
  return image;
}
