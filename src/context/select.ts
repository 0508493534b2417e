/** From the source words of a COPY or ADD to the entries of the build context they mean. */
import { basename, posix, relative } from "node:path";
import { type Problem, UserError } from "../errors.ts";
import { digestMatches } from "./digest.ts";
import { type DiskEntry, type DiskTree, findPath, listTree, openContext, readDirectory, type TreeIndex } from "./disk-tree.ts";
import { readContent, smallFileBuffer } from "./file-content.ts";
import { compileGlob, hasWildcards } from "./glob.ts";
import { type IgnoreRules, type IgnoreState, judge, judgePath, mayHoldIncluded } from "./ignore.ts";
import { nearestHint } from "./nearest.ts";
import type { Item, Match } from "./tree.ts";

/** A match on disk, listed. */
export type ContextMatch = Match & { readonly entries: readonly DiskEntry[] };

/** A Selection (tree.ts) of files on disk. */
export type ContextSelection = {
  readonly matches: readonly ContextMatch[];
  /** Files (not directories) and bytes of content. */
  readonly files: number;
  readonly bytes: number;
  /**
   * What decides about the result of copying it, as hex SHA-256; times do not count. Unchanged files are known by their looks
   * from `cacheFile`, the others are read.
   */
  digest(cacheFile: string, signal?: AbortSignal): Promise<string>;
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
  index?: TreeIndex,
): Promise<ContextSelection> {
  const tree = await openContext(root, ignore, index);
  const matches: ContextMatch[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const paths = matchingPaths(tree, source);
    if (!Array.isArray(paths)) problems.push(paths as Problem);
    else for (const path of paths as readonly string[]) await addMatch(tree, path, matches, problems);
  }
  if (problems.length > 0) throw new UserError(problems);
  let files = 0;
  let bytes = 0;
  for (const { entries } of matches) {
    for (const { entry } of entries) {
      if (entry.type !== "directory") files++;
      bytes += entry.size;
    }
  }
  return { matches, files, bytes, digest: (cacheFile, signal) => digestMatches(matches, cacheFile, signal) };
}

/** Why an expanded source word will find nothing in the context, without listing what it names; undefined: it is there, or is a glob. */
export function sourceProblem(tree: DiskTree, source: string): Problem | undefined {
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

/** The paths a word names, in order; links not yet followed. A literal word names itself. */
function matchingPaths(tree: DiskTree, source: string): readonly string[] | Problem {
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
  return globBelow(tree, found.path, parts.length - first, glob);
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

async function addMatch(tree: DiskTree, path: string, matches: ContextMatch[], problems: Problem[]): Promise<void> {
  const found = findPath(tree, path);
  if (found.kind !== "found") {
    problems.push(notFound(tree, path, found));
    return;
  }
  const entries = await listTree(tree, found.path);
  const [first] = entries;
  const open = first?.entry.type === "file" ? { open: () => piecesOf(first) } : {};
  matches.push({ name: basename(path), type: found.type, entries, items: () => itemsOf(entries), ...open });
}

async function* itemsOf(entries: readonly DiskEntry[]): AsyncGenerator<Item> {
  const buffer = entries.length > 1 ? smallFileBuffer() : undefined;
  for (const item of entries) {
    yield item.entry.type === "file" ? { entry: item.entry, read: () => readContent(item, buffer) } : { entry: item.entry };
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
  const hint = nearestHint(tree, path);
  return { message: `"/${path}": not found in the build context`, ...(hint === undefined ? {} : { hint }) };
}
