/** dbuild's own busybox in the in-memory engine: it installs itself, and lists a layer (src/look/list-layer.ts). */
import { posix } from "node:path";
import { toolsFolder } from "../../src/builder/sandbox/shell-tools.ts";
import type { World } from "./memory-commands.ts";
import type { Node, Tree } from "./memory-files.ts";

export const isTools = (argv: readonly string[] | undefined): boolean => argv?.[0]?.startsWith(`${toolsFolder}/busybox`) === true;

/** Node by node: a file that two layers share is the same one in both, as on an overlay. */
const inodes = new WeakMap<Node, number>();
let newest = 0;

function inodeOf(node: Node): number {
  const inode = inodes.get(node) ?? ++newest;
  inodes.set(node, inode);
  return inode;
}

const typeBits: Readonly<Record<Node["type"], number>> = { file: 0o100000, directory: 0o040000, symlink: 0o120000 };

export function runTools(argv: readonly string[], { tree, print }: World): number {
  if (argv[1] !== "sh") return 0;
  const [mark = "", folder = "/", depth = ""] = argv.slice(5);
  print(`${mark} 794c7630\n`);
  for (const path of listed(tree, folder, depth !== "")) {
    const { type, mode, uid, gid, data, link, mtime } = tree.get(path) as Node;
    const bits = (typeBits[type] | mode).toString(16);
    const size = type === "symlink" ? link.length : data.length;
    const name = type === "symlink" ? `'${path}' -> '${link}'` : path;
    const inode = inodeOf(tree.get(path) as Node);
    print(`${mark} ${bits} ${uid} ${gid} ${size} ${Math.floor(mtime)} ${inode} 0,0 ${path}${mark}${name}\n`);
  }
  print(`${mark} end\n`);
  return 0;
}

function listed(tree: Tree, folder: string, flat: boolean): readonly string[] {
  const all = [...tree.keys()].filter((path) => !/^\/(?:dev|proc|sys)\//.test(path));
  if (flat) return all.filter((path) => path === folder || (path !== "/" && posix.dirname(path) === folder));
  return all;
}
