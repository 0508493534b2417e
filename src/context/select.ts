/** From the source words of a COPY or ADD to the entries of the build context they mean. */
import { basename, posix, relative } from "node:path";
import { type Problem, UserError } from "../errors.ts";
import { anySeen, digestMatches, digestWhileRead } from "./digest.ts";
import { type DiskEntry, type DiskTree, findPath, listTree, openContext, readDirectory, type TreeIndex } from "./disk-tree.ts";
import type { Entry, Item, Listing, Match } from "./entries.ts";
import { readContent, smallFileBuffer } from "./file-content.ts";
import { type FileInput, fileInputs } from "./file-inputs.ts";
import { mayPass, passing, type TreeFilter, treeFilter } from "./filter.ts";
import { compileGlob, hasWildcards } from "./glob.ts";
import { type IgnoreRules, type IgnoreState, judge, judgePath, mayHoldIncluded } from "./ignore.ts";
import { openStatCache, type StatCache, statCacheFile } from "./stat-cache.ts";
import { pathsHint } from "./suggest-paths.ts";

/** A match on disk, listed. */
export type ContextMatch = Match & { readonly entries: readonly DiskEntry[]; readonly listed: Listing };

export type SelectOptions = {
  readonly index?: TreeIndex;
  /** COPY --exclude: patterns relative to each source directory. */
  readonly exclude?: readonly string[];
  /** COPY --parents: each source's own path is kept, from its root or from behind `/./`. */
  readonly parents?: boolean;
  /** ADD: single files are to be unpacked if they are archives. */
  readonly unpack?: boolean;
  /** All words the build has for this context, these sources too: what none of them names is not sent. Absent: all is there. */
  readonly others?: readonly string[];
};

/** A Selection (entries.ts) of files on disk. */
export type ContextSelection = {
  readonly matches: readonly ContextMatch[];
  /** Files (not directories) and bytes of content. */
  readonly files: number;
  readonly bytes: number;
  /**
   * What decides about the result of copying it, as hex SHA-256; times do not count. Unchanged files are known by their looks
   * from a file in `cacheFolder`, the others are read.
   */
  digest(cacheFolder: string, signal?: AbortSignal): Promise<string>;
  /** Nothing of it was ever hashed: a layer of an earlier run is improbable, so reading it once, for sending, is best. */
  unseen(cacheFolder: string): Promise<boolean>;
  /** The matches to send, and the same digest once they were read to their end. */
  digestWhileRead(cacheFolder: string): Promise<ReturnType<typeof digestWhileRead>>;
  /** What that digest counted, file by file; nothing before it is known. */
  inputs(): Iterable<FileInput>;
};

/**
 * The entries that `sources` (expanded words, in order) name in the context `root`, listed now, read later.
 * Throws UserError with one problem per source that names nothing (a glob may name nothing), is kept out by .dockerignore, or is
 * not a valid pattern.
 */
export async function selectFromContext(
  root: string,
  ignore: IgnoreRules,
  sources: readonly string[],
  options: SelectOptions = {},
): Promise<ContextSelection> {
  const tree = await openContext(root, ignore, options.index);
  const matches: ContextMatch[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const { base, pattern, required } = options.parents ? splitParents(source) : { base: source };
    const missing = required === undefined ? undefined : findPath(tree, required);
    if (required !== undefined && missing && missing.kind !== "found") {
      problems.push(notFound(tree, required, missing));
      continue;
    }
    const filter = treeFilter(options.exclude ?? [], pattern);
    const paths = matchingPaths(tree, base, options.others);
    if (!Array.isArray(paths)) problems.push(paths as Problem);
    else for (const path of paths as readonly string[]) await addMatch(tree, path, { ...options, filter }, { matches, problems });
  }
  if (problems.length > 0) throw new UserError(problems);
  let files = 0;
  let bytes = 0;
  for (const { listed } of matches) {
    files += listed.files;
    bytes += listed.bytes;
  }
  let contents: string[] = [];
  let cache: Promise<StatCache> | undefined;
  const opened = (cacheFolder: string): Promise<StatCache> => {
    cache ??= openStatCache(statCacheFile(cacheFolder, tree.root));
    return cache;
  };
  return {
    matches,
    files,
    bytes,
    digest: async (folder, signal) => {
      contents = [];
      return digestMatches(matches, await opened(folder), contents, signal);
    },
    unseen: async (folder) => bytes > 0 && !anySeen(matches, await opened(folder)),
    digestWhileRead: async (folder) => {
      contents = [];
      return digestWhileRead(matches, await opened(folder), contents);
    },
    inputs: () => fileInputs(tree.root, matches, contents),
  };
}

/**
 * Why an expanded source word will find nothing in the context, without listing what it names; undefined: it is there, or is a glob.
 * What it tells selectFromContext refuses, too.
 */
export function sourceProblem(tree: DiskTree, source: string, parents = false): Problem | undefined {
  if (parents) {
    const { required } = splitParents(source);
    const found = required === undefined ? undefined : findPath(tree, required);
    return required === undefined || found === undefined || found.kind === "found" ? undefined : notFound(tree, required, found);
  }
  const paths = matchingPaths(tree, source);
  if (!Array.isArray(paths)) return paths as Problem;
  const path = cleanSource(source);
  if (hasWildcards(path)) return undefined;
  const found = findPath(tree, path);
  return found.kind === "found" ? undefined : notFound(tree, path, found);
}

/** Root-relative, cleaned: `/a/../b/`, `b` and `../b` are one; "" is the root. */
export function cleanSource(source: string): string {
  return posix.normalize(`/${source}`).replace(/^\/+|\/+$/g, "");
}

/**
 * COPY --parents: the directory whose contents are copied, and what of it, as a pattern relative to it. `required` (cleaned,
 * root-relative) has to exist: a word without wildcards.
 */
export function splitParents(source: string): { readonly base: string; readonly pattern: string; readonly required?: string } {
  const pivot = source.indexOf("/./");
  const base = pivot < 0 ? "/" : source.slice(0, pivot);
  const pattern = cleanSource(pivot < 0 ? source : source.slice(pivot + 3));
  const literal = !hasWildcards(base) && !hasWildcards(pattern);
  return { base, pattern, ...(literal && { required: cleanSource(`${base}/${pattern}`) }) };
}

/** The paths a word names, in order; links not yet followed. A literal word names itself. */
function matchingPaths(tree: DiskTree, source: string, others?: readonly string[]): readonly string[] | Problem {
  const path = cleanSource(source);
  if (!hasWildcards(path)) return [path];
  // The components before the first one with a wildcard are a plain path, in which links are followed.
  const parts = path.split("/");
  const first = parts.findIndex((part) => hasWildcards(part));
  const glob = compileGlob(parts.slice(first).join("/"));
  if (!glob)
    return {
      message: `invalid pattern ${source}: syntax error in pattern`,
      hint: "Close every [ with a ], or put a \\ before it.",
    };
  const prefix = parts.slice(0, first).join("/");
  const found = findPath(tree, prefix);
  if (found.kind !== "found" || found.type !== "directory") return notFound(tree, prefix, found);
  const hits = globBelow(tree, found.path, parts.length - first, glob);
  if (hits.length > 0 || prefix === "" || !others || others.some((word) => sends(tree, word, prefix))) return hits;
  return {
    message: `"/${prefix}": not found: nothing in it matches ${source}, and without a match docker build does not send the folder`,
    hint: `COPY the folder itself, or put a file there that matches.`,
  };
}

/**
 * Does the directory at `path` come to the builder because of this word? Yes where that cannot be told: a variable, quotes. Where
 * links lead comes, too (BuildKit's followpaths).
 */
function sends(tree: DiskTree, word: string, path: string): boolean {
  if (/[$"'\\`]/.test(word)) return true;
  const clean = cleanSource(word);
  const hits = hasWildcards(clean) ? matchingPaths(tree, word) : [clean];
  if (!Array.isArray(hits)) return false;
  const places = hits.flatMap((hit: string) => {
    const found = findPath(tree, hit);
    return found.kind === "found" ? [hit, found.path] : [hit];
  });
  return places.some((hit) => hit === "" || `${path}/`.startsWith(`${hit}/`) || hit.startsWith(`${path}/`));
}

function globBelow(tree: DiskTree, base: string, depth: number, glob: (path: string) => boolean): readonly string[] {
  const hits: string[] = [];
  const visit = (directory: string, below: string, level: number, state: IgnoreState): void => {
    for (const item of readDirectory(tree, directory)) {
      const path = directory === "" ? item.name : `${directory}/${item.name}`;
      const name = below === "" ? item.name : `${below}/${item.name}`;
      const verdict = judge(tree.ignore, path, state);
      if (verdict.excluded && !(item.isDirectory() && mayHoldIncluded(tree.ignore, path))) continue;
      if (level < depth) {
        if (item.isDirectory()) visit(path, name, level + 1, verdict.state);
      } else if (glob(name) && (!verdict.excluded || findPath(tree, path).kind === "found")) hits.push(path);
    }
  };
  visit(base, "", 1, stateAt(tree.ignore, base));
  return hits;
}

function stateAt(rules: IgnoreRules, path: string): IgnoreState {
  let state: IgnoreState = [];
  const parts = path === "" ? [] : path.split("/");
  for (let end = 1; end <= parts.length; end++) state = judge(rules, parts.slice(0, end).join("/"), state).state;
  return state;
}

async function addMatch(
  tree: DiskTree,
  path: string,
  { filter, unpack }: SelectOptions & { readonly filter: TreeFilter | undefined },
  { matches, problems }: { readonly matches: ContextMatch[]; readonly problems: Problem[] },
): Promise<void> {
  const found = findPath(tree, path);
  if (found.kind !== "found") {
    problems.push(notFound(tree, path, found));
    return;
  }
  const all = await listTree(tree, found.path, filter && ((relative) => mayPass(filter, relative)));
  const { entries, waited } = filter ? filtered(all, filter) : { entries: all, waited: undefined };
  const [first] = entries;
  const open = unpack && first?.entry.type === "file" ? { open: () => piecesOf(first) } : {};
  const items = () => itemsOf(entries, waited);
  const match = { name: basename(path), type: found.type, entries, items, listed: listingOf(entries), ...open };
  matches.push(waited && waited.size > 0 ? { ...match, waited: async () => waited } : match);
}

function listingOf(listed: readonly DiskEntry[]): Listing {
  let files = 0;
  let bytes = 0;
  for (const { entry } of listed) {
    if (entry.type !== "directory") files++;
    bytes += entry.size;
  }
  const entries = function* (): Generator<Entry> {
    for (const { entry } of listed) yield entry;
  };
  return { files, bytes, entries };
}

/** What passes. The first of several names of a file that passes has the content: its first name on disk may be left out. */
function filtered(
  all: readonly DiskEntry[],
  filter: TreeFilter,
): { readonly entries: readonly DiskEntry[]; readonly waited: ReadonlySet<string> } {
  const pass = passing<DiskEntry>(filter);
  const entries: DiskEntry[] = [];
  const waited = new Set<string>();
  const files = new Set<string>();
  const moved = new Map<string, string>();
  for (const one of all) {
    for (const passed of pass(one, one.entry.path, one.entry.type === "directory")) {
      const { entry } = passed.item;
      if (passed.waited) waited.add(entry.path);
      const first = entry.type === "hardlink" ? (entry.linkTarget ?? "") : undefined;
      const target = first === undefined || files.has(first) ? first : moved.get(first);
      if (entry.type === "file") files.add(entry.path);
      if (first === undefined || first === target) entries.push(passed.item);
      else if (target !== undefined) entries.push({ ...passed.item, entry: { ...entry, linkTarget: target } });
      else {
        moved.set(first, entry.path);
        const { linkTarget: _none, ...rest } = entry;
        entries.push({ ...passed.item, entry: { ...rest, type: "file", size: passed.item.look.size } });
      }
    }
  }
  return { entries, waited };
}

async function* itemsOf(entries: readonly DiskEntry[], waited: ReadonlySet<string> | undefined): AsyncGenerator<Item> {
  const buffer = entries.length > 1 ? smallFileBuffer() : undefined;
  for (const item of entries) {
    const { entry } = item;
    if (entry.type === "file") yield { entry, read: () => readContent(item, buffer) };
    else yield waited?.has(entry.path) ? { entry, waited: true } : { entry };
  }
}

async function* piecesOf(item: DiskEntry): AsyncGenerator<Uint8Array> {
  const content = readContent(item);
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}

function notFound(tree: DiskTree, path: string, found: ReturnType<typeof findPath>): Problem {
  if (found.kind === "too-many-links") return { message: `"/${path}": too many links` };
  if (found.kind === "excluded") {
    const { pattern } = judgePath(tree.ignore, found.path);
    const file = tree.ignore.file === undefined ? ".dockerignore" : relative(tree.root, tree.ignore.file) || ".dockerignore";
    const line = pattern ? ` (line ${pattern.line}: ${pattern.text})` : "";
    const what = found.path === path ? "it" : `/${found.path}, where it leads,`;
    return {
      message: `"/${path}": not found: ${what} is there, but ${file} keeps it out${line}`,
      hint: `Change ${file}, or copy something else.`,
    };
  }
  if (found.kind === "found") return { message: `"/${path}": not a folder` };
  const hint = pathsHint(tree, path);
  return { message: `"/${path}": not found in the build context`, ...(hint === undefined ? {} : { hint }) };
}
