/** The open folders of a layer as one list of rows. Pure. */
import type { Look, Looks } from "../../../debugger/looks.ts";
import type { Folder, LayerEntry } from "../../../look/found.ts";

/** `said`: in place of what is in a folder that is not known. */
export type TreeRow =
  | { readonly kind: "entry"; readonly entry: LayerEntry; readonly depth: number; readonly open: boolean }
  | { readonly kind: "said"; readonly text: string; readonly depth: number };

/** By path, the root among them: what is in it, or what there is to say instead. */
type Folders = ReadonlyMap<string, Folder | string>;

export type FolderLook = Look & { readonly what: "folder" };

/** What to look up for them: the root, then what is open. */
export const folderLooks = (step: number, open: readonly string[]): readonly FolderLook[] =>
  ["/", ...open].map((path) => ({ what: "folder", step, path }));

let newest: { readonly folders: Folders; readonly rows: readonly TreeRow[] } | undefined;

/** Made once for as long as nothing of it changes: a folder of 100,000 files scrolls. */
export function treeRows(looks: Looks, step: number, open: readonly string[]): readonly TreeRow[] {
  const folders: Folders = new Map(folderLooks(step, open).map((look) => [look.path, folderOr(looks, look)]));
  if (newest !== undefined && isSame(newest.folders, folders)) return newest.rows;
  const rows: TreeRow[] = [];
  add(rows, folders, "/", 0);
  newest = { folders, rows };
  return rows;
}

function folderOr(looks: Looks, look: FolderLook): Folder | string {
  const reading = looks.known(look);
  if (reading.kind === "known") return reading.value;
  return reading.kind === "none" ? reading.why : "Reading…";
}

const isSame = (one: Folders, other: Folders): boolean =>
  one.size === other.size && [...one].every(([path, folder]) => other.get(path) === folder);

function add(rows: TreeRow[], folders: Folders, path: string, depth: number): void {
  const folder = folders.get(path);
  if (folder === undefined) return;
  if (typeof folder === "string") rows.push({ kind: "said", text: folder, depth });
  else if (folder.entries.length === 0) rows.push({ kind: "said", text: "(empty)", depth });
  else
    for (const entry of folder.entries) {
      const open = entry.type === "directory" && folders.has(entry.path);
      rows.push({ kind: "entry", entry, depth, open });
      if (open) add(rows, folders, entry.path, depth + 1);
    }
}

/** As `ls -l` has it: `drwxr-xr-x`. */
export function modeWord({ type, mode }: Pick<LayerEntry, "type" | "mode">): string {
  const bits = [6, 3, 0].map((shift) => (mode >> shift) & 7);
  const specials = [mode & 0o4000, mode & 0o2000, mode & 0o1000];
  const words = bits.map((bit, at) => {
    const last = (bit & 1) !== 0 ? "x" : "-";
    const letter = at === 2 ? "t" : "s";
    const special = specials[at] === 0 ? last : last === "x" ? letter : letter.toUpperCase();
    return `${(bit & 4) !== 0 ? "r" : "-"}${(bit & 2) !== 0 ? "w" : "-"}${special}`;
  });
  return `${{ file: "-", directory: "d", symlink: "l", other: "?" }[type]}${words.join("")}`;
}

/** The last part of a path, with where a link leads. */
export const nameOf = ({ path, type, target }: LayerEntry): string =>
  `${path.slice(path.lastIndexOf("/") + 1)}${type === "directory" ? "/" : ""}${target === undefined ? "" : ` -> ${target}`}`;
