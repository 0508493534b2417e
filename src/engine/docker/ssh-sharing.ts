/**
 * One login for all connections to a host. A login takes seconds, and the engine is spoken to by several connections at a time: OpenSSH
 * shares one between them by itself (ssh_config: ControlMaster, ControlPersist), as Docker's documentation advises for its own client.
 */
import fs from "node:fs";
import path from "node:path";

/** Seconds for which a login outlives its last connection, for the next command. */
const keptFor = 60;

/** A socket's address takes some 104 bytes, of which ssh adds 57 to the folder: `%C`, and a random end while it is made. */
const longestFolder = 45;

/** Options for ssh. None where there is no folder that is the user's alone, and on Windows, whose ssh cannot share. */
export function sharedLogin(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const folder = process.platform === "win32" ? undefined : ownFolder([env.XDG_RUNTIME_DIR, "/tmp"]);
  if (folder === undefined) return [];
  const share = ["ControlMaster=auto", `ControlPath=${folder.replaceAll("%", "%%")}/%C`, `ControlPersist=${keptFor}`];
  // a login that is shared must not outlive its connection: what is opened by it would wait for an answer
  return [...share, "ServerAliveInterval=15", "ServerAliveCountMax=3"].flatMap((option) => ["-o", option]);
}

function ownFolder(places: readonly (string | undefined)[]): string | undefined {
  const user = process.getuid?.();
  for (const place of places) {
    const folder = place && path.join(place, `dbuild-ssh-${user}`);
    if (!folder || Buffer.byteLength(folder) > longestFolder) continue;
    try {
      fs.mkdirSync(folder, { mode: 0o700 });
    } catch {
      // it is there already, or cannot be made
    }
    const found = fs.lstatSync(folder, { throwIfNoEntry: false });
    if (found?.isDirectory() && found.uid === user && (found.mode & 0o077) === 0) return folder;
  }
  return undefined;
}
