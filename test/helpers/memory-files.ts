/** The file system of the in-memory engine: a map of absolute paths. Follows links as a kernel would, knows tars. */
import { posix } from "node:path";
import type { Readable } from "node:stream";
import { extract, pack } from "tar-stream";
import type { FileChange, PathStat } from "../../src/engine/engine.ts";

export type Node = {
  readonly type: "file" | "directory" | "symlink";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds. */
  readonly mtime: number;
  readonly data: Buffer;
  readonly link: string;
};

/** Absolute paths; "/" is always there. */
export type Tree = Map<string, Node>;

export class FileTrouble extends Error {}

const now = (): number => Math.floor(Date.now() / 1000);

export function directory(fields: Partial<Node> = {}): Node {
  return { type: "directory", mode: 0o755, uid: 0, gid: 0, mtime: now(), data: Buffer.alloc(0), link: "", ...fields };
}
export function file(data: string | Buffer, fields: Partial<Node> = {}): Node {
  return { ...directory(), type: "file", mode: 0o644, data: Buffer.from(data), ...fields };
}
export function symlink(link: string, fields: Partial<Node> = {}): Node {
  return { ...directory(), type: "symlink", mode: 0o777, link, ...fields };
}

/** The real path of `path`: every part but the last is followed, the last one too when `last` is set. */
export function realPath(tree: Tree, path: string, last: boolean, depth = 0): string {
  if (depth > 40) throw new FileTrouble(`too many links: ${path}`);
  const parts = posix.normalize(`/${path}`).split("/").filter(Boolean);
  let at = "/";
  for (const [index, part] of parts.entries()) {
    const next = posix.join(at, part);
    const node = tree.get(next);
    const follow = node?.type === "symlink" && (last || index < parts.length - 1);
    at = follow ? realPath(tree, posix.resolve(at, node.link), true, depth + 1) : next;
  }
  return at;
}

export function lookup(tree: Tree, path: string, last: boolean): Node | undefined {
  return tree.get(realPath(tree, path, last));
}

/** Puts a node; missing parents come as root's, 0755. Throws FileTrouble when a parent is no directory. */
export function put(tree: Tree, path: string, node: Node): void {
  const parent = makeParents(tree, posix.dirname(path));
  tree.set(posix.join(parent, posix.basename(path)), node);
}

export function makeParents(tree: Tree, path: string): string {
  const real = realPath(tree, path, true);
  const node = tree.get(real);
  if (node?.type === "directory") return real;
  if (node !== undefined) throw new FileTrouble(`not a directory: ${path}`);
  makeParents(tree, posix.dirname(real));
  tree.set(real, directory());
  return real;
}

export function removeAll(tree: Tree, path: string): void {
  for (const name of [...tree.keys()]) if (name === path || name.startsWith(`${path}/`)) tree.delete(name);
}

export function children(tree: Tree, path: string): readonly string[] {
  const base = path === "/" ? "/" : `${path}/`;
  const below = [...tree.keys()].filter((name) => name !== "/" && name.startsWith(base));
  return below
    .map((name) => name.slice(base.length))
    .filter((name) => !name.includes("/"))
    .sort();
}

export function statOf(tree: Tree, path: string): PathStat | undefined {
  const real = realPath(tree, path, false);
  const node = tree.get(real);
  if (node === undefined) return undefined;
  const linkTarget = node.type === "symlink" ? realPath(tree, posix.resolve(posix.dirname(real), node.link), true) : "";
  const { type, mode, mtime } = node;
  return { name: posix.basename(real), type, mode, size: node.data.length, mtime, linkTarget };
}

/** As the engine packs an archive of `path`. */
export function tarOf(tree: Tree, path: string): AsyncIterable<Uint8Array> {
  const real = realPath(tree, path, false);
  const base = posix.basename(real);
  const tar = pack();
  for (const [name, node] of [...tree].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (name !== real && !name.startsWith(real === "/" ? "/" : `${real}/`)) continue;
    const { mode, uid, gid, type } = node;
    const inside = posix.join(base, posix.relative(real, name)) || "/";
    tar.entry({ name: inside, mode, uid, gid, mtime: new Date(node.mtime * 1000), type, linkname: node.link }, node.data);
  }
  tar.finalize();
  return tar as AsyncIterable<Uint8Array>;
}

/** Unpacks at the root. `replace` false: a directory and something else never take each other's place. */
export async function unpack(tree: Tree, tar: Readable, replace: boolean): Promise<void> {
  const reader = extract();
  tar.once("error", (error) => reader.destroy(error));
  tar.pipe(reader as unknown as NodeJS.WritableStream);
  for await (const entry of reader) {
    const { name, type, linkname, mode = 0o644, uid = 0, gid = 0, mtime } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    const path = realPath(tree, name, false);
    const fields = { mode, uid, gid, mtime: Math.floor((mtime?.getTime() ?? 0) / 1000) };
    const existing = tree.get(path);
    const isDirectory = type === "directory";
    if (existing !== undefined && path !== "/") {
      const clash = (existing.type === "directory") !== isDirectory;
      if (clash && !replace)
        throw new FileTrouble(
          `cannot overwrite ${describe(existing.type === "directory")} with ${describe(isDirectory)} ${path}`,
        );
      if (!(existing.type === "directory" && isDirectory)) removeAll(tree, path);
    }
    if (isDirectory) put(tree, path, directory(fields));
    else if (type === "symlink") put(tree, path, symlink(linkname ?? "", fields));
    else if (type === "link") put(tree, path, { ...file(lookup(tree, linkname ?? "", false)?.data ?? "", fields) });
    else put(tree, path, file(Buffer.concat(chunks), fields));
  }
}

function describe(isDirectory: boolean): string {
  return isDirectory ? "directory" : "non-directory";
}

/** What differs, with the parents of what was added or deleted as modified, as the engine tells it. */
export function differences(before: Tree, after: Tree): readonly FileChange[] {
  const changes = new Map<string, FileChange["kind"]>();
  const touchParents = (path: string): void => {
    for (let at = posix.dirname(path); at !== "/"; at = posix.dirname(at)) if (!changes.has(at)) changes.set(at, "modified");
  };
  for (const path of [...after.keys()].sort()) {
    const old = before.get(path);
    if (old !== undefined && same(old, after.get(path))) continue;
    if (path === "/") continue;
    changes.set(path, old === undefined ? "added" : "modified");
    touchParents(path);
  }
  for (const path of [...before.keys()].sort()) {
    if (after.has(path) || changes.get(posix.dirname(path)) === "deleted") continue;
    changes.set(path, "deleted");
    touchParents(path);
  }
  // below a deleted directory nothing is told
  const told = [...changes].filter(([path, kind]) => kind !== "deleted" || changes.get(posix.dirname(path)) !== "deleted");
  return told.map(([path, kind]) => ({ path, kind }));
}

function same(one: Node, other: Node | undefined): boolean {
  if (other === undefined || one === other) return one === other;
  const { data, ...rest } = one;
  const { data: otherData, ...otherRest } = other;
  return data.equals(otherData) && JSON.stringify(rest) === JSON.stringify(otherRest);
}
