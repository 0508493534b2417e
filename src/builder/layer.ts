/**
 * The life of a step that makes a layer: look for it, else container -> work -> commit -> tag; and the same for a failing one.
 * One container a step, removed off the critical path.
 */
import { createHash } from "node:crypto";
import { type Image, type LayerTar, ownHistory } from "../engine/engine.ts";
import type { NotAsked, Sources } from "./inputs/step-inputs.ts";
import { cacheTag, containerName, failedTag, handTag, isHold } from "./names.ts";
import { StepProblem } from "./problem.ts";
import type { StageState } from "./state.ts";
import type { Attempt, BuildContext, CommittedLayer, StepContext } from "./step-context.ts";
import type { Step } from "./steps.ts";

/** Digest of a step's inputs chained to those before it. The leading number changes when the meaning of a key does. */
export const chainKey = (parent: string, ...parts: readonly unknown[]): string =>
  createHash("sha256")
    .update(JSON.stringify([2, parent, ...parts]))
    .digest("hex");

/** Why findLayer() does not ask; undefined: it does. */
function whyNotAsked(ctx: StepContext, stage: StageState): NotAsked | undefined {
  if (stage.byHand.length > 0) return "by-hand";
  if (!ctx.useCache) return "again";
  if (ctx.noCache) return "no-cache";
  return stage.fresh ? "no-cache-filter" : undefined;
}

/** Tells who wants to know what the step is made of, and what came of looking for its layer. */
export function tellInputs(
  ctx: StepContext,
  stage: StageState,
  { sources, key, known }: { readonly sources: Sources; readonly key: string; readonly known: Image | undefined },
): void {
  ctx.hearInputs?.(ctx.step, { ...sources, key, lookup: known ? "found" : (whyNotAsked(ctx, stage) ?? "missing") });
}

/**
 * The layer of an earlier run with the same inputs. Never asked for on top of anything a person made, nor in a stage that
 * --no-cache-filter names or on top of one. Every layer of ours is one more than there were; what is not (an older dbuild's, half
 * made) does not count.
 */
export async function findLayer(ctx: StepContext, stage: StageState, key: string): Promise<Image | undefined> {
  if (whyNotAsked(ctx, stage) !== undefined) return undefined;
  const tag = cacheTag(key);
  await ctx.holds.indexed(tag);
  const image = await (ctx.lookUps ?? ctx.engine).image(tag);
  if (image === undefined || image.diffIds.length <= stage.layers) return undefined;
  ctx.holds.found(stage.index, image);
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

/** A name of the image for a person: one of his own before one of ours. */
export async function tagOf({ engine, holds }: BuildContext, image: string): Promise<string | undefined> {
  await holds.indexed();
  const tags = ((await engine.image(image).catch(() => undefined))?.tags ?? []).filter((tag) => !isHold(tag));
  return tags.find((tag) => !tag.startsWith("dbuild-")) ?? tags[0];
}

/** What a failed step left. Throws StepProblem where somebody removed it. */
export async function keptLayer({ engine }: BuildContext, image: string): Promise<Image> {
  const found = await engine.image(image);
  if (found) return found;
  throw new StepProblem(`the kept layer ${image.slice(0, 19)} is gone from the engine`, "run the step again with r");
}

/** What containers and tags of an attempt are named by. */
type Named = Pick<StepContext, "session" | "run" | "part" | "step">;
const lineOf = ({ step }: Named): number => step.instruction.span.line;

/** Name of a container for this attempt. */
export const attemptContainer = (ctx: Named, role: string): string =>
  containerName(ctx.session, lineOf(ctx), attemptName(ctx), role);

const attemptName = ({ run, part }: Named): string => (part === undefined ? String(run) : `${run}.${part}`);

/**
 * Makes a container for `work` and removes it afterwards, whatever comes of it, without waiting for the removal. `left`: the layer that
 * was made of it, where one was.
 */
export async function withContainer<T>(
  ctx: BuildContext & Pick<Attempt, "beforeRemoval">,
  spec: Parameters<BuildContext["engine"]["create"]>[0],
  work: (container: string) => Promise<T>,
  left: (result: T) => CommittedLayer | undefined = () => undefined,
): Promise<T> {
  const container = await ctx.engine.create(spec);
  let layer: CommittedLayer | undefined;
  try {
    const result = await work(container);
    layer = left(result);
    return result;
  } finally {
    ctx.background(removeAfterLook(ctx, container, layer));
  }
}

/** Removes a container, after who wants to look into it has. */
export async function removeAfterLook(
  { engine, beforeRemoval }: Pick<BuildContext, "engine"> & Pick<Attempt, "beforeRemoval">,
  container: string,
  layer: CommittedLayer | undefined,
): Promise<void> {
  if (layer !== undefined && beforeRemoval !== undefined) await beforeRemoval(container, layer);
  await engine.remove(container);
}

export const failedName = (ctx: Named): string => failedTag(ctx.session, lineOf(ctx), attemptName(ctx));

/** The tag to make a good layer under: a hold, or one that stays where it stands on what a person made. */
export function goodName(ctx: StepContext, stage: StageState, key?: string): string {
  if (stage.byHand.length > 0) return handTag(ctx.session, lineOf(ctx), attemptName(ctx));
  return ctx.holds.name(key);
}

/** A good layer on good layers is for later builds to find. */
export function indexed(ctx: BuildContext, stage: StageState, image: Image, key: string): Image {
  if (stage.byHand.length === 0) ctx.holds.index(image, cacheTag(key));
  return image;
}

/**
 * Commits a good step that ran nothing. Always a layer more than before: where nothing changed the engine makes none, and
 * BuildKit an empty one.
 */
export async function commitGood(ctx: StepContext, stage: StageState, container: string, key: string): Promise<Image> {
  const tag = goodName(ctx, stage, key);
  return indexed(ctx, stage, await grown(ctx, stage, tag, await ctx.engine.commit(container, tag)), key);
}

/** A tar without entries: BuildKit makes a layer of it where a step changed nothing, the engine's commit makes none. */
export const emptyLayer: LayerTar = { size: 1024, pieces: [Buffer.alloc(1024)] };

/** `image`, committed to `tag`, with an empty layer more where the step made none. */
export async function grown(ctx: BuildContext, stage: StageState, tag: string, image: Image): Promise<Image> {
  if (image.diffIds.length > stage.layers) return image;
  if (!isHold(tag)) {
    await ctx.engine.untag(tag);
    return loadLayer(ctx, stage, emptyLayer, { tag, created: image.created });
  }
  void ctx.holds.drop(tag);
  return loadLayer(ctx, stage, emptyLayer, { tag: ctx.holds.name(), created: image.created });
}

/** `layer` on top of the stage's, as an image called `tag`. */
export function loadLayer(
  ctx: BuildContext,
  { image: source, os, architecture, variant }: StageState,
  layer: LayerTar,
  { tag, created = new Date().toISOString() }: { readonly tag: string; readonly created?: string },
): Promise<Image> {
  const history = ownHistory;
  return ctx.engine.rewrite({ source, config: {}, history, created, author: "", os, architecture, variant, layer }, [tag]);
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
