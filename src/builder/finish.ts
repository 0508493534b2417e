/** The end of a build: the config that was kept in the session becomes the image's, over the layers that were committed. */
import type { Engine, Image, ImageConfig } from "../engine/engine.ts";
import { EngineRefusedError } from "../errors.ts";
import { createdOf, finalHistory } from "./final-history.ts";
import { chainKey } from "./layer.ts";
import { imageTag } from "./names.ts";
import { normalized, type Platform } from "./platform.ts";
import type { StageState } from "./state.ts";
import type { BuildContext } from "./step-context.ts";

/**
 * The config with --label laid over it (it leaves no line in the history). Marks the image when a person's hand was in it; a
 * clean image carries no trace of dbuild.
 */
export function finalConfig(stage: StageState, labels: Readonly<Record<string, string>> = {}): ImageConfig {
  const mark = stage.byHand.length === 0 ? {} : { "dbuild.by-hand": stage.byHand.join("; ") };
  const Labels = { ...stage.config.Labels, ...labels, ...mark };
  return Object.keys(Labels).length === 0 ? stage.config : { ...stage.config, Labels };
}

/** The platform the image says it is for: --platform's where it was given, else that of what it stands on, normalized. */
function finalPlatform(ctx: BuildContext, stage: StageState): Required<Platform> & { readonly osVersion?: string } {
  const wanted = ctx.request.platform && normalized(ctx.request.platform);
  const same = wanted === undefined || (wanted.os === stage.os && wanted.architecture === stage.architecture);
  const variant = wanted?.variant ?? (same ? stage.variant : "");
  const platform = normalized({ os: stage.os, architecture: stage.architecture, ...wanted, variant });
  return { variant: "", ...platform, ...(same && stage.osVersion && { osVersion: stage.osVersion }) };
}

/** Writes (or finds) the image of a finished stage and tags it. Throws EngineRefusedError, EngineLostError. */
export async function finishImage(ctx: BuildContext, stage: StageState, tags: readonly string[]): Promise<Image> {
  const config = finalConfig(stage, ctx.request.labels);
  const { author } = stage;
  const platform = finalPlatform(ctx, stage);
  const history = finalHistory(stage);
  const created = createdOf(history, stage.created);
  const tag = imageTag(chainKey(stage.image ?? "", config, history, author, platform));
  // The name says everything that is in it, so what is there already is the same image, by hand or not.
  const known = await ctx.engine.image(tag);
  if (known && (await tagged(ctx, known, tags))) return known;
  const names = [ctx.holds.name(), tag, ...tags];
  return ctx.engine.rewrite({ source: stage.image, config, history, created, author, ...platform }, names);
}

/** False: somebody removed the image meanwhile. */
async function tagged({ engine }: BuildContext, { id }: Image, tags: readonly string[]): Promise<boolean> {
  try {
    for (const ref of tags) await engine.tag(id, ref);
    return true;
  } catch (error) {
    if (error instanceof EngineRefusedError && (await engine.image(id)) === undefined) return false;
    throw error;
  }
}

/** The image `dbuild build -i` leaves of a failed step: the stage's config over the failed layer, marked partial. */
export async function partialImage(
  engine: Engine,
  stage: StageState,
  {
    layer,
    labels,
    tags,
  }: { readonly layer: string; readonly labels: Readonly<Record<string, string>>; readonly tags: readonly string[] },
): Promise<Image> {
  const image = await engine.image(layer);
  const config = { ...finalConfig(stage), Labels: { ...finalConfig(stage).Labels, ...labels } };
  const { author, os, architecture, variant } = stage;
  const history = finalHistory(stage);
  const grown = (image?.diffIds.length ?? stage.layers) > stage.layers;
  const created = image?.created ?? stage.created;
  const line = { created, created_by: labels["dbuild.partial"] ?? "partial", comment: "dbuild: a failed step, as far as it got" };
  return engine.rewrite(
    {
      source: layer,
      config,
      history: [...history, { ...line, ...(!grown && { empty_layer: true }) }],
      created,
      author,
      os,
      architecture,
      variant,
    },
    tags,
  );
}
