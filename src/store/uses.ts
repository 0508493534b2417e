/**
 * When a build of this machine last used an image of the engine: an empty file for each id, its time is the use. The engine knows
 * only when an image was made or named, and a build that finds every layer does neither. So the default policy (README, "What dbuild
 * keeps") asks both. Files, for two builds can touch them at the same time without a lock.
 */
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { stateFolder } from "./state-folder.ts";

export const usesFolder = (env: NodeJS.ProcessEnv): string => path.join(stateFolder(env), "uses");

/** Its time is when the first use was written down. */
const since = "since";

/** Now. What cannot be written costs only this. */
export function markUsed(env: NodeJS.ProcessEnv, images: Iterable<string>): void {
  const folder = usesFolder(env);
  try {
    makeFolder(folder);
    if (!fs.existsSync(path.join(folder, since))) fs.writeFileSync(path.join(folder, since), "", { mode: 0o600 });
    for (const image of new Set(images)) {
      const name = nameOf(image);
      if (name !== undefined) fs.closeSync(fs.openSync(path.join(folder, name), "w", 0o600));
    }
  } catch {
    // No room for it; the policy takes it for unused since it was made.
  }
}

/** By image id, in seconds since the epoch. */
export function usesKnown(env: NodeJS.ProcessEnv): ReadonlyMap<string, number> {
  const folder = usesFolder(env);
  try {
    const names = fs.readdirSync(folder).filter((name) => digits.test(name));
    return new Map(names.map((name) => [`sha256:${name}`, fs.statSync(path.join(folder, name)).mtimeMs / 1000]));
  } catch {
    return new Map();
  }
}

/** From when on uses are known, in seconds since the epoch; infinite: none is. */
export const usesSince = (env: NodeJS.ProcessEnv): number =>
  (fs.statSync(path.join(usesFolder(env), since), { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) / 1000;

/** They are not there any more. */
export function forgetUses(env: NodeJS.ProcessEnv, images: Iterable<string>): void {
  for (const image of images) {
    const name = nameOf(image);
    if (name !== undefined) fs.rmSync(path.join(usesFolder(env), name), { force: true });
  }
}

const digits = /^[0-9a-f]{64}$/;
const nameOf = (image: string): string | undefined => {
  const name = image.slice("sha256:".length);
  return image.startsWith("sha256:") && digits.test(name) ? name : undefined;
};
