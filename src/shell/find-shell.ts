/** Is there a program in the layer? Asked before a terminal is opened, so that the answer can be a sentence. */
import type { Engine } from "../engine/engine.ts";

/** What a container searches when its environment names no PATH. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** As many links as the kernel follows. */
const MAX_LINKS = 40;

/**
 * Where `word` is in the container's root: itself when it is a path, else its place in `path` (the PATH of the container).
 * Undefined: it is not there, or cannot be run. Links are followed. Throws EngineLostError, EngineRefusedError.
 */
export async function findProgram(
  engine: Pick<Engine, "stat">,
  container: string,
  word: string,
  path = DEFAULT_PATH,
): Promise<string | undefined> {
  const places = word.includes("/") ? [word] : path.split(":").map((folder) => `${folder}/${word}`);
  for (const place of places) {
    const full = place.startsWith("/") ? place : `/${place}`;
    if (await isProgram(engine, container, full)) return full;
  }
  return undefined;
}

async function isProgram(engine: Pick<Engine, "stat">, container: string, path: string): Promise<boolean> {
  let at = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const stat = await engine.stat(container, at);
    if (stat === undefined) return false;
    if (stat.type !== "symlink") return stat.type === "file" && (stat.mode & 0o111) !== 0;
    at = stat.linkTarget;
  }
  return false;
}
