/** The end of a build: the config that was kept in the session becomes the image's, over the layers that were committed. */
import type { Engine, Image, ImageConfig } from "../engine/engine.ts";
import { chainKey } from "./layer.ts";
import { imageTag } from "./names.ts";
import type { Shop } from "./shop.ts";
import type { StageState } from "./state.ts";

/** Marks the image when a person's hand was in it; a clean image carries no trace of dbuild. */
export function finalConfig(stage: StageState): ImageConfig {
  if (stage.byHand.length === 0) return stage.config;
  return { ...stage.config, Labels: { ...stage.config.Labels, "dbuild.by-hand": stage.byHand.join("; ") } };
}

/** Writes (or finds) the image of a finished stage and tags it. Throws EngineRefusedError, EngineLostError. */
export async function finishImage(shop: Shop, stage: StageState, tags: readonly string[]): Promise<Image> {
  const config = finalConfig(stage);
  const { author, os, architecture, variant, created, history } = stage;
  const tag = imageTag(chainKey(stage.image ?? "", config, history, author, os, architecture, variant));
  // The name says everything that is in it, so what is there already is the same image, by hand or not.
  const known = await shop.engine.image(tag);
  if (!known) {
    return shop.engine.rewrite({ source: stage.image, config, history, created, author, os, architecture, variant }, [
      tag,
      ...tags,
    ]);
  }
  for (const ref of tags) await shop.engine.tag(known.id, ref);
  return known;
}

/** The image `dbuild build -i` leaves of a failed step: the stage's config over the failed layer, marked partial. */
export async function partialImage(
  engine: Engine,
  stage: StageState,
  layer: string,
  labels: Readonly<Record<string, string>>,
  tags: readonly string[],
  fallbackTag: string,
): Promise<Image> {
  const image = await engine.image(layer);
  const config = { ...finalConfig(stage), Labels: { ...finalConfig(stage).Labels, ...labels } };
  const { author, os, architecture, variant, history } = stage;
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
    [fallbackTag, ...tags],
  );
}
