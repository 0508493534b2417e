/**
 * The containerd store names layers by the digests of their (compressed) blobs, which no inspect tells; only the image's
 * manifest does. Two ways to see it: a push that carries nothing (push-ear.ts), else the export (export-ear.ts).
 */

import { EngineRefusedError } from "../../errors.ts";
import type { Image } from "../engine.ts";
import { exportedManifests } from "./export-ear.ts";
import { type LayerBlob, layersOf } from "./manifests.ts";
import { pushedManifests } from "./push-ear.ts";
import type { Wire } from "./wire.ts";

export type LayerBlobs = (image: Image) => Promise<readonly LayerBlob[]>;

/** Remembers what it has learned, by image id: ids are digests, so it stays true. */
export function layerBlobs(wire: Wire): LayerBlobs {
  const known = new Map<string, Promise<readonly LayerBlob[]>>();
  return (image) => {
    const found = known.get(image.id) ?? find(wire, image);
    known.set(image.id, found);
    found.catch(() => known.delete(image.id));
    return found;
  };
}

async function find(wire: Wire, image: Image): Promise<readonly LayerBlob[]> {
  if (image.diffIds.length === 0) return [];
  // an engine elsewhere could not reach our loopback
  const pushed = wire.endpoint.dial.kind === "socket" ? layersOf(await pushedManifests(wire, image), image) : undefined;
  const layers = pushed ?? layersOf(await exportedManifests(wire, image), image);
  if (layers === undefined) throw new EngineRefusedError(`the engine does not tell the layers of ${image.id}`, 500);
  return layers;
}
