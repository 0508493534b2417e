/**
 * /etc/hostname of a RUN is the image's, and what is written there stays (BuildKit). The engine can leave out the file it mounts
 * there (`imageHostname`), but shows an empty one in the image's place: so the image's is written into the container first.
 */

import type { TarMember } from "../../context/tar-write.ts";
import type { Engine, MountSpec } from "../../engine/engine.ts";
import { isEngineFile, type MountedImage, mountImage } from "../image-fs/image-mount.ts";

const file = "/etc/hostname";

/**
 * Whether a RUN is worth the calls: only one that names the file is suspected to touch it. Not with mounts below /dev, which a file
 * written into the container would make in its root (those of the network files likewise), nor below /etc, where it would go into
 * what is mounted.
 */
export function wantsHostname(argv: readonly string[], mounts: readonly MountSpec[]): boolean {
  const inTheWay = mounts.some(({ target }) =>
    /^\/(?:dev\/|etc$|\.dockerenv$|etc\/(?:hostname|hosts|resolv\.conf)$)/.test(target),
  );
  return !inTheWay && argv.some((word) => /hostname/i.test(word));
}

/** Layers never change, so what was seen once holds. */
const seen = new WeakMap<Engine, Map<string, Promise<TarMember | undefined>>>();

/** The image's file; undefined where it has none. `name`: of a container to look into. */
export function hostnameIn(engine: Engine, image: string | undefined, name: string): Promise<TarMember | undefined> {
  if (image === undefined) return Promise.resolve(undefined);
  const known = seen.get(engine) ?? new Map<string, Promise<TarMember | undefined>>();
  seen.set(engine, known);
  const found = known.get(image) ?? look(engine, image, name);
  known.set(image, found);
  found.catch(() => known.delete(image));
  return found;
}

async function look(engine: Engine, image: string, name: string): Promise<TarMember | undefined> {
  const mounted = await mountImage(engine, image, name);
  try {
    return await readFile(mounted);
  } finally {
    await engine.remove(mounted.id);
  }
}

/**
 * After it: what was written over the engine's empty file has the mode of that, not a new file's. The file as it should be, for
 * the committed image; undefined: nothing is to be mended. (Nothing may be asked of a container that has run: the engine would
 * make the mount points of its other files in it.)
 */
export async function mendedHostname(engine: Engine, image: string, name: string): Promise<TarMember | undefined> {
  const written = await hostnameIn(engine, image, name);
  return written && written.size > 0 && written.mode === 0o755 ? { ...written, mode: 0o644 } : undefined;
}

/** A regular file with its content; undefined: there is none. */
async function readFile(mounted: MountedImage): Promise<TarMember | undefined> {
  const stat = await mounted.files.stat(file);
  // somebody's gigabytes are not held in memory for this
  if (stat?.type !== "file" || stat.size > 1 << 20 || isEngineFile(file, stat, mounted)) return undefined;
  const found = await mounted.files.readFile(file);
  return found && { ...found.entry, name: file.slice(1), content: found.content };
}
