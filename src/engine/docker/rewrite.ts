/** The layers of an image under another config and history, without moving a layer. */
import { Readable } from "node:stream";
import { EngineRefusedError } from "../../errors.ts";
import type { Image, ImageRewrite } from "../engine.ts";
import { configBlob } from "./image-config.ts";
import { graphTar, looseLayer, ociTar } from "./image-tar.ts";
import { getImage } from "./images.ts";
import type { LayerBlobs } from "./layer-blobs.ts";
import { messages } from "./messages.ts";
import { parseReference } from "./reference.ts";
import { ask, type Wire } from "./wire.ts";

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
  const added = rewrite.layer === undefined ? [] : [looseLayer(rewrite.layer)];
  const diffIds = [...(source?.diffIds ?? []), ...added.map(({ digest }) => digest)];
  const entries = rewrite.history.filter((entry) => entry.empty_layer !== true).length;
  // graph drivers refuse this themselves; the containerd store would take it and fail later
  if (entries > diffIds.length) {
    throw new EngineRefusedError(`the history tells of ${entries} layers, the image has ${diffIds.length}`, 400);
  }
  const config = configBlob(rewrite, diffIds);
  const tar =
    info.store === "graph"
      ? graphTar(config, diffIds, tags, added)
      : ociTar(config, source ? await blobs(source) : [], tags, rewrite, added);
  await ask(wire, async () => {
    const stream = await wire.docker.loadImage(Readable.from(tar), { quiet: true });
    for await (const _message of messages(stream as Readable)); // an error would come as a message
  });
  return getImage(wire, first);
}
