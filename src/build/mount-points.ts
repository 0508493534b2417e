/** The folders a runtime mounts on: BuildKit's first RUN leaves them in a root that had none, a committed container does not. */
import type { Engine } from "../engine/engine.ts";
import { directoryMember, send } from "./copy/copy-into.ts";
import { root } from "./copy/owner.ts";

/**
 * Writes /dev, /proc and /sys into a created container whose image lacks them. The engine shows stand-ins of its own there;
 * one that is as new as the container's other stand-ins is not the image's.
 */
export async function makeMountPoints(engine: Engine, container: string): Promise<void> {
  const made = (await engine.stat(container, "/.dockerenv"))?.mtime;
  if (made === undefined) return;
  const lacks = async (path: string): Promise<boolean> => ((await engine.stat(container, path))?.mtime ?? made) >= made;
  const [proc, sys] = await Promise.all([lacks("/proc"), lacks("/sys")]);
  // /dev always gets new entries, so its time says nothing; images have it where they have /proc.
  const missing = [...(proc ? ["/dev", "/proc"] : []), ...(sys ? ["/sys"] : [])];
  await send(
    engine,
    container,
    missing.map((path) => directoryMember(path, 0o755, root, made)),
  );
}
