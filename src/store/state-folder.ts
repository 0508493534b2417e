/** Where a session keeps its logs: $XDG_STATE_HOME/dbuild (default ~/.local/state/dbuild), readable by the user alone. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { hasDraft } from "./drafts.ts";
import { makeFolder } from "./make-folder.ts";
import { bootId, machine } from "./this-machine.ts";

/** Sessions whose logs are kept; older ones are removed when a new one starts, unless their dbuild still runs. */
const kept = 20;
/** The same of sessions that did not end in order: an engine may have something of theirs. */
const keptOpen = 200;
/**
 * Holds the process of a session, the boot of its machine, which machine that is, and the engine's address: a line each. A session
 * that ends in order removes it.
 */
const owner = "pid";

export const stateFolder = (env: NodeJS.ProcessEnv): string =>
  path.join(env.XDG_STATE_HOME || path.join(os.homedir(), ".local", "state"), "dbuild");

/**
 * Where folders of sessions may be: in the state folder, and in the temporary one that serves when that cannot be written. Everybody
 * may make something of that name there: only a folder that nobody else can write to is used.
 */
export function stateRoots(env: NodeJS.ProcessEnv): readonly string[] {
  const temporary = path.join(os.tmpdir(), `dbuild-${process.getuid?.() ?? "user"}`);
  return [stateFolder(env), ...(isFree(temporary) ? [temporary] : [])];
}

function isFree(folder: string): boolean {
  const found = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return true;
  const isOwn = process.getuid === undefined || (found.uid === process.getuid() && (found.mode & 0o022) === 0);
  return found.isDirectory() && isOwn;
}

/** What is known of the files that builds have read, by folder. */
export const contextHashes = (env: NodeJS.ProcessEnv): string => path.join(stateFolder(env), "context-hashes");

/**
 * Makes the folder of a session and forgets the oldest ones. Where the state folder cannot be written, the temporary folder
 * serves; where that cannot be either, the folder may not be there, and whoever writes to it finds out why.
 */
export function sessionFolder(env: NodeJS.ProcessEnv, session: string, engine = ""): string {
  for (const root of stateRoots(env)) {
    try {
      return made(env, root, session, engine);
    } catch {
      // the next one
    }
  }
  return path.join(stateFolder(env), "sessions", session);
}

function made(env: NodeJS.ProcessEnv, root: string, session: string, engine: string): string {
  const sessions = path.join(root, "sessions");
  makeFolder(sessions);
  // somebody may have made it a moment before
  if (!stateRoots(env).includes(root)) throw new Error(`${root} belongs to somebody else`);
  const old = fs
    .readdirSync(sessions)
    .filter((name) => /^\d{8}-\d{6}-/.test(name))
    .sort();
  for (const [at, name] of old.slice(0, Math.max(0, old.length - kept + 1)).entries()) {
    const folder = path.join(sessions, name);
    const maybeInEngine = isOpen(folder) && at >= old.length - keptOpen;
    if (!isRunning(folder) && !hasDraft(folder) && !maybeInEngine) fs.rmSync(folder, { recursive: true, force: true });
  }
  const folder = path.join(sessions, session);
  makeFolder(folder);
  ownSession(folder, engine);
  return folder;
}

/** Says that the session is this process's. */
export function ownSession(folder: string, engine: string): void {
  fs.writeFileSync(path.join(folder, owner), `${[process.pid, bootId() ?? "", machine(), engine].join("\n")}\n`, { mode: 0o600 });
}

/** Says that this process has the session without a screen: whoever wants it may have it. */
export function ownInBackground(folder: string): void {
  fs.appendFileSync(path.join(folder, owner), "background\n");
}

export const isInBackground = (folder: string): boolean => ownerLines(folder)[4] === "background";

/** The process that has the session. */
export const ownerPid = (folder: string): number | undefined => Number(ownerLines(folder)[0]) || undefined;

function ownerLines(folder: string): readonly string[] {
  try {
    return fs.readFileSync(path.join(folder, owner), "utf8").split("\n");
  } catch {
    return [];
  }
}

/** Has a process the session, or died while it had it? */
export const isOpen = (folder: string): boolean => fs.existsSync(path.join(folder, owner));

/** Address of the engine that the session's last process used, unless it ended in order. */
export const engineOf = (folder: string): string | undefined => ownerLines(folder)[3];

function isRunning(folder: string): boolean {
  try {
    const pid = Number(fs.readFileSync(path.join(folder, owner), "utf8").split("\n", 1)[0]);
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    // Another user's process is one that runs.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Did the session end with an earlier start of this machine? Its folder is there, written by this machine, and another boot's.
 * What ran then does not run now.
 */
export function endedWithBoot(env: NodeJS.ProcessEnv, session: string): boolean {
  const [, boot, where] = ownerLines(folderOf(env, session));
  return Boolean(boot) && bootId() !== undefined && boot !== bootId() && where === machine();
}

/** The session has nothing any more in the engine at the address `engine`; one that used another address may have, in another engine. */
export function markEnded(env: NodeJS.ProcessEnv, session: string, engine: string): void {
  const folder = folderOf(env, session);
  if (engineOf(folder) !== engine) return;
  try {
    fs.rmSync(path.join(folder, owner), { force: true });
  } catch {
    // the next start looks once more
  }
}

/**
 * Sessions of this user that did not end in order, by whatever address they used an engine: one engine has several (a socket, a
 * tunnel, a context). Some of them may still run.
 */
export const notEnded = (env: NodeJS.ProcessEnv): readonly string[] =>
  stateRoots(env).flatMap((root) => {
    const sessions = path.join(root, "sessions");
    try {
      return fs.readdirSync(sessions).filter((session) => isOpen(path.join(sessions, session)));
    } catch {
      return [];
    }
  });

/** Where the session is, if it is anywhere. */
function folderOf(env: NodeJS.ProcessEnv, session: string): string {
  const [usual = "", ...others] = stateRoots(env).map((root) => path.join(root, "sessions", session));
  return [usual, ...others].find((folder) => fs.existsSync(folder)) ?? usual;
}
