/** What stands in a container where directories of a copy arrive that come only for what is below them (--parents, --exclude). */
import { posix } from "node:path";
import type { Entry, Selection } from "../../context/entries.ts";
import { UserError } from "../../errors.ts";
import type { Files } from "../image-fs/container-files.ts";

/**
 * The directories at the places of the selection's waited ones below `base`, by absolute path. Asked before anything is sent:
 * the engine answers nothing while it extracts. Throws UserError where something else is in the way.
 */
export async function existingDirectories(files: Files, selection: Selection, base: string): Promise<ReadonlyMap<string, Entry>> {
  const existing = new Map<string, Entry>();
  for (const match of selection.matches) {
    for (const path of (await match.waited?.()) ?? []) {
      const place = posix.join(base, path);
      if (existing.has(place)) continue;
      const stat = await files.stat(place);
      if (stat === undefined) continue;
      if (stat.type !== "directory") throw new UserError({ message: `cannot copy to non-directory: ${place}` });
      const entry = await files.header(place);
      if (entry) existing.set(place, entry);
    }
  }
  return existing;
}
