/**
 * Some files of an image cannot be seen in a container made from it: the engine puts its own in their place (/etc/hosts, …).
 * Where its API mounts images (1.48), the image's own are seen through such a mount, in another container that never starts.
 */
import { posix } from "node:path";
import type { Engine, PathStat } from "../../engine/engine.ts";
import { type Files, filesOf } from "./container-files.ts";
import { onContainerdStore } from "./image-store.ts";

/** Where that container has the image. */
const mountPoint = "/.dbuild-image";

/** An image that a container has mounted. */
export type MountedImage = {
  /** The container's. */
  readonly id: string;
  /** Of the image. */
  readonly files: Files;
  /** What is seen in the mount may still be the engine's (what the containerd store committed, where it could not be unpacked anew). */
  readonly showsEngineFiles: boolean;
};

/** Gives the mounted image, its container made when first asked for; undefined where the engine mounts no images. */
export type OpenImage = () => Promise<MountedImage | undefined>;

/** Images are mounted from API 1.48 on; before, an image's own files cannot be seen where the engine has some. */
export async function mountsImages(engine: Engine): Promise<boolean> {
  const [major = 0, minor = 0] = (await engine.info()).apiVersion.split(".").map(Number);
  return major > 1 || minor >= 48;
}

/** Makes it, as `name`; who asks removes it. */
export async function mountImage(engine: Engine, image: string, name: string): Promise<MountedImage> {
  const mount = { kind: "image", image, path: "/", target: mountPoint, readonly: true } as const;
  const id = await engine.create({ image, name, mounts: [mount] });
  return { id, files: filesOf(engine, id, mountPoint), showsEngineFiles: await onContainerdStore(engine) };
}

const engineFiles = ["/.dockerenv", "/dev/console", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/etc/mtab"];
const folders = ["/dev", "/proc", "/sys"];

/** Is what a container shows at `path` (clean, without links) or right below it perhaps the engine's? */
export function mayBeHidden(path: string): boolean {
  return path === "/" || path === "/etc" || shownByEngine(path);
}

/** Is what a container shows at `path` (clean, without links) the engine's, or on a file system of its? */
export const shownByEngine = (path: string): boolean =>
  engineFiles.includes(path) || folders.some((folder) => posix.join(path, "/").startsWith(`${folder}/`));

/** Could a path with this last part be one of those, were links on the way followed? */
export function soundsHidden(path: string): boolean {
  return [...engineFiles, ...folders, "/etc", "/dev/pts", "/dev/shm"].some(
    (hidden) => posix.basename(hidden) === posix.basename(path),
  );
}

/** Does the mount show what the engine put into the container that the image was committed from? */
export async function hasEngineFiles({ id, files }: MountedImage): Promise<boolean> {
  const stat = await files.stat("/.dockerenv");
  return stat !== undefined && isEngineFile("/.dockerenv", stat, { id, files, showsEngineFiles: true });
}

/** Is what is seen at `path` in the mount (or in the container, where there is no mount) not the image's? Never to be copied. */
export function isEngineFile(
  path: string,
  { type, size, mode, linkTarget }: Pick<PathStat, "size" | "mode"> & { readonly type: string; readonly linkTarget?: string },
  mounted: MountedImage | undefined,
): boolean {
  if (mounted === undefined) return looksMade(path, type, size);
  if (!mounted.showsEngineFiles || !looksMade(path, type, size)) return false;
  // images that have such a file, empty, do not have it with the engine's mode; a link of theirs is a relative one
  if (type === "symlink") return linkTarget === undefined || linkTarget === "/proc/mounts";
  return (mode & 0o7777) === 0o755;
}

function looksMade(path: string, type: string, size: number): boolean {
  if (path === "/etc/mtab") return type === "symlink";
  if (engineFiles.includes(path)) return size === 0 && (type === "file" || type === "other");
  return type === "directory" && (path === "/dev/pts" || path === "/dev/shm");
}
