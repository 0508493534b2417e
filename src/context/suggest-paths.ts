/** Which names of the context a person may have meant. */
import { type DiskTree, findPath, readDirectory } from "./disk-tree.ts";
import { judgePath } from "./ignore.ts";

/** Enough for any project a person types names of; a monorepo is not searched to the end. */
const searched = 20_000;

/** Up to three paths, the likeliest first: the same base name elsewhere, or a spelling a few letters away. */
export function suggestPaths(tree: DiskTree, wanted: string): readonly string[] {
  const base = wanted.slice(wanted.lastIndexOf("/") + 1);
  const scored: { readonly path: string; readonly score: number }[] = [];
  let left = searched;
  const queue = [""];
  for (let directory = queue.shift(); directory !== undefined && left > 0; directory = queue.shift()) {
    for (const item of readDirectory(tree, directory)) {
      if (left-- <= 0) break;
      const path = directory === "" ? item.name : `${directory}/${item.name}`;
      if (judgePath(tree.ignore, path).excluded) continue;
      if (item.isDirectory()) queue.push(path);
      const score = likeness(wanted, base, path, item.name);
      if (score !== undefined) scored.push({ path, score });
    }
  }
  scored.sort((a, b) => a.score - b.score || (a.path < b.path ? -1 : 1));
  // The very name in another folder leaves nothing to guess.
  const certain = scored.filter(({ score }) => score === 0);
  return (certain.length > 0 ? certain : scored).slice(0, 3).map(({ path }) => path);
}

/** Smaller is nearer; undefined: not alike. */
function likeness(wanted: string, base: string, path: string, name: string): number | undefined {
  if (name === base) return 0;
  if (path.toLowerCase() === wanted.toLowerCase() || name.toLowerCase() === base.toLowerCase()) return 1;
  // Two letters that changed places count as two.
  const allowed = base.length < 4 ? 1 : Math.max(2, Math.floor(base.length / 4));
  const distance = Math.min(editDistance(path, wanted, allowed), editDistance(name, base, allowed));
  return distance <= allowed ? 1 + distance : undefined;
}

/** Levenshtein distance, given up above `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}

/** One sentence for a problem's hint, or undefined when nothing is alike. */
export function pathsHint(tree: DiskTree, wanted: string): string | undefined {
  const parent = wanted.slice(0, Math.max(0, wanted.lastIndexOf("/")));
  const names = suggestPaths(tree, wanted);
  if (names.length > 0) return `Did you mean ${names.join(" or ")}?`;
  return parent !== "" && findPath(tree, parent).kind !== "found"
    ? `There is no ${parent} in the build context either.`
    : undefined;
}
