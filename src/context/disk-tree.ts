/** The build context on disk: finding a named path (links followed inside the root) and listing what is below one. */
import { type Dirent, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { UserError } from "../errors.ts";
import type { Entry } from "./entries.ts";
import { type IgnoreRules, type IgnoreState, judge, judgePath, mayHoldIncluded } from "./ignore.ts";

/**
 * What the files of an unpacked archive really are (type, mode, owner, times), by path: the disk cannot say it for everyone.
 * What is not in it is as the disk says.
 */
export type TreeIndex = ReadonlyMap<string, Entry>;

/** The root of a context and what is kept out of it. */
export type DiskTree = { readonly root: string; readonly ignore: IgnoreRules; readonly index?: TreeIndex };

/**
 * How a file looked when it was listed; times in milliseconds with fractions (a quarter of a microsecond is kept). A file that
 * looks the same later has the same content. Numbers, for the engine of JavaScript remembers every number made a text.
 */
export type Look = { readonly size: number; readonly mtimeMs: number; readonly ctimeMs: number; readonly ino: number };

/** An entry with the place of its content: `entry.path` below `base`, an absolute path. */
export type DiskEntry = { readonly entry: Entry; readonly base: string; readonly look: Look };

/** The absolute path of an entry. */
export function fileOf({ entry, base }: DiskEntry): string {
  if (entry.path === "") return base;
  return base === "/" ? `/${entry.path}` : `${base}/${entry.path}`;
}

export const lookOf = ({ size, mtimeMs, ctimeMs, ino }: Look): Look => ({ size, mtimeMs, ctimeMs, ino });

/** What is no file has no content to be the same. */
const noLook: Look = { size: 0, mtimeMs: 0, ctimeMs: 0, ino: 0 };

/** Joined, for a text put together by a template keeps all its pieces in memory: of 50,000 paths that is 10 MB. */
const joinPath = (folder: string, name: string): string => (folder === "" ? name : [folder, name].join("/"));

/** What a path names after following links. `path` is relative to the root, without links. */
export type Found =
  | { readonly kind: "found"; readonly path: string; readonly type: "directory" | "other" }
  | { readonly kind: "missing" }
  /** It is there, but .dockerignore keeps `path` out. */
  | { readonly kind: "excluded"; readonly path: string }
  | { readonly kind: "too-many-links" };

type Stats = ReturnType<typeof lstat>;

/** The context in `folder` (itself perhaps a link). Throws UserError when there is no such folder. */
export async function openContext(folder: string, ignore: IgnoreRules, index?: TreeIndex): Promise<DiskTree> {
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || !lstat(root)?.isDirectory()) {
    throw new UserError({ message: `the build context ${folder} is not a folder`, hint: "Name a folder that exists." });
  }
  return { root, ignore, ...(index && { index }) };
}

/** Looks up a cleaned, root-relative path ("" is the root). Links never lead out of the root. */
export function findPath(tree: DiskTree, path: string): Found {
  let parts = path.split("/").filter((part) => part !== "");
  let at: string[] = [];
  for (let links = 0; parts.length > 0; ) {
    const [part = "", ...rest] = parts;
    parts = rest;
    if (part === "..") {
      at.pop();
      continue;
    }
    if (part === ".") continue;
    const here = [...at, part];
    const stats = lstat(absolute(tree, here.join("/")));
    if (!stats) return { kind: "missing" };
    if (stats.isSymbolicLink()) {
      if (judgePath(tree.ignore, here.join("/")).excluded) return { kind: "excluded", path: here.join("/") };
      if (++links > 255) return { kind: "too-many-links" };
      const target = readlinkSync(absolute(tree, here.join("/")));
      if (target.startsWith("/")) at = [];
      parts = [...target.split("/").filter((name) => name !== ""), ...parts];
    } else if (!stats.isDirectory() && parts.length > 0) return { kind: "missing" };
    else at = here;
  }
  const found = at.join("/");
  const type = found === "" || lstat(absolute(tree, found))?.isDirectory() ? "directory" : "other";
  if (found !== "" && judgePath(tree.ignore, found).excluded && !(type === "directory" && holdsIncluded(tree, found))) {
    return { kind: "excluded", path: found };
  }
  return { kind: "found", path: found, type };
}

/** Is there anything below an excluded directory that a `!` line takes back in? */
function holdsIncluded(tree: DiskTree, path: string): boolean {
  if (!mayHoldIncluded(tree.ignore, path)) return false;
  return readDirectory(tree, path).some((item) => {
    const below = `${path}/${item.name}`;
    return !judgePath(tree.ignore, below).excluded || (item.isDirectory() && holdsIncluded(tree, below));
  });
}

/**
 * The path itself, then what is below it, in order of names; links are listed, not followed. Paths are relative to `path`.
 * A directory for which `enter` says no is listed without what is in it.
 */
export async function listTree(
  tree: DiskTree,
  path: string,
  enter: (relative: string) => boolean = () => true,
): Promise<readonly DiskEntry[]> {
  const list: DiskEntry[] = [];
  const firstNames = new Map<string, string>();
  let breath = performance.now();
  const base = absolute(tree, path);
  const add = (relative: string, file: string, stats: NonNullable<Stats>): void => {
    const known = tree.index?.get(relative === "" ? path : path === "" ? relative : `${path}/${relative}`);
    const entry = entryOf(relative, file, stats, firstNames);
    list.push({ entry: known ? asPacked(entry, known) : entry, base, look: stats.isFile() ? lookOf(stats) : noLook });
  };
  const stats = lstat(base);
  if (!stats) return list;
  add("", base, stats);
  if (!stats.isDirectory()) return list;

  // Excluded directories on the way to something taken back in; they come along only if that something exists.
  const pending: (() => void)[] = [];
  const visit = async (directory: string, below: string, state: IgnoreState | undefined): Promise<void> => {
    for (const item of readDirectory(tree, directory)) {
      if (performance.now() - breath > 10) {
        await nextTurn();
        breath = performance.now();
      }
      const inRoot = joinPath(directory, item.name);
      const verdict = judge(tree.ignore, inRoot, state);
      if (verdict.excluded && !(item.isDirectory() && mayHoldIncluded(tree.ignore, inRoot))) continue;
      const file = absolute(tree, inRoot);
      const found = lstat(file);
      if (!found) {
        if (item.name.includes("\ufffd")) throw new UserError({ message: `a name in ${absolute(tree, directory)} is not UTF-8` });
        continue;
      }
      const relative = below === directory ? inRoot : joinPath(below, item.name);
      if (verdict.excluded) pending.push(() => add(relative, file, found));
      else {
        for (const addParent of pending.splice(0)) addParent();
        add(relative, file, found);
      }
      if (found.isDirectory() && enter(relative)) {
        const depth = pending.length;
        await visit(inRoot, relative, verdict.state);
        if (verdict.excluded && pending.length === depth) pending.pop();
      }
    }
  };
  await visit(path, "", path === "" ? undefined : stateOf(tree.ignore, path));
  return list;
}

function stateOf(rules: IgnoreRules, path: string): IgnoreState {
  let state: IgnoreState = [];
  for (let end = path.indexOf("/"); ; end = path.indexOf("/", end + 1)) {
    state = judge(rules, end < 0 ? path : path.slice(0, end), state).state;
    if (end < 0) return state;
  }
}

/** Names below `directory`, sorted, with their types. Throws UserError when it may not be read. */
export function readDirectory(tree: DiskTree, directory: string): readonly Dirent[] {
  const folder = absolute(tree, directory);
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw new UserError({
      message: `cannot read the folder ${folder}: ${code}`,
      hint: "Make it readable or name it in .dockerignore.",
    });
  }
}

function absolute(tree: DiskTree, path: string): string {
  if (path === "") return tree.root;
  return tree.root === "/" ? `/${path}` : `${tree.root}/${path}`;
}

function lstat(file: string) {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOTDIR" || code === "ELOOP" || code === "ENAMETOOLONG") return undefined;
    throw new UserError({ message: `cannot read ${file}: ${code}`, hint: "Make it readable or name it in .dockerignore." });
  }
}

/** As it will stand in the image: owned by root, times in whole seconds, sockets as empty files. */
function entryOf(path: string, file: string, stats: NonNullable<Stats>, firstNames: Map<string, string>): Entry {
  const mode = stats.mode & 0o7777;
  const mtime = secondOf(file, stats.mtimeMs);
  // Nearly everything is one of these: made in one go, for a spread outlives the collector's quick rounds (Node 20).
  if (stats.isFile() && stats.nlink === 1) return { path, mode, uid: 0, gid: 0, size: stats.size, mtime, type: "file" };
  const base = { path, mode, uid: 0, gid: 0, size: 0, mtime };
  if (stats.isDirectory()) return { ...base, type: "directory" };
  if (stats.isFile() && stats.nlink > 1) {
    const key = `${stats.dev}:${stats.ino}`;
    const first = firstNames.get(key);
    if (first !== undefined) return { ...base, type: "hardlink", linkTarget: first };
    firstNames.set(key, path);
  }
  if (stats.isSymbolicLink()) return { ...base, type: "symlink", linkTarget: readlinkSync(file) };
  if (stats.isFIFO()) return { ...base, type: "fifo" };
  if (stats.isCharacterDevice() || stats.isBlockDevice()) {
    // A block device of the context arrives as a character device, as it does with the engine's own builder.
    return { ...base, type: "character-device", ...deviceNumbers(stats.rdev) };
  }
  return { ...base, type: "file", size: stats.isSocket() ? 0 : stats.size };
}

/** The second a time lies in. A last ten-millionth of a second is rounded away in milliseconds: then the disk is asked again. */
function secondOf(file: string, mtimeMs: number): number {
  const second = Math.floor(mtimeMs / 1000);
  if (mtimeMs % 1000 !== 0) return second;
  const exact = lstatSync(file, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
  return exact !== undefined && exact < BigInt(second) * 1_000_000_000n ? second - 1 : second;
}

/** The entry as the archive had it; hard links are told by the disk, where both names are there. */
function asPacked(entry: Entry, { type, mode, uid, gid, mtime, devMajor, devMinor, pax }: Entry): Entry {
  const kind = type === "hardlink" || entry.type === "hardlink" ? entry.type : type;
  return {
    ...entry,
    type: kind,
    mode,
    uid,
    gid,
    mtime,
    ...(devMajor !== undefined && { devMajor }),
    ...(devMinor !== undefined && { devMinor }),
    ...(pax && { pax }),
  };
}

/** Linux' split of st_rdev. */
function deviceNumbers(rdev: number): { readonly devMajor: number; readonly devMinor: number } {
  const bits = BigInt(rdev);
  return {
    devMajor: Number(((bits >> 8n) & 0xfffn) | ((bits >> 32n) & 0xfffff000n)),
    devMinor: Number((bits & 0xffn) | ((bits >> 12n) & 0xffffff00n)),
  };
}
