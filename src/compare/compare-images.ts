/** Compares two images of an engine, file by file. */
import type { Engine, Image } from "../engine/engine.ts";
import { type Comparing, type FileDifference, fileDifferences, isOpen } from "./file-differences.ts";
import { type ConfigDifference, comparableConfig, configDifferences } from "./image-config.ts";
import { mergeLayers } from "./merged-tree.ts";
import { readSavedImages, type SavedImage } from "./saved-images.ts";

export type ImageDifferences = {
  readonly config: readonly ConfigDifference[];
  readonly files: readonly FileDifference[];
  /** What it took: layers that both have, those that only one has, and bytes of contents that were read. */
  readonly cost: { readonly shared: number; readonly own: number; readonly bytes: number };
};

export type ImageComparing = Comparing & {
  /** Config fields are told as they are after this: marks of ours are no difference. */
  readonly config?: (image: Image) => Image["config"];
  readonly signal?: AbortSignal;
};

/**
 * What is different in `to`. Nothing is read where both have the same layers. Else the engine saves both in one archive, in which
 * a layer that both have comes once; it needs room for that beside its images. Throws EngineRefusedError, EngineLostError.
 */
export async function compareImages(
  engine: Pick<Engine, "save">,
  from: Image,
  to: Image,
  options: ImageComparing = {},
): Promise<ImageDifferences> {
  const { config = (image) => image.config } = options;
  const plain = (image: Image) => comparableConfig({ ...image, config: config(image) });
  const shared = sharedLayers(from.diffIds, to.diffIds);
  let bytes = 0;
  const differences = async (passBy: ReadonlySet<string>): Promise<readonly FileDifference[]> => {
    const onBytes = (count: number): void => {
      bytes += count;
    };
    const [one, other] = await savedBoth(engine, from, to, { passBy, onBytes, signal: options.signal });
    return fileDifferences(mergeLayers(one), mergeLayers(other), options);
  };
  let files: readonly FileDifference[] = [];
  if (shared < Math.max(from.diffIds.length, to.diffIds.length)) {
    files = await differences(new Set(from.diffIds.slice(0, shared)));
    // one image wrote a file again as it was below: only its content can tell
    if (files.some(isOpen)) files = await differences(new Set());
  }
  const own = from.diffIds.length + to.diffIds.length - 2 * shared;
  return { config: configDifferences(plain(from), plain(to)), files, cost: { shared, own, bytes } };
}

/** How many layers, from the lowest on, both have. */
function sharedLayers(one: readonly string[], other: readonly string[]): number {
  const found = one.findIndex((diffId, index) => diffId !== other[index]);
  return found < 0 ? one.length : found;
}

type Layers = SavedImage["layers"];

async function savedBoth(
  engine: Pick<Engine, "save">,
  from: Image,
  to: Image,
  { signal, ...reading }: Parameters<typeof readSavedImages>[1] & { readonly signal?: AbortSignal | undefined },
): Promise<readonly [Layers, Layers]> {
  // one without layers is nothing an engine saves
  const both = [from, to].filter(({ diffIds }) => diffIds.length > 0);
  if (both.length === 0) return [[], []];
  const archive = await engine.save(both.map(({ id }) => id));
  const end = (): void => void archive.destroy(signal?.reason instanceof Error ? signal.reason : new Error("stopped"));
  signal?.addEventListener("abort", end, { once: true });
  try {
    const saved = await readSavedImages(archive, reading);
    const layersOf = ({ id, diffIds }: Image): Layers => {
      if (diffIds.length === 0) return [];
      const found = saved.find((one) => one.diffIds.join() === diffIds.join());
      if (found === undefined) throw new Error(`the engine did not save ${id}`);
      return found.layers;
    };
    return [layersOf(from), layersOf(to)];
  } finally {
    signal?.removeEventListener("abort", end);
    archive.destroy();
  }
}
