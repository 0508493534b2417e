/** Where the bytes of a build context are: what is in it, what .dockerignore keeps out and by which line, and who takes what. */
import { lstatSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { contextFolder } from "../builder/copy/context-folder.ts";
import type { BuildContext } from "../builder/step-context.ts";
import { type DiskTree, fileOf, openContext, readDirectory } from "../context/disk-tree.ts";
import { type IgnoreState, judge, judgePath, mayHoldIncluded } from "../context/ignore.ts";
import { type SelectOptions, selectFromContext } from "../context/select.ts";
import type { ContextAccount, ContextRow } from "./found.ts";

/** An instruction that reads the context; `words` throws what is wrong with them, undefined: not known yet. */
export type ContextReader = {
  readonly line: number;
  readonly words: () => { readonly sources: readonly string[]; readonly options: SelectOptions } | undefined;
};

/** Files that are looked at. */
const mostFiles = 500_000;

type Found = { path: string; bytes: number; files: number; out?: { readonly line: number; readonly text: string } };

/** Links are not followed. Throws UserError where the context cannot be read; `signal` ends it. */
export async function accountOf(
  build: Pick<BuildContext, "files">,
  readers: readonly ContextReader[],
  signal: AbortSignal,
): Promise<ContextAccount> {
  const folder = await contextFolder(build, undefined);
  const tree = await openContext(folder.root, folder.rules, folder.index);
  const unknown: number[] = [];
  const wrong: { line: number; why: string }[] = [];
  const takers = new Map<string, number[]>();
  for (const { line, words } of readers) {
    try {
      const wanted = words();
      if (wanted === undefined) {
        unknown.push(line);
        continue;
      }
      for (const path of await pathsOf(tree, wanted.sources, wanted.options)) {
        const lines = takers.get(path);
        if (lines === undefined) takers.set(path, [line]);
        else if (lines.at(-1) !== line) lines.push(line);
      }
    } catch (error) {
      wrong.push({ line, why: (error as Error).message });
    }
    signal.throwIfAborted();
  }
  const { found, cut } = await filesOf(tree, signal);
  const rows = found.map((each): ContextRow => ({ ...each, taken: takers.get(each.path) ?? [] }));
  return {
    rows: rows.sort((one, other) => other.bytes - one.bytes || (one.path < other.path ? -1 : 1)),
    unknown,
    wrong,
    ...(cut && { cutAt: mostFiles }),
  };
}

/** Root-relative paths of the files that the sources name. */
async function pathsOf(
  { root, ignore, index }: DiskTree,
  sources: readonly string[],
  options: SelectOptions,
): Promise<readonly string[]> {
  const { matches } = await selectFromContext(root, ignore, sources, { ...options, ...(index && { index }) });
  const above = root === "/" ? 1 : root.length + 1;
  return matches.flatMap(({ entries }) =>
    entries.flatMap((each) => (each.entry.type === "directory" ? [] : [fileOf(each).slice(above)])),
  );
}

/** All files, and folders that are kept out. */
async function filesOf(
  tree: DiskTree,
  signal: AbortSignal,
): Promise<{ readonly found: readonly Found[]; readonly cut: boolean }> {
  const found: Found[] = [];
  let left = mostFiles;
  let breath = performance.now();
  const visit = async (directory: string, state: IgnoreState | undefined, whole: Found | undefined): Promise<void> => {
    for (const item of readDirectory(tree, directory)) {
      if (performance.now() - breath > 10) {
        await nextTurn();
        signal.throwIfAborted();
        breath = performance.now();
      }
      if (left === 0) return;
      const path = directory === "" ? item.name : `${directory}/${item.name}`;
      if (whole !== undefined) {
        if (item.isDirectory()) await visit(path, undefined, whole);
        else {
          left--;
          whole.bytes += bytesOf(tree, path);
          whole.files++;
        }
        continue;
      }
      const verdict = judge(tree.ignore, path, state);
      const { pattern } = verdict.excluded ? judgePath(tree.ignore, path) : {};
      const out = pattern && { line: pattern.line, text: pattern.text };
      if (!item.isDirectory()) {
        left--;
        found.push({ path, bytes: bytesOf(tree, path), files: 1, ...(out && { out }) });
      } else if (out !== undefined && !mayHoldIncluded(tree.ignore, path)) {
        const folder: Found = { path: `${path}/`, bytes: 0, files: 0, out };
        found.push(folder);
        await visit(path, undefined, folder);
      } else await visit(path, verdict.state, undefined);
    }
  };
  await visit("", undefined, undefined);
  return { found, cut: left === 0 };
}

function bytesOf({ root }: DiskTree, path: string): number {
  try {
    const stats = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
    return stats?.isFile() ? stats.size : 0;
  } catch {
    return 0;
  }
}
