/** What is in a folder, from the list of it. Pure. */
import { UserError } from "../errors.ts";
import type { Folder, LayerEntry, Listing } from "./found.ts";

/** Folders first, each by name; of what is no folder itself. Throws UserError where nothing is there. */
export function folderOf({ entries }: Listing, path: string): Folder {
  const itself = entries.find((entry) => entry.path === path);
  if (itself === undefined) throw new UserError(`${path} is not in the layer`);
  if (itself.type !== "directory") return { path, entries: [itself] };
  const inside = entries.filter((entry) => entry !== itself);
  return { path, entries: inside.sort((one, other) => rank(one) - rank(other) || (one.path < other.path ? -1 : 1)) };
}

const rank = ({ type }: LayerEntry): number => (type === "directory" ? 0 : 1);
