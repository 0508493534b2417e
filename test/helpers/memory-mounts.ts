/** Mounts of the in-memory engine: while something is done in a container, what is mounted lies in its tree in place of its own. */
import { posix } from "node:path";
import type { MountSpec } from "../../src/engine/engine.ts";
import { children, directory, file, lookup, makeParents, put, realPath, removeAll, type Tree } from "./memory-files.ts";

/** A mount with the tree it shows: a volume's own, or a copy that goes with the container. */
export type Mounted = { readonly spec: MountSpec; readonly tree: Tree };

/** Makes the mount points in the container's own tree, as the engine leaves them there. */
export function makeMountPoints(tree: Tree, mounts: readonly Mounted[]): void {
  for (const { spec, tree: source } of mounts) {
    // what the engine itself puts into every container is no part of a layer
    if (/^\/(?:(?:dev|proc|sys)\/|etc\/hosts$|\.dockerenv$)/.test(spec.target) || lookup(tree, spec.target, true) !== undefined)
      continue;
    const isFile = lookup(source, pathIn(spec), true)?.type === "file";
    if (isFile) put(tree, spec.target, file("", { mode: 0o755 }));
    else makeParents(tree, spec.target);
  }
}

function pathIn(spec: MountSpec): string {
  if (spec.kind === "file") return sharedPath;
  return spec.kind === "image" || spec.kind === "volume" ? posix.join("/", spec.path) : "/";
}

const sharedPath = "/file";

/** The tree of a mount that is one file of fixed content. */
export const sharedTree = (content: Uint8Array, mode: number): Tree =>
  new Map([[sharedPath, file(Buffer.from(content), { mode })]]);

/** `work` with everything mounted; what it wrote below a volume is the volume's afterwards. */
export async function withMounts<T>(tree: Tree, mounts: readonly Mounted[], work: () => T | Promise<T>): Promise<T> {
  const own = new Map(tree);
  const ordered = [...mounts].sort((one, other) => one.spec.target.length - other.spec.target.length);
  const places: { readonly at: string; readonly mount: Mounted }[] = [];
  for (const mount of ordered) {
    const at = realPath(tree, mount.spec.target, true);
    makeParents(tree, posix.dirname(at));
    removeAll(tree, at);
    graft(mount.tree, realPath(mount.tree, pathIn(mount.spec), true), tree, at);
    places.push({ at, mount });
  }
  try {
    return await work();
  } finally {
    for (const { at, mount } of places.toReversed()) {
      const root = realPath(mount.tree, pathIn(mount.spec), true);
      if (mount.spec.kind !== "file" && !mount.spec.readonly) {
        removeAll(mount.tree, root);
        graft(tree, at, mount.tree, root);
      }
      removeAll(tree, at);
      for (const [path, node] of own) if (path === at || path.startsWith(`${at}/`)) tree.set(path, node);
      for (let above = posix.dirname(at); !own.has(above) && children(tree, above).length === 0; above = posix.dirname(above)) {
        tree.delete(above);
      }
    }
  }
}

function graft(from: Tree, source: string, to: Tree, target: string): void {
  const base = source === "/" ? "" : source;
  for (const [path, node] of [...from]) {
    if (path !== source && !path.startsWith(`${base}/`)) continue;
    to.set(path === source ? target : posix.join(target, path.slice(base.length)), node);
  }
  if (!to.has(target)) to.set(target, directory());
}
