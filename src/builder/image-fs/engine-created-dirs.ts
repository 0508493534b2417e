/**
 * What a created container has although its image has not: folders of the root that the engine makes for its own files there, and
 * a link /etc/mtab. To a copy and to WORKDIR they are missing, so what they make on the way are these folders, too: with their
 * owner and mode.
 */
import { posix } from "node:path";
import type { Engine } from "../../engine/engine.ts";
import { type Files, filesOf } from "./container-files.ts";
import type { ImageView } from "./image-view.ts";
import { emptyRoot, type Resolved } from "./resolve-path.ts";
import { lackingIn } from "./runtime-dirs.ts";

const mountedByEngine = /^\/(dev|etc|proc|sys)(?=\/|$)/;
const table = "/etc/mtab";

/** `path` as Files.resolve() sees it, but for what only the container has. `view`: of its image. */
export async function resolveInImage(engine: Engine, container: string, path: string, view: ImageView): Promise<Resolved> {
  const files = filesOf(engine, container);
  const resolved = (await resolveTable(files, path, view)) ?? (await files.resolve(path));
  const [top] = mountedByEngine.exec(resolved.path) ?? [];
  if (top === undefined) return resolved;
  const there = (await view.hasFolder(top)) ?? !(await lackingIn(engine, container)).includes(top);
  return there ? resolved : emptyRoot(resolved.path);
}

/**
 * Is the path perhaps that of the engine's link, which would be followed to the kernel's table, or of a folder that may stay empty?
 * Of /etc that is not asked: images have it.
 */
export const mayBeMade = (path: string): boolean => isTable(path) || /^\/(dev|proc|sys)$/.test(path);

const isTable = (path: string): boolean => posix.basename(path) === posix.basename(table);

async function resolveTable(files: Files, path: string, view: ImageView): Promise<Resolved | undefined> {
  if (!isTable(path)) return undefined;
  const parent = await files.resolve(posix.dirname(path));
  if (posix.join(parent.path, posix.basename(path)) !== table) return undefined;
  if ((await files.stat(table))?.linkTarget !== "/proc/mounts") return undefined;
  const mounted = await view.openImage();
  const own = mounted && (await mounted.files.stat(table));
  if (own?.type === "symlink") return undefined;
  // a file of the image's cannot be seen in the container
  return own ? { path: table, stat: own, missing: [], obstacle: table } : { path: table, stat: undefined, missing: [table] };
}
