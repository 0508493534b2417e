/**
 * Folders of the root that a created container has although its image has none: the engine makes them for its own files there.
 * To a copy and to WORKDIR they are missing, so what they make on the way are these folders, too: with their owner and mode.
 */
import type { Engine } from "../../engine/engine.ts";
import { emptyRoot, type Resolved, resolvePath } from "./destination.ts";
import { type Genuine, mountPoint } from "./genuine.ts";

const lendable = /^\/(dev|etc|proc|sys)(?=\/|$)/;

/** `path` as resolvePath() sees it, but for what is below a folder that only the container has. `image`: that of the container. */
export async function resolveInImage(
  engine: Engine,
  container: string,
  path: string,
  image: string | undefined,
  genuine: Genuine,
): Promise<Resolved> {
  const resolved = await resolvePath(engine, container, path);
  const [top] = lendable.exec(resolved.path) ?? [];
  if (top === undefined) return resolved;
  if (image === undefined) return emptyRoot(resolved.path);
  const mounted = await genuine();
  if (mounted === undefined || (await engine.stat(mounted.id, `${mountPoint}${top}`)) !== undefined) return resolved;
  return emptyRoot(resolved.path);
}
