/** WORKDIR makes its directory at once, owned by the user in force. */

import { directoriesToMake, type Resolved } from "../image-fs/resolve-path.ts";
import { send } from "./copy-into.ts";
import { directoryMember, type Target } from "./members.ts";
import type { Owner } from "./owner.ts";
import { type SentFolders, sentFolders } from "./uncommitted-dirs.ts";

/**
 * Makes what is missing at `resolved`, 0755 and `owner`'s, in a container that was never started; links are
 * followed, what exists is left alone. Gives what was made. Throws UserError when a part of it is not a directory.
 */
export async function makeDirectory(
  { engine, container }: Target,
  resolved: Resolved,
  owner: Owner,
  now = Math.floor(Date.now() / 1000),
): Promise<SentFolders> {
  const folders = sentFolders();
  const members = directoriesToMake(resolved).map((directory) => directoryMember(directory, 0o755, owner, now));
  for (const member of members) folders.see(member);
  await send(engine, container, members);
  return folders;
}
