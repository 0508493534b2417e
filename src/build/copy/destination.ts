/** Where a copy goes: the destination word, links inside the image resolved, and what has to be made on the way. */
import { posix } from "node:path";
import type { Engine, PathStat } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";

/** A path of the container without links, and what is there (never a symlink). */
export type Resolved = { readonly path: string; readonly stat: PathStat | undefined };

/** A destination as COPY and ADD read it. */
export type Destination = {
  /** Absolute and clean, without a trailing slash (but for `/` itself). */
  readonly path: string;
  /** A trailing `/` or `/.` (or nothing but the working directory): it is a directory, made if missing. */
  readonly directory: boolean;
};

/** `word` joined to `workdir` (absolute). Empty, `.` and `./` mean the working directory. */
export function parseDestination(word: string, workdir: string): Destination {
  const joined = posix.join("/", word.startsWith("/") ? word : `${workdir}/${word}`);
  const path = joined.length > 1 && joined.endsWith("/") ? joined.slice(0, -1) : joined;
  return { path, directory: path === "/" || word === "" || /(^|\/)\.?$/.test(word) };
}

/**
 * Follows links in every part of `path`, the last one too, within the container's root. What does not exist keeps the name
 * under which it would be made. One to three calls of the engine in the common cases.
 */
export async function resolvePath(engine: Engine, container: string, path: string): Promise<Resolved> {
  if (path === "/") return { path, stat: directoryStat };
  let at = path;
  for (let links = 0; links < 255; links++) {
    const stat = await engine.stat(container, at);
    if (stat?.type === "symlink") {
      at = stat.linkTarget;
      if (at === "/") return { path: at, stat: directoryStat };
    } else if (stat) return { path: at, stat };
    else {
      const parent = await resolvePath(engine, container, posix.dirname(at));
      return { path: posix.join(parent.path, posix.basename(at)), stat: undefined };
    }
  }
  throw new UserError({ message: `${path}: too many links` });
}

const directoryStat: PathStat = { name: "/", type: "directory", mode: 0o755, size: 0, mtime: 0, linkTarget: "" };

/**
 * The directories to make so that `path` (resolved) exists, outermost first; none if it exists.
 * Throws UserError when a part of it is not a directory.
 */
export async function missingDirectories(engine: Engine, container: string, target: Resolved): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let { path, stat } = target; ; path = posix.dirname(path), stat = await statDirectory(engine, container, path)) {
    if (stat) {
      if (stat.type !== "directory") throw new UserError({ message: `mkdir ${path}: not a directory` });
      return missing;
    }
    missing.unshift(path);
  }
}

async function statDirectory(engine: Engine, container: string, path: string): Promise<PathStat | undefined> {
  return path === "/" ? directoryStat : engine.stat(container, path);
}
