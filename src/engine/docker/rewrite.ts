/** The layers of an image under another config and history, without moving a layer. */
import { EngineRefusedError } from "../../errors.ts";
import type { Image, ImageRewrite } from "../engine.ts";
import { configBlob } from "./image-config.ts";
import { graphFiles, imageTar, ociFiles } from "./image-tar.ts";
import { findImage, getImage } from "./images.ts";
import type { LayerBlobs } from "./layer-blobs.ts";
import { loadImages } from "./load.ts";
import { parseReference } from "./reference.ts";
import { againWhenSwept } from "./swept.ts";
import type { Wire } from "./wire.ts";

/** The tags are part of what is loaded: the image is never without one. */
export async function rewriteImage(
  wire: Wire,
  blobs: LayerBlobs,
  rewrite: ImageRewrite,
  tags: readonly string[],
): Promise<Image> {
  const [first] = tags;
  if (first === undefined) throw new EngineRefusedError("a rewritten image needs a tag", 400);
  for (const tag of tags) parseReference(tag);
  const [info, source] = await Promise.all([
    wire.info(),
    rewrite.source === undefined ? undefined : getImage(wire, rewrite.source),
  ]);
  const taken = <Item>(list: readonly Item[]) => (rewrite.newest === undefined ? list : list.slice(-rewrite.newest));
  const layers = taken(source?.diffIds ?? []);
  const entries = rewrite.history.filter((entry) => entry.empty_layer !== true).length;
  const count = layers.length + (rewrite.layer === undefined ? 0 : 1);
  // graph drivers refuse this themselves; the containerd store would take it and fail later
  if (entries > count) throw new EngineRefusedError(`the history tells of ${entries} layers, the image has ${count}`, 400);
  const below = layers.length - (rewrite.above ?? 0);
  // graph drivers know a layer by all that lie below it
  if ((below < layers.length || rewrite.newest !== undefined) && info.store === "graph")
    throw new EngineRefusedError("this store puts a layer on top of others only", 400);
  const stored = info.store === "containerd" && source ? taken(await blobs(source)) : [];
  const load = async (): Promise<Image> => {
    const tar = imageTar(rewrite.layer, (added) => {
      const config = configBlob(rewrite, added ? inserted(layers, below, added.digest) : layers);
      if (info.store === "graph") return graphFiles(config, layers, added, tags);
      return ociFiles(config, added ? inserted(stored, below, added) : stored, tags, rewrite);
    });
    await loadImages(wire, tar);
    return getImage(wire, first);
  };
  // a layer that comes as a stream cannot be read twice
  const again = rewrite.layer === undefined || Array.isArray(rewrite.layer.pieces);
  return againWhenSwept(load, async () => again && (source === undefined || (await findImage(wire, source.id)) !== undefined));
}

const inserted = <Item>(list: readonly Item[], at: number, item: Item): readonly Item[] => [
  ...list.slice(0, at),
  item,
  ...list.slice(at),
];
