/** The merged file system of an image, as a list one can compare: what dockerfile-semantics.md §0 says "the same files" means. */
import { type LayerEntry, type SavedImage, savedImage } from "./saved-image.ts";

/** One path of the merged tree. */
export type TreeEntry = {
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Seconds, whole. */
  readonly mtime: number;
  readonly sha256?: string;
  readonly linkTarget?: string;
  /** The other names of this file, sorted; absent for a file with one name. */
  readonly links?: readonly string[];
  readonly device?: string;
  readonly xattrs?: Readonly<Record<string, string>>;
};

/** What several names may share. */
type Inode = { entry: TreeEntry; names: string[] };

/** Every path of the image (absolute, `/` itself left out) after applying all layers and their whiteouts. */
export const imageTree = async (ref: string): Promise<Map<string, TreeEntry>> => treeOf(await savedImage(ref));

/** imageTree() of an image that was read already. */
export function treeOf({ layers }: SavedImage): Map<string, TreeEntry> {
  const tree = new Map<string, Inode>();
  for (const layer of layers) applyLayer(tree, layer);
  for (const [path, inode] of tree) inode.names.push(path);
  const result = new Map<string, TreeEntry>();
  for (const [path, { entry, names }] of tree) {
    const others = names.filter((name) => name !== path).sort();
    result.set(path, others.length > 0 ? { ...entry, links: others } : entry);
  }
  return result;
}

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
  expected: ReadonlyMap<string, TreeEntry>,
  actual: ReadonlyMap<string, TreeEntry>,
  comparison: TreeComparison = {},
): readonly string[] {
  const list: string[] = [];
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].sort();
  for (const path of paths) {
    if ((!comparison.stubs && ignored.test(path)) || comparison.ignore?.(path)) continue;
    const want = expected.get(path);
    const have = actual.get(path);
    if (!want || !have) {
      list.push(want ? `${path}: missing (expected ${describe(want)})` : `${path}: unexpected ${have ? describe(have) : ""}`);
      continue;
    }
    for (const key of ["type", "mode", "uid", "gid", "size", "sha256", "linkTarget", "links", "device", "xattrs"] as const) {
      const [left, right] = [JSON.stringify(want[key]), JSON.stringify(have[key])];
      if (left !== right) list.push(`${path}: ${key} ${show(key, right)}, expected ${show(key, left)}`);
    }
    if (want.mtime !== have.mtime && comparison.mtime?.(path, want)) {
      list.push(`${path}: mtime ${have.mtime}, expected ${want.mtime}`);
    }
  }
  return list;
}

function show(key: string, value: string | undefined): string {
  return key === "mode" && value !== undefined ? `0${Number(value).toString(8)}` : (value ?? "none");
}

function describe(entry: TreeEntry): string {
  return `${entry.type} 0${entry.mode.toString(8)} ${entry.uid}:${entry.gid}`;
}

function applyLayer(tree: Map<string, Inode>, layer: readonly LayerEntry[]): void {
  // A layer's whiteouts hide what lies below it, never its own entries: they go first.
  for (const { header } of layer) {
    const path = clean(header.name);
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    if (name === ".wh..wh..opq") removeBelow(tree, path.slice(0, slash));
    else if (name.startsWith(".wh.") && !name.startsWith(".wh..wh.")) {
      const target = `${path.slice(0, slash)}/${name.slice(4)}`;
      tree.delete(target);
      removeBelow(tree, target);
    }
  }
  for (const { header, sha256 } of layer) {
    const path = clean(header.name);
    if (path === "" || path.slice(path.lastIndexOf("/") + 1).startsWith(".wh.")) continue;
    addParents(tree, path);
    if (header.type === "link") {
      const inode = tree.get(clean(header.linkname ?? ""));
      if (!inode) throw new Error(`layer: ${path} is a hard link to the missing ${header.linkname}`);
      tree.set(path, inode);
      continue;
    }
    if (header.type !== "directory") removeBelow(tree, path);
    tree.set(path, { entry: treeEntry(header, sha256), names: [] });
  }
}

function treeEntry(header: LayerEntry["header"], sha256: string | undefined): TreeEntry {
  const pax = (header as { readonly pax?: Readonly<Record<string, string>> | null }).pax ?? {};
  const xattrs = Object.fromEntries(
    Object.entries(pax)
      .filter(([key]) => key.startsWith("SCHILY.xattr."))
      .map(([key, value]) => [key.slice(13), Buffer.from(value).toString("hex")] as const)
      .sort(),
  );
  const device = header.type?.endsWith("device") ? `${header.devmajor}:${header.devminor}` : undefined;
  return {
    type: header.type ?? "file",
    mode: (header.mode ?? 0) & 0o7777,
    // large ids stand in PAX records, which the library does not apply
    uid: Number(pax.uid ?? header.uid ?? 0),
    gid: Number(pax.gid ?? header.gid ?? 0),
    size: header.type === "file" ? (header.size ?? 0) : 0,
    mtime: Math.floor((header.mtime?.getTime() ?? 0) / 1000),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(header.type === "symlink" ? { linkTarget: header.linkname ?? "" } : {}),
    ...(device === undefined ? {} : { device }),
    ...(Object.keys(xattrs).length > 0 ? { xattrs } : {}),
  };
}

function addParents(tree: Map<string, Inode>, path: string): void {
  for (let slash = path.indexOf("/", 1); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const parent = path.slice(0, slash);
    if (tree.has(parent)) continue;
    tree.set(parent, { entry: { type: "directory", mode: 0o755, uid: 0, gid: 0, size: 0, mtime: 0 }, names: [] });
  }
}

function removeBelow(tree: Map<string, Inode>, directory: string): void {
  if (tree.get(directory) && tree.get(directory)?.entry.type !== "directory") return;
  const prefix = `${directory}/`;
  for (const path of tree.keys()) if (path.startsWith(prefix)) tree.delete(path);
}

/** `./a//b/` to `/a/b`; the root to "". */
function clean(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.map((part) => `/${part}`).join("");
}
