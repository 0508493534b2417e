/**
 * Some files of an image cannot be seen in a container made from it: the engine puts its own in their place (/etc/hosts, …).
 * Where its API mounts images (1.48), the image's own are seen through such a mount, in another container that never starts.
 */
import { posix } from "node:path";
import type { Engine, PathStat } from "../../engine/engine.ts";

/** Where that container has the image. */
export const mountPoint = "/.dbuild-image";

/** A container with the mount. */
export type GenuineContainer = {
  readonly id: string;
  /** The containerd store puts stand-ins into such a mount too, none of them older than this (seconds since the epoch). */
  readonly standInsSince?: number;
};

/** Gives the container with the mount, made when first asked for; undefined where the engine mounts no images. */
export type Genuine = () => Promise<GenuineContainer | undefined>;

/** Makes it, as `name`; who asks removes it. */
export async function mountImage(engine: Engine, image: string, name: string): Promise<GenuineContainer> {
  const mount = { kind: "image", image, path: "/", target: mountPoint, readonly: true } as const;
  const id = await engine.create({ image, name, mounts: [mount] });
  if ((await engine.info()).store === "graph") return { id };
  const made = (await engine.stat(id, "/.dockerenv"))?.mtime;
  // the mount may have got its stand-ins a moment earlier than the container
  return made === undefined ? { id } : { id, standInsSince: made - 1 };
}

const files = ["/.dockerenv", "/dev/console", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/mtab"];
const folders = ["/dev", "/proc", "/sys"];

/** Is what a container shows at `path` (clean, without links) or right below it perhaps the engine's? */
export function mayBeHidden(path: string): boolean {
  return (
    path === "/" ||
    path === "/etc" ||
    files.includes(path) ||
    folders.some((folder) => posix.join(path, "/").startsWith(`${folder}/`))
  );
}

/** Could a path with this last part be one of those, were links on the way followed? */
export function soundsHidden(path: string): boolean {
  return [...files, ...folders, "/etc", "/dev/pts", "/dev/shm"].some((hidden) => posix.basename(hidden) === posix.basename(path));
}

/** Is what is seen at `path` in the mount (or in the container, where there is no mount) not the image's? Never to be copied. */
export function isStandIn(
  path: string,
  { type, size, mtime }: Pick<PathStat, "size" | "mtime"> & { readonly type: string },
  mounted: GenuineContainer | undefined,
): boolean {
  const since = mounted ? mounted.standInsSince : Number.NEGATIVE_INFINITY;
  return since !== undefined && mtime >= since && looksMade(path, type, size);
}

function looksMade(path: string, type: string, size: number): boolean {
  if (path === "/etc/mtab") return type === "symlink";
  if (files.includes(path)) return size === 0 && (type === "file" || type === "other");
  return type === "directory" && (path === "/dev/pts" || path === "/dev/shm");
}
