/** Where a session keeps its logs: $XDG_STATE_HOME/dbuild (default ~/.local/state/dbuild), readable by the user alone. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** Sessions whose logs are kept; older ones are removed when a new one starts. */
const kept = 20;

export const stateFolder = (env: NodeJS.ProcessEnv): string =>
  path.join(env.XDG_STATE_HOME || path.join(os.homedir(), ".local", "state"), "dbuild");

/** Makes the folder of a session and forgets the oldest ones. Where the state folder cannot be written, the temporary folder serves. */
export function sessionFolder(env: NodeJS.ProcessEnv, session: string): string {
  try {
    return made(stateFolder(env), session);
  } catch {
    return made(path.join(os.tmpdir(), `dbuild-${process.getuid?.() ?? "user"}`), session);
  }
}

function made(root: string, session: string): string {
  const sessions = path.join(root, "sessions");
  fs.mkdirSync(sessions, { recursive: true, mode: 0o700 });
  const old = fs
    .readdirSync(sessions)
    .filter((name) => /^\d{8}-\d{6}-/.test(name))
    .sort();
  for (const name of old.slice(0, Math.max(0, old.length - kept + 1)))
    fs.rmSync(path.join(sessions, name), { recursive: true, force: true });
  const folder = path.join(sessions, session);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** A new session's id: sorts by time, short enough for a tag. */
export function newSessionId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `${stamp}-${Math.random().toString(36).slice(2, 6).padEnd(4, "0")}`;
}
