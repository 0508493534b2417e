/** The files of a selection one by one, as its digest has counted them: what tells a person which of them changed. */
import { type DiskEntry, fileOf } from "./disk-tree.ts";

/** `path`: from the root of the context, with a slash before it. `content`: digest of a file, target of a link, else empty. */
export type FileInput = {
  readonly path: string;
  readonly type: DiskEntry["entry"]["type"];
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly content: string;
};

/** `contents`: what the digest found of each entry, in its order. Nothing is read anew. */
export function* fileInputs(
  root: string,
  matches: readonly { readonly entries: readonly DiskEntry[] }[],
  contents: readonly string[],
): Generator<FileInput> {
  let at = 0;
  for (const { entries } of matches) {
    for (const item of entries) {
      const { entry } = item;
      const content = contents[at++];
      // one more than were read to their end, or the root of a copied folder, which passes on nothing
      if (content === undefined || (entry.type === "directory" && entry.path === "")) continue;
      const { type, mode, uid, gid, linkTarget } = entry;
      const path = fileOf(item).slice(root === "/" ? 0 : root.length);
      yield { path, type, mode, uid, gid, content: linkTarget ?? content };
    }
  }
}
