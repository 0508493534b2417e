/**
 * Some files of an image cannot be seen in a container made from it: the engine puts its own in their place (/etc/hosts, …).
 * Where its API mounts images (1.48), the image's own are seen through such a mount, in another container that never starts.
 */
import { posix } from "node:path";
import type { PathStat } from "../../engine/engine.ts";

/** Where that container has the image. */
export const mountPoint = "/.dbuild-image";

/** Gives the container with the mount, made when first asked for; undefined where the engine mounts no images. */
export type Genuine = () => Promise<string | undefined>;

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

/** What is there instead of the image's file: never to be copied. */
export function isStub(path: string, type: PathStat["type"] | string, size: number): boolean {
  if (path === "/etc/mtab") return type === "symlink";
  if (files.includes(path)) return size === 0 && (type === "file" || type === "other");
  return type === "directory" && (path === "/dev/pts" || path === "/dev/shm");
}
