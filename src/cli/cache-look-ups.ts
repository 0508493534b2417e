/** Look-ups in the cache for one session, with what the build of its Dockerfile before it looked for. */
import path from "node:path";
import { type ImageLookUps, imageLookUps } from "../builder/image-look-ups.ts";
import { cacheTag, readTag } from "../builder/names.ts";
import type { Engine } from "../engine/engine.ts";
import { cacheKeys } from "../store/cache-keys.ts";

export type CacheLookUps = {
  readonly lookUps: ImageLookUps;
  /** What was looked for is the next build's hint. */
  readonly remember: () => void;
};

/** `dockerfile`: undefined for one that is no file of the user's, which no later build will have. */
export function cacheLookUps(
  env: NodeJS.ProcessEnv,
  engine: Pick<Engine, "image">,
  of: { readonly dockerfile: string | undefined; readonly engine: string },
): CacheLookUps {
  const keys = of.dockerfile === undefined ? undefined : cacheKeys(env, path.resolve(of.dockerfile), of.engine);
  const lookUps = imageLookUps(engine, keys?.before.map(cacheTag));
  const inCache = (name: string): readonly string[] => {
    const tag = readTag(name);
    return tag?.kind === "cache" ? [tag.rest] : [];
  };
  return { lookUps, remember: () => keys?.write(lookUps.asked().flatMap(inCache)) };
}
