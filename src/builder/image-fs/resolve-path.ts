/** Links inside a root resolved, and what would have to be made on the way to a path. */
import { posix } from "node:path";
import type { PathStat } from "../../engine/engine.ts";
import { EngineRefusedError, UserError } from "../../errors.ts";

/** What is at a path; the last part is not followed. */
type StatAt = (path: string) => Promise<PathStat | undefined>;

/** A path of the container without links, and what is there (never a symlink). */
export type Resolved = {
  readonly path: string;
  readonly stat: PathStat | undefined;
  /** The directories to make so that `path` exists as one, outermost first, itself last; empty when something is there. */
  readonly missing: readonly string[];
  /** What is there, or on the way there, and is no directory. */
  readonly obstacle?: string;
};

/**
 * Follows links in every part of `path`, the last one too, within the root. What does not exist keeps the name
 * under which it would be made. One call of the engine for what is there, one more for each part that is not.
 */
export async function resolvePath(statAt: StatAt, path: string): Promise<Resolved> {
  let at = path;
  for (let links = 0; links < 255; links++) {
    if (at === "/") return { path: at, stat: rootStat, missing: [] };
    const stat = await statBelowFiles(statAt, at);
    if (stat === undefined) {
      const parent = await resolvePath(statAt, posix.dirname(at));
      const real = posix.join(parent.path, posix.basename(at));
      return { ...parent, path: real, stat: undefined, missing: [...parent.missing, real] };
    }
    if (stat.type === "directory") return { path: at, stat, missing: [] };
    if (stat.type !== "symlink") return { path: at, stat, missing: [], obstacle: at };
    at = stat.linkTarget;
  }
  throw new UserError({ message: `${path}: too many links` });
}

/** `path` where nothing is there, so every directory on the way is made. */
export function emptyRoot(path: string): Resolved {
  if (path === "/") return { path, stat: rootStat, missing: [] };
  const parts = path.slice(1).split("/");
  return { path, stat: undefined, missing: parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`) };
}

/** The directories to make so that `resolved` is a directory. Throws UserError when something else is in the way. */
export function directoriesToMake({ missing, obstacle }: Resolved): readonly string[] {
  if (obstacle !== undefined) throw new UserError({ message: `mkdir ${obstacle}: not a directory` });
  return missing;
}

export const rootStat: PathStat = { name: "/", type: "directory", mode: 0o755, size: 0, mtime: 0, linkTarget: "" };

/** The engine fails without a word (500) on a path that leads through a file. */
async function statBelowFiles(statAt: StatAt, path: string): Promise<PathStat | undefined> {
  try {
    return await statAt(path);
  } catch (error) {
    if (!(error instanceof EngineRefusedError) || error.status !== 500) throw error;
    const parent = await resolvePath(statAt, posix.dirname(path));
    if (parent.stat?.type === "directory") throw error;
    return undefined;
  }
}
