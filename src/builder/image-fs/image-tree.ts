/** The files of an image as a tree, seen in a container made from it, past what the engine put over the image's own files. */
import { posix } from "node:path";
import type { Entry, Item } from "../../context/entries.ts";
import type { Files } from "./container-files.ts";
import { isEngineFile, mayBeHidden, type OpenImage, soundsHidden } from "./image-mount.ts";
import { type Resolved, rootStat } from "./resolve-path.ts";

export type ImageTree = {
  /** Of the container. */
  readonly files: Files;
  readonly openImage: OpenImage;
  /** Folders of the root that, where nothing is in them, are the engine's, unless `openImage` shows the image itself. */
  readonly madeFolders: () => Promise<readonly string[]>;
  /** The stage has no layer yet: all that its container shows is the engine's. */
  readonly empty: boolean;
  /** What the container was made from, where somebody wants to know it. */
  readonly image?: string | undefined;
};

/** As Files.resolve(), for what the image has: a file of the engine's in its place counts as missing. */
export async function resolveInTree(tree: ImageTree, asked: string): Promise<Resolved> {
  const { files, openImage } = tree;
  if (tree.empty) return nothing(asked);
  const path = soundsHidden(asked) ? await withoutLinksOnTheWay(tree, asked) : asked;
  // The engine's /etc/mtab is a link, and would be followed.
  const direct = mayBeHidden(path) && path !== "/" ? await openImage() : undefined;
  const found: Resolved = direct ? { path, stat: undefined, missing: [] } : await files.resolve(path);
  if (!mayBeHidden(found.path) || found.path === "/") return found;
  const other = direct ?? (await openImage());
  if (other === undefined) {
    const { stat } = found;
    return stat && isEngineFile(found.path, stat, undefined) ? { ...found, stat: undefined } : found;
  }
  const stat = await other.files.stat(found.path);
  // the engine does not tell links as they are written
  if (stat && isEngineFile(found.path, { type: stat.type, size: stat.size, mode: stat.mode }, other))
    return { path: found.path, stat: undefined, missing: [] };
  if (stat?.type !== "symlink") return { path: found.path, stat, missing: [] };
  return stat.linkTarget === found.path ? { ...found, stat: undefined } : resolveInTree(tree, stat.linkTarget);
}

function nothing(asked: string): Resolved {
  const path = posix.resolve("/", asked);
  return path === "/" ? { path, stat: rootStat, missing: [] } : { path, stat: undefined, missing: [path] };
}

/** The engine follows links on the way without a word: here their targets are written out. */
async function withoutLinksOnTheWay({ files }: ImageTree, path: string): Promise<string> {
  const parts = path.slice(1).split("/");
  let at = "/";
  for (const part of parts.slice(0, -1)) at = (await files.resolve(posix.join(at, part))).path;
  return posix.join(at, parts.at(-1) ?? "");
}

/** `path` (without links) itself and what is below it, as the image has it. */
export async function* itemsBelow(tree: ImageTree, path: string): AsyncGenerator<Item> {
  const { files, openImage } = tree;
  if (tree.empty) {
    if (path === "/") yield { entry: emptyRoot() };
    return;
  }
  const other = mayBeHidden(path) ? await openImage() : undefined;
  const made = path === "/" && (other?.showsEngineFiles ?? true) ? await tree.madeFolders() : [];
  let held: Entry | undefined;
  for await (const item of (other?.files ?? files).list(path)) {
    const { entry } = item;
    const whole = posix.join(path, entry.path);
    if (isEngineFile(whole, entry, other)) continue;
    if (entry.type === "directory" && made.includes(whole)) {
      held = entry;
      continue;
    }
    // Something is in it.
    if (held && entry.path.startsWith(`${held.path}/`)) yield { entry: held };
    held = undefined;
    yield item;
  }
}

function emptyRoot(): Entry {
  return { path: "", type: "directory", mode: 0o755, uid: 0, gid: 0, size: 0, mtime: Math.floor(Date.now() / 1000) };
}

/** The file at `path` alone, as `name`: a further name of a file that came before is a file of its own when asked for alone. */
export async function* firstFile({ files }: ImageTree, path: string, name: string): AsyncGenerator<Item> {
  for await (const item of files.list(path)) yield { ...item, entry: { ...item.entry, path: name } };
}
