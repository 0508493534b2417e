/** The merged file system of an image, and the words for how two of them differ. */
import { type FileDifference, fileDifferences } from "../../src/compare/file-differences.ts";
import { type MergedTree, mergeLayers, type TreeEntry } from "../../src/compare/merged-tree.ts";
import { type SavedImage, savedImage } from "./saved-image.ts";

export type { TreeEntry };

/** Every path of the image (absolute, `/` itself left out) after applying all layers and their whiteouts. */
export const imageTree = async (ref: string): Promise<MergedTree> => treeOf(await savedImage(ref));

/** imageTree() of an image that was read already. */
export const treeOf = ({ layers }: SavedImage): MergedTree => mergeLayers(layers);

/** Paths a builder may leave in a container and that no two builders agree on (§0: stubs of the runtime). */
const ignored = /^\/(\.dockerenv|dev\/(console|pts|shm)|etc\/(hostname|hosts|resolv\.conf|mtab)|proc|sys)(\/|$)/;

export type TreeComparison = {
  /** Compare the time of this path? Only sensible for files (and directories below them) that were copied. Default: none. */
  readonly mtime?: (path: string, entry: TreeEntry) => boolean;
  /** Leave these paths out, besides the stubs of the runtime. */
  readonly ignore?: (path: string) => boolean;
  /** Compare the runtime's stubs (`/etc/hosts`, …) too. */
  readonly stubs?: boolean;
};

/** One line per difference, empty when the trees are equal. */
export function treeDifferences(
  expected: MergedTree,
  actual: MergedTree,
  { mtime, ignore, stubs }: TreeComparison = {},
): readonly string[] {
  const left = (path: string): boolean => (!stubs && ignored.test(path)) || ignore?.(path) === true;
  return fileDifferences(expected, actual, { ...(mtime && { mtime }), ignore: left }).flatMap(linesOf);
}

function linesOf(difference: FileDifference): readonly string[] {
  const { path } = difference;
  if (difference.kind === "removed") return [`${path}: missing (expected ${describe(difference.from)})`];
  if (difference.kind === "added") return [`${path}: unexpected ${describe(difference.to)}`];
  const { from, to, what } = difference;
  return what.map((key) =>
    key === "mtime"
      ? `${path}: mtime ${to.mtime}, expected ${from.mtime}`
      : `${path}: ${key} ${show(key, to[key])}, expected ${show(key, from[key])}`,
  );
}

const show = (key: string, value: unknown): string =>
  key === "mode" ? `0${Number(value).toString(8)}` : (JSON.stringify(value) ?? "none");

function describe(entry: TreeEntry): string {
  return `${entry.type} 0${entry.mode.toString(8)} ${entry.uid}:${entry.gid}`;
}
