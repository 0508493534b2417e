/** What stands in a container where directories of a copy arrive that come only for what is below them (--parents, --exclude). */
import { posix } from "node:path";
import { readTar } from "../../context/tar-read.ts";
import type { Entry, Selection } from "../../context/tree.ts";
import type { Engine } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";

/**
 * The directories at the places of the selection's waited ones below `base`, by absolute path. Asked before anything is sent:
 * the engine answers nothing while it extracts. Throws UserError where something else is in the way.
 */
export async function standingDirectories(
  engine: Engine,
  container: string,
  selection: Selection,
  base: string,
): Promise<ReadonlyMap<string, Entry>> {
  const standing = new Map<string, Entry>();
  for (const match of selection.matches) {
    for (const path of (await match.waited?.()) ?? []) {
      const place = posix.join(base, path);
      if (standing.has(place)) continue;
      const stat = await engine.stat(container, place);
      if (stat === undefined) continue;
      if (stat.type !== "directory") throw new UserError({ message: `cannot copy to non-directory: ${place}` });
      const entry = await headerOf(engine, container, place);
      if (entry) standing.set(place, entry);
    }
  }
  return standing;
}

/** The entry of `path` itself (no link on the way): stat tells no owner, the archive's first header does. */
export async function headerOf(engine: Engine, container: string, path: string): Promise<Entry | undefined> {
  const archive = await engine.read(container, path);
  try {
    for await (const { entry } of readTar(archive)) return { ...entry, mode: entry.mode & 0o7777 };
    return undefined;
  } finally {
    archive.destroy();
  }
}
