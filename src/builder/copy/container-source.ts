/** COPY --from=STAGE|IMAGE: files out of a container made from it (created, never started). No .dockerignore here. */
import { posix } from "node:path";
import type { Entry, Item, Match, Selection } from "../../context/entries.ts";
import { passing, type TreeFilter, treeFilter } from "../../context/filter.ts";
import { compileGlob, hasWildcards } from "../../context/glob.ts";
import { cleanSource, splitParents } from "../../context/select.ts";
import type { Engine, PathStat } from "../../engine/engine.ts";
import { type Problem, UserError } from "../../errors.ts";
import { filesOf } from "../image-fs/container-files.ts";
import { mayBeHidden, type OpenImage } from "../image-fs/image-mount.ts";
import { firstFile, type ImageTree, itemsBelow, resolveInTree } from "../image-fs/image-tree.ts";

export type FromOptions = {
  /** COPY --exclude: patterns relative to each source directory. */
  readonly exclude?: readonly string[];
  /** COPY --parents: each source's own path is kept, from the root or from behind `/./`. */
  readonly parents?: boolean;
  readonly openImage?: OpenImage;
  /** Folders of the root that are left out where nothing is in them; default none. */
  readonly madeFolders?: ImageTree["madeFolders"];
  /** The container was made from no image: it has no files of its own. */
  readonly empty?: boolean;
  /** The image that the container was made from, for who may go to it for a file. */
  readonly image?: string | undefined;
};

/**
 * The things that `sources` (expanded words) name in the container, found now, read later through its archive API: owners,
 * modes, times, hard links within one source and capabilities are kept. A glob has to list its directory, which reads it.
 * Throws UserError with one problem per literal source that is not there.
 */
export async function selectFromContainer(
  engine: Engine,
  container: string,
  sources: readonly string[],
  options: FromOptions = {},
): Promise<Selection> {
  const {
    exclude = [],
    parents = false,
    openImage = async () => undefined,
    madeFolders = async () => [],
    empty = false,
    image,
  } = options;
  const tree: ImageTree = { files: filesOf(engine, container), openImage, madeFolders, empty, image };
  const matches: Match[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const { base, pattern, required } = parents ? splitParents(source) : { base: source };
    const filter = treeFilter(exclude, pattern);
    const paths = await matchingPaths(tree, base);
    if (!Array.isArray(paths)) problems.push(paths as Problem);
    else if (required !== undefined && (await resolveInTree(tree, `/${required}`)).stat === undefined) {
      problems.push({ message: `"/${required}": not found` });
    } else {
      for (const path of paths as readonly string[]) {
        const match = await findMatch(tree, path, filter, pattern);
        if ("items" in match) matches.push(match);
        else problems.push(match);
      }
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return { matches };
}

async function findMatch(
  tree: ImageTree,
  path: string,
  filter: TreeFilter | undefined,
  pattern: string | undefined,
): Promise<Match | Problem> {
  const found = await resolveInTree(tree, path);
  if (found.stat === undefined) return { message: `"${path}": not found` };
  const type = found.stat.type === "directory" ? "directory" : "other";
  const name = posix.basename(path);
  const all = () => (pattern === undefined ? itemsBelow(tree, found.path) : itemsOnTheWay(tree, found.path, pattern));
  if (filter === undefined) return { name, type, items: all, ...listingOf(tree, found.path, found.stat, all) };
  const items = () => filtered(tree, found.path, all(), filter);
  // Nothing can wait for anything when all that passes has passing parents.
  const waits = filter.include !== undefined || filter.exclude?.patterns.some(({ include }) => include);
  return { name, type, items, ...(waits && { waited: async () => waitedOf(items()) }) };
}

/** Of a regular file, whose size is known without reading it. Of a folder nobody knows how much it is. */
function listingOf(
  { image }: ImageTree,
  path: string,
  { type, size }: PathStat,
  items: () => AsyncIterable<Item>,
): Pick<Match, "listed" | "inImage"> {
  if (type !== "file") return {};
  const entries = async function* (): AsyncGenerator<Entry> {
    for await (const { entry } of items()) return yield entry; // its content would come next
  };
  const inImage = image !== undefined && !mayBeHidden(path) && { inImage: { image, path } };
  return { listed: { files: 1, bytes: size, entries }, ...inImage };
}

async function waitedOf(items: AsyncIterable<Item>): Promise<ReadonlySet<string>> {
  const waited = new Set<string>();
  for await (const item of items) if (item.waited) waited.add(item.entry.path);
  return waited;
}

async function matchingPaths(tree: ImageTree, source: string): Promise<readonly string[] | Problem> {
  const path = cleanSource(source);
  if (!hasWildcards(path)) return [`/${path}`];
  const parts = path.split("/");
  const first = parts.findIndex((part) => hasWildcards(part));
  const glob = compileGlob(parts.slice(first).join("/"));
  if (!glob)
    return {
      message: `invalid pattern ${source}: syntax error in pattern`,
      hint: "Close every [ with a ], or put a \\ before it.",
    };
  const prefix = `/${parts.slice(0, first).join("/")}`;
  const base = await resolveInTree(tree, prefix);
  if (base.stat?.type !== "directory") return { message: `"${prefix}": not found` };
  const hits: string[] = [];
  for await (const { entry } of itemsBelow(tree, base.path)) {
    if (entry.path !== "" && glob(entry.path)) hits.push(posix.join(base.path, entry.path));
  }
  return hits;
}

/**
 * What a --parents pattern can match below `base`, and the directories on the way to it: of those only the headers are read,
 * for there may be a whole system beside.
 */
async function* itemsOnTheWay(tree: ImageTree, base: string, pattern: string): AsyncGenerator<Item> {
  if (tree.empty) return yield* itemsBelow(tree, base);
  const parts = pattern === "" ? [] : pattern.split("/");
  const wild = parts.findIndex((part) => hasWildcards(part) || part.includes("\\"));
  const literal = wild < 0 ? parts : parts.slice(0, wild);
  if (pattern !== "" && literal.length === 0) return yield* itemsBelow(tree, base);
  const start = literal.join("/");
  for (let depth = 0; depth < literal.length; depth++) {
    const path = literal.slice(0, depth).join("/");
    const entry = await tree.files.header(posix.join(base, path));
    if (entry?.type !== "directory") return;
    yield { entry: { ...entry, path } };
  }
  const found = await tree.files.stat(posix.join(base, start));
  if (found === undefined || start === "") return;
  for await (const item of itemsBelow(tree, posix.join(base, start))) {
    const { entry } = item;
    const path = entry.path === "" ? start : `${start}/${entry.path}`;
    const linkTarget = entry.type === "hardlink" ? `${start}/${entry.linkTarget}` : entry.linkTarget;
    yield { ...item, entry: { ...entry, path, ...(linkTarget !== undefined && { linkTarget }) } };
  }
}

/** What passes. The first of several names of a file that passes has the content: its first name may be left out. */
async function* filtered(tree: ImageTree, base: string, items: AsyncIterable<Item>, filter: TreeFilter): AsyncGenerator<Item> {
  const pass = passing<Item>(filter);
  const left = new Set<string>();
  const moved = new Map<string, string>();
  for await (const one of items) {
    const passed = pass(one, one.entry.path, one.entry.type === "directory");
    if (passed.length === 0 && one.entry.type === "file") left.add(one.entry.path);
    for (const { item, waited } of passed) {
      const { entry } = item;
      const target = entry.type === "hardlink" ? (entry.linkTarget ?? "") : "";
      if (!left.has(target)) yield waited ? { ...item, waited: true } : item;
      else if (moved.has(target)) yield { entry: { ...entry, linkTarget: moved.get(target) ?? "" } };
      else {
        moved.set(target, entry.path);
        yield* firstFile(tree, posix.join(base, entry.path), entry.path);
      }
    }
  }
}
