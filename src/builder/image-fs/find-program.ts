/** Is there a program in the layer? Asked before a shell is started, so that the answer can be a sentence. */
import { defaultPath } from "../default-path.ts";
import type { Files } from "./container-files.ts";

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
  for (const place of places) {
    const full = place.startsWith("/") ? place : `/${place}`;
    const { stat } = await files.follow(full);
    if (stat?.type === "file" && (stat.mode & 0o111) !== 0) return full;
  }
  return undefined;
}
