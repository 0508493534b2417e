/** Is there a program in the layer? Asked before a shell is started, so that the answer can be a sentence. */
import type { PathStat } from "../../engine/engine.ts";
import { defaultPath } from "../default-path.ts";
import type { Files } from "./container-files.ts";

/** Places looked at beside each other. */
const atOnce = 8;

/**
 * Where `word` is in the container's root: itself when it is a path, else its place in `path` (the PATH of the container).
 * Undefined: it is not there, or cannot be run. Links are followed. Throws EngineLostError, EngineRefusedError.
 */
export async function findProgram(
  files: Pick<Files, "follow">,
  word: string,
  path: string = defaultPath,
): Promise<string | undefined> {
  const places = word.includes("/") ? [word] : path.split(":").map((folder) => `${folder}/${word}`);
  const full = places.map((place) => (place.startsWith("/") ? place : `/${place}`));
  // beside each other, for a person waits; a PATH can have any length
  for (let from = 0; from < full.length; from += atOnce) {
    const some = full.slice(from, from + atOnce);
    const looks = await Promise.all(some.map(files.follow));
    const found = some.find((_, at) => isProgram(looks[at]?.stat));
    if (found !== undefined) return found;
  }
  return undefined;
}

const isProgram = (stat: PathStat | undefined): boolean => stat?.type === "file" && (stat.mode & 0o111) !== 0;
