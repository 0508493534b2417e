/**
 * What a container has otherwise than its image, before there is a layer of it: by the engine's own list (GET /containers/{id}/changes),
 * which tells no sizes, and a look at each path (HEAD archive). Neither waits for a commit that is going on.
 */
import { filesOf } from "../builder/image-fs/container-files.ts";
import { shownByEngine } from "../builder/image-fs/image-mount.ts";
import type { Engine, FileChange } from "../engine/engine.ts";
import { EngineRefusedError, UserError } from "../errors.ts";
import type { Change, Changes } from "./found.ts";

/** Paths that are looked at; of more only the names are told. */
export const mostLookedAt = 500;
/** Looks at a time. */
const together = 8;

/** `container` need not run; `signal` ends the looks. Throws UserError (it is gone), EngineLostError. */
export async function changesIn(engine: Engine, container: string, signal: AbortSignal): Promise<Changes> {
  const own = ownOnly(await listOf(engine, container));
  return { list: await lookedAt(engine, container, own, signal) };
}

/** Those changes with what is found of each in the container, but for what is gone. Throws EngineLostError. */
export async function lookedAt(
  engine: Engine,
  container: string,
  changes: readonly FileChange[],
  signal: AbortSignal,
): Promise<readonly Change[]> {
  const list = changes.map(byName);
  const { stat } = filesOf(engine, container);
  const there = changes.flatMap(({ kind }, at) => (kind === "deleted" ? [] : [at])).slice(0, mostLookedAt);
  const look = async (): Promise<void> => {
    for (let at = there.shift(); at !== undefined && !signal.aborted; at = there.shift()) {
      const { path, kind } = changes[at] as FileChange;
      const found = await stat(path);
      if (found !== undefined) list[at] = { path, kind, type: found.type, size: found.size, mtime: Math.floor(found.mtime) };
    }
  };
  await Promise.all(Array.from({ length: together }, look));
  return list;
}

async function listOf(engine: Engine, container: string): Promise<readonly FileChange[]> {
  try {
    return await engine.changes(container);
  } catch (error) {
    if (!(error instanceof EngineRefusedError && error.status === 404)) throw error;
    throw new UserError("its container is gone by now; look again");
  }
}

/** By path, without what the engine puts there (`stubs`, too), and without folders that are listed for what is in them. */
export function ownOnly(changes: readonly FileChange[], stubs: readonly string[] = []): readonly FileChange[] {
  const own = changes.filter(({ path }) => !shownByEngine(path)).toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const parents = new Set(own.map(({ path }) => path.slice(0, path.lastIndexOf("/"))));
  return own.filter(({ path, kind }) => !stubs.includes(path) && (kind !== "modified" || !parents.has(path)));
}

/** What a row has no size for. */
export const byName = ({ path, kind }: FileChange): Change => ({ path, kind, type: "other", size: 0, mtime: 0 });
