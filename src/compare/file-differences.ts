/** What differs between the file systems of two images, file by file. Pure. */
import type { MergedTree, TreeEntry } from "./merged-tree.ts";

/** What of a file; `content` stands for its bytes. */
export const aspects = [
  "type",
  "mode",
  "uid",
  "gid",
  "size",
  "sha256",
  "linkTarget",
  "links",
  "device",
  "xattrs",
  "mtime",
] as const;
export type Aspect = (typeof aspects)[number];

/** `added`: only the second image has it. */
export type FileDifference =
  | { readonly path: string; readonly kind: "added"; readonly to: TreeEntry }
  | { readonly path: string; readonly kind: "removed"; readonly from: TreeEntry }
  | {
      readonly path: string;
      readonly kind: "changed";
      readonly from: TreeEntry;
      readonly to: TreeEntry;
      readonly what: readonly Aspect[];
    };

export type Comparing = {
  /** Compare the time of this path? Default: none. */
  readonly mtime?: (path: string, from: TreeEntry) => boolean;
  /** Leave these paths out. */
  readonly ignore?: (path: string) => boolean;
};

/** By path; empty when the trees are equal. */
export function fileDifferences(from: MergedTree, to: MergedTree, { mtime, ignore }: Comparing = {}): readonly FileDifference[] {
  const list: FileDifference[] = [];
  const paths = [...from.keys(), ...[...to.keys()].filter((path) => !from.has(path))];
  for (const path of paths.sort()) {
    if (ignore?.(path)) continue;
    const [one, other] = [from.get(path), to.get(path)];
    if (one === undefined && other !== undefined) list.push({ path, kind: "added", to: other });
    if (other === undefined && one !== undefined) list.push({ path, kind: "removed", from: one });
    if (one === undefined || other === undefined || one === other) continue;
    const what = aspects.filter((aspect) => differs(one, other, aspect) && (aspect !== "mtime" || mtime?.(path, one)));
    if (what.length > 0) list.push({ path, kind: "changed", from: one, to: other, what });
  }
  return list;
}

/** Contents that nobody has read differ as far as is known. */
function differs(one: TreeEntry, other: TreeEntry, aspect: Aspect): boolean {
  if (aspect === "sha256") return one.sha256 !== other.sha256 || one.unread !== other.unread;
  const [left, right] = [one[aspect], other[aspect]];
  return left !== right && JSON.stringify(left) !== JSON.stringify(right);
}

/** Are both files of one size, and whether they are equal cannot be said before their contents are read? */
export const isOpen = (difference: FileDifference): boolean =>
  difference.kind === "changed" &&
  difference.what.includes("sha256") &&
  !difference.what.includes("size") &&
  (difference.from.unread !== undefined || difference.to.unread !== undefined);
