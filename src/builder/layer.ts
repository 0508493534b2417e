/**
 * The life of a step that makes a layer: look for it, else container -> work -> commit -> tag; and the same for a failing one.
 * One container a step, removed off the critical path.
 */
import { createHash } from "node:crypto";
import type { Image, LayerTar } from "../engine/engine.ts";
import { cacheTag, containerName, failedTag, handTag, isHold } from "./names.ts";
import type { Attempt, Shop } from "./shop.ts";
import type { StageState } from "./state.ts";
import type { Step } from "./steps.ts";

/** Digest of a step's inputs chained to those before it. The leading number changes when the meaning of a key does. */
export const chainKey = (parent: string, ...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(JSON.stringify([2, parent, ...parts]))
    .digest("hex");

/**
 * The layer of an earlier run with the same inputs. Never asked for on top of anything a person made, nor in a stage that
 * --no-cache-filter names or on top of one. Every layer of ours is one more than there were; what is not (an older dbuild's, half
 * made) does not count.
 */
export async function findLayer(shop: Shop, attempt: Attempt, stage: StageState, key: string): Promise<Image | undefined> {
  if (!attempt.useCache || shop.noCache || stage.byHand.length > 0 || stage.fresh) return undefined;
  const tag = cacheTag(key);
  await shop.holds.indexed(tag);
  const image = await shop.engine.image(tag);
  if (image === undefined || image.diffIds.length <= stage.layers) return undefined;
  shop.holds.found(stage.index, image);
  return image;
}

/** `stage` once it has read files of `source`: what a person's hand or --no-cache-filter did there holds here, too. */
export function onTopOf(stage: StageState, source: Pick<StageState, "byHand" | "fresh">): StageState {
  const byHand = [...stage.byHand, ...source.byHand.filter((note) => !stage.byHand.includes(note))];
  return { ...stage, byHand, ...(source.fresh && { fresh: true }) };
}

/** The stage with `image` as its newest layer, its history line, and `key`. */
export function withLayer(stage: StageState, image: Image, createdBy: string, key: string): StageState {
  const grown = image.diffIds.length > stage.layers;
  const created = stage.epoch ?? image.created;
  return {
    ...stage,
    image: image.id,
    size: image.size,
    layers: image.diffIds.length,
    created: image.created,
    key,
    history: [
      ...stage.history,
      { created, created_by: createdBy, comment: "buildkit.dockerfile.v0", ...(!grown && { empty_layer: true }) },
    ],
  };
}

/** What a container or a tag is named after. */
type Place = Pick<Step, "instruction"> | { readonly line: number };
const lineOf = (place: Place): number => ("line" in place ? place.line : place.instruction.span.line);

/** Name of a container for this attempt. */
export const attemptContainer = (shop: Shop, attempt: Attempt, step: Place, role: string): string =>
  containerName(shop.session, lineOf(step), attemptName(attempt), role);

const attemptName = ({ run, part }: Attempt): string => (part === undefined ? String(run) : `${run}.${part}`);

/** Makes a container for `work` and removes it afterwards, whatever comes of it, without waiting for the removal. */
export async function withContainer<T>(
  shop: Shop,
  spec: Parameters<Shop["engine"]["create"]>[0],
  work: (container: string) => Promise<T>,
): Promise<T> {
  const container = await shop.engine.create(spec);
  try {
    return await work(container);
  } finally {
    shop.background(shop.engine.remove(container));
  }
}

export const failedName = (shop: Shop, attempt: Attempt, step: Place): string =>
  failedTag(shop.session, lineOf(step), attemptName(attempt));

/** The tag to make a good layer under: a hold, or one that stays where it stands on what a person made. */
export function goodName(shop: Shop, attempt: Attempt, step: Place, stage: StageState, key?: string): string {
  if (stage.byHand.length > 0) return handTag(shop.session, lineOf(step), attemptName(attempt));
  return shop.holds.name(key);
}

/** A good layer on clean ground is for later builds to find. */
export function indexed(shop: Shop, stage: StageState, image: Image, key: string): Image {
  if (stage.byHand.length === 0) shop.holds.index(image, cacheTag(key));
  return image;
}

/**
 * Commits a good step that ran nothing. Always a layer more than before: where nothing changed the engine makes none, and
 * BuildKit an empty one.
 */
export async function commitGood(
  shop: Shop,
  attempt: Attempt,
  step: Place,
  stage: StageState,
  container: string,
  key: string,
): Promise<Image> {
  const tag = goodName(shop, attempt, step, stage, key);
  return indexed(shop, stage, await grown(shop, stage, tag, await shop.engine.commit(container, tag)), key);
}

/** A tar without entries: BuildKit makes a layer of it where a step changed nothing, the engine's commit makes none. */
export const emptyLayer: LayerTar = { size: 1024, pieces: [Buffer.alloc(1024)] };

/** `image`, committed to `tag`, with an empty layer more where the step made none. */
export async function grown(shop: Shop, stage: StageState, tag: string, image: Image): Promise<Image> {
  if (image.diffIds.length > stage.layers) return image;
  if (!isHold(tag)) {
    await shop.engine.untag(tag);
    return loadLayer(shop, stage, emptyLayer, tag, image.created);
  }
  void shop.holds.drop(tag);
  return loadLayer(shop, stage, emptyLayer, shop.holds.name(), image.created);
}

/** `layer` on top of the stage's, as an image called `tag`. */
export function loadLayer(
  shop: Shop,
  { image: source, os, architecture, variant }: StageState,
  layer: LayerTar,
  tag: string,
  created = new Date().toISOString(),
): Promise<Image> {
  return shop.engine.rewrite({ source, config: {}, history: [], created, author: "", os, architecture, variant, layer }, [tag]);
}

/** Labels that mark an image as the unfinished state of a step. */
export function partialLabels(
  step: Step,
  total: number,
  what: string,
  exitCode: number | undefined,
): Readonly<Record<string, string>> {
  return {
    "dbuild.partial": what,
    "dbuild.step": `${step.index + 1}/${total}`,
    "dbuild.line": String(step.instruction.span.line),
    ...(exitCode !== undefined && { "dbuild.exit-code": String(exitCode) }),
  };
}
