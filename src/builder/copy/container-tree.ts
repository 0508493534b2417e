/** The files of a container as a tree: through its archive API, and past what the engine put over the image's own files. */
import { posix } from "node:path";
import { readTar } from "../../context/tar-read.ts";
import type { Entry, Item } from "../../context/tree.ts";
import type { Engine } from "../../engine/engine.ts";
import { type Resolved, resolvePath, rootStat } from "./destination.ts";
import { type Genuine, isStandIn, mayBeHidden, mountPoint, soundsHidden } from "./genuine.ts";

export type ContainerTree = {
  readonly engine: Engine;
  readonly container: string;
  readonly genuine: Genuine;
  /** Folders of the root that, where nothing is in them, are the engine's, unless `genuine` shows the image itself. */
  readonly madeFolders: () => Promise<readonly string[]>;
  /** The stage has no layer yet: all that its container shows is the engine's. */
  readonly empty: boolean;
};

/** As resolvePath, for what the image has: a stand-in of the engine's counts as missing. */
export async function resolveGenuine(tree: ContainerTree, asked: string): Promise<Resolved> {
  const { engine, container, genuine } = tree;
  if (tree.empty) return nothing(asked);
  const path = soundsHidden(asked) ? await withoutLinksOnTheWay(tree, asked) : asked;
  // The engine's /etc/mtab is a link, and would be followed.
  const direct = mayBeHidden(path) && path !== "/" ? await genuine() : undefined;
  const found: Resolved = direct ? { path, stat: undefined, missing: [] } : await resolvePath(engine, container, path);
  if (!mayBeHidden(found.path) || found.path === "/") return found;
  const other = direct ?? (await genuine());
  if (other === undefined) {
    const { stat } = found;
    return stat && isStandIn(found.path, stat, undefined) ? { ...found, stat: undefined } : found;
  }
  const stat = await engine.stat(other.id, mountPoint + found.path);
  // the engine does not tell links as they are written
  if (stat && isStandIn(found.path, { type: stat.type, size: stat.size, mode: stat.mode }, other))
    return { path: found.path, stat: undefined, missing: [] };
  if (stat?.type !== "symlink") return { path: found.path, stat, missing: [] };
  const inImage = stat.linkTarget.startsWith(`${mountPoint}/`) ? stat.linkTarget.slice(mountPoint.length) : stat.linkTarget;
  return inImage === found.path ? { ...found, stat: undefined } : resolveGenuine(tree, inImage);
}

function nothing(asked: string): Resolved {
  const path = posix.resolve("/", asked);
  return path === "/" ? { path, stat: rootStat, missing: [] } : { path, stat: undefined, missing: [path] };
}

/** The engine follows links on the way without a word: here their targets are written out. */
async function withoutLinksOnTheWay({ engine, container }: ContainerTree, path: string): Promise<string> {
  const parts = path.slice(1).split("/");
  let at = "/";
  for (const part of parts.slice(0, -1)) at = (await resolvePath(engine, container, posix.join(at, part))).path;
  return posix.join(at, parts.at(-1) ?? "");
}

/** `path` (without links) itself and what is below it, as the image has it. */
export async function* itemsBelow(tree: ContainerTree, path: string): AsyncGenerator<Item> {
  const { engine, container, genuine } = tree;
  if (tree.empty) {
    if (path === "/") yield { entry: emptyRoot() };
    return;
  }
  const other = mayBeHidden(path) ? await genuine() : undefined;
  const asked = other === undefined ? path : posix.join(mountPoint, path);
  const base = posix.basename(asked);
  const made = path === "/" && (other?.standIns ?? true) ? await tree.madeFolders() : [];
  let held: Entry | undefined;
  for await (const { entry, read } of readTar(await engine.read(other?.id ?? container, asked))) {
    const relative = stripBase(entry.path, base);
    const whole = posix.join(path, relative);
    if (isStandIn(whole, entry, other)) continue;
    if (entry.type === "directory" && made.includes(whole)) {
      held = { ...entry, path: relative };
      continue;
    }
    // Something is in it.
    if (held && relative.startsWith(`${held.path}/`)) yield { entry: held };
    held = undefined;
    const moved: Entry = {
      ...entry,
      path: relative,
      ...(entry.type === "hardlink" ? { linkTarget: stripBase(entry.linkTarget ?? "", base) } : {}),
    };
    yield entry.type === "file" ? { entry: moved, read } : { entry: moved };
  }
}

function emptyRoot(): Entry {
  return { path: "", type: "directory", mode: 0o755, uid: 0, gid: 0, size: 0, mtime: Math.floor(Date.now() / 1000) };
}

/** The file at `path` alone, as `name`: a further name of a file that came before is a file of its own when asked for alone. */
export async function* firstFile({ engine, container }: ContainerTree, path: string, name: string): AsyncGenerator<Item> {
  for await (const { entry, read } of readTar(await engine.read(container, path))) {
    yield { entry: { ...entry, path: name }, read };
  }
}

/** Member names begin with the base name of what was asked for; the root has none. */
function stripBase(name: string, base: string): string {
  if (base === "" || name === base) return base === "" ? name : "";
  return name.startsWith(`${base}/`) ? name.slice(base.length + 1) : name;
}
