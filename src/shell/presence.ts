/** Is there a shell in the layer? Asked before a terminal is opened, so that the answer can be a sentence. */
import type { Engine } from "../engine/engine.ts";
import { shellProgram } from "./command.ts";

/** What a container searches when its environment names no PATH. */
const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** As many links as the kernel follows. */
const MAX_LINKS = 40;

/**
 * The path of the program that `shell` (as in SHELL) starts, in the container's root; links are followed. Undefined: it is
 * not there, or cannot be run. `path`: the PATH of the container, for a bare name.
 */
export async function findShell(
  engine: Pick<Engine, "stat">,
  container: string,
  shell: readonly string[],
  path = DEFAULT_PATH,
): Promise<string | undefined> {
  let found: string | undefined;
  for (const word of shellProgram(shell)) {
    found = await findProgram(engine, container, word, path);
    // busybox brings the shell it is told to be.
    if (found === undefined || found.endsWith("/busybox")) return found;
  }
  return found;
}

async function findProgram(
  engine: Pick<Engine, "stat">,
  container: string,
  word: string,
  path: string,
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
