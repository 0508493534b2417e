/** Layers put on top of each other: the file system an image shows, as a list that can be compared. Pure. */
import type { Entry } from "../context/entries.ts";

/**
 * One member of a layer's tar, its content as a digest. `unread`: nobody looked at the content; the same words mean the same bytes.
 */
export type LayerEntry = { readonly entry: Entry; readonly sha256?: string; readonly unread?: string };

/** One path of the merged tree. Absent and empty mean the same. */
export type TreeEntry = {
  readonly type: Exclude<Entry["type"], "hardlink">;
  /** Permission bits with setuid, setgid, sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a file's content. */
  readonly size: number;
  /** Seconds, whole. */
  readonly mtime: number;
  /** Of a file's content. */
  readonly sha256?: string;
  /** Instead of `sha256`, as in LayerEntry. */
  readonly unread?: string;
  readonly linkTarget?: string;
  /** The other names of this file, sorted; absent for a file with one name. */
  readonly links?: readonly string[];
  /** `major:minor`. */
  readonly device?: string;
  /** By name; values in hexadecimal. */
  readonly xattrs?: Readonly<Record<string, string>>;
};

/** Absolute paths, `/` itself left out. */
export type MergedTree = ReadonlyMap<string, TreeEntry>;

/** What several names may share. */
type Inode = { readonly entry: TreeEntry; readonly names: string[] };
/** A name in a directory; only a directory has `below`. */
type Node = { inode: Inode; below?: Map<string, Node> };

/** The tree after applying all layers, the lowest first, and their whiteouts. */
export function mergeLayers(layers: readonly (readonly LayerEntry[])[]): MergedTree {
  const root: Node = { inode: madeDirectory(), below: new Map() };
  for (const layer of layers) {
    // A layer's whiteouts hide what lies below it, never its own entries: they go first.
    for (const { entry } of layer) hide(root, entry.path);
    for (const one of layer) put(root, one);
  }
  const tree = new Map<string, Inode>();
  list(root, "", tree);
  const result = new Map<string, TreeEntry>();
  for (const [path, { entry, names }] of tree) {
    const others = names.filter((name) => name !== path).sort();
    result.set(path, others.length > 0 ? { ...entry, links: others } : entry);
  }
  return result;
}

const whiteout = ".wh.";
const opaque = ".wh..wh..opq";

function hide(root: Node, path: string): void {
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  if (!name.startsWith(whiteout)) return;
  const folder = find(root, path.slice(0, Math.max(0, slash)));
  if (name === opaque) folder?.below?.clear();
  else if (!name.startsWith(`${whiteout}${whiteout}`)) folder?.below?.delete(name.slice(whiteout.length));
}

function put(root: Node, { entry, sha256, unread }: LayerEntry): void {
  const { path } = entry;
  const slash = path.lastIndexOf("/");
  const name = path.slice(slash + 1);
  if (path === "" || name.startsWith(whiteout)) return;
  const below = folderAt(root, path.slice(0, Math.max(0, slash)));
  if (entry.type === "hardlink") {
    const target = find(root, entry.linkTarget ?? "");
    if (target === undefined) throw new Error(`layer: ${path} is a hard link to the missing ${entry.linkTarget}`);
    below.set(name, { inode: target.inode });
    return;
  }
  const inode: Inode = { entry: treeEntry(entry, sha256, unread), names: [] };
  const kept = entry.type === "directory" ? below.get(name)?.below : undefined;
  below.set(name, { inode, ...(entry.type === "directory" && { below: kept ?? new Map() }) });
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root;
  if (path !== "") for (const part of path.split("/")) node = node?.below?.get(part);
  return node;
}

/** What is in the directory at `path`, which is made where it is not there. */
function folderAt(root: Node, path: string): Map<string, Node> {
  let below = root.below ?? new Map<string, Node>();
  if (path === "") return below;
  for (const part of path.split("/")) {
    let node = below.get(part);
    if (node?.below === undefined) {
      node = { inode: madeDirectory(), below: new Map() };
      below.set(part, node);
    }
    below = node.below ?? below;
  }
  return below;
}

const madeDirectory = (): Inode => ({
  entry: { type: "directory", mode: 0o755, uid: 0, gid: 0, size: 0, mtime: 0 },
  names: [],
});

function list({ below }: Node, path: string, tree: Map<string, Inode>): void {
  for (const [name, node] of below ?? []) {
    const whole = `${path}/${name}`;
    node.inode.names.push(whole);
    tree.set(whole, node.inode);
    list(node, whole, tree);
  }
}

function treeEntry(entry: Entry, sha256: string | undefined, unread: string | undefined): TreeEntry {
  const { type, mode, uid, gid, size, mtime, linkTarget, devMajor = 0, devMinor = 0, pax = {} } = entry;
  const attributes = Object.entries(pax).map(
    ([key, value]) => [key.replace("SCHILY.xattr.", ""), Buffer.from(value, "latin1").toString("hex")] as const,
  );
  return {
    type: type === "hardlink" ? "file" : type,
    mode,
    uid,
    gid,
    size,
    mtime,
    ...(sha256 !== undefined && { sha256 }),
    ...(unread !== undefined && { unread }),
    ...(type === "symlink" && { linkTarget: linkTarget ?? "" }),
    ...(type.endsWith("device") && { device: `${devMajor}:${devMinor}` }),
    ...(attributes.length > 0 && { xattrs: Object.fromEntries(attributes.sort()) }),
  };
}
