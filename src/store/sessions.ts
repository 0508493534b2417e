/** The sessions whose folders are there: which they are, whose, and how one process takes one up that another left. */
import fs from "node:fs";
import path from "node:path";
import { isGone } from "./session-id.ts";
import { endedWithBoot, isOpen, ownSession, stateRoots } from "./state-folder.ts";

export type StoredSession = {
  /** Of the process that has it, or had it last. */
  readonly id: string;
  readonly folder: string;
};

/** Those of the user, the newest first. */
export function storedSessions(env: NodeJS.ProcessEnv): readonly StoredSession[] {
  const all = stateRoots(env).flatMap((root) => {
    const sessions = path.join(root, "sessions");
    return names(sessions).map((id) => ({ id, folder: path.join(sessions, id) }));
  });
  return all.filter(({ id }) => /^\d{8}-\d{6}-/.test(id)).sort((one, other) => (one.id < other.id ? 1 : -1));
}

/** Is it sure that no process works on it? One that ended in order says so. */
export const isLeft = (env: NodeJS.ProcessEnv, { id, folder }: StoredSession): boolean =>
  !isOpen(folder) || isGone(id) || endedWithBoot(env, id);

/**
 * Makes the session that of this process, as `id`: its folder has that name from now on, with all that is in it. False: another
 * process was first.
 */
export function takeSession({ folder }: StoredSession, id: string, engine: string): string | undefined {
  const taken = path.join(path.dirname(folder), id);
  try {
    fs.renameSync(folder, taken);
  } catch {
    return undefined;
  }
  ownSession(taken, engine);
  return taken;
}

/** A name that people can say and type: the day and time it began, and what tells it from others of that second. */
export function shortName(id: string): string {
  const [, day = "", time = "", last = ""] = /^\d{4}(\d{4})-(\d{4})\d\d-.*-([0-9a-z]{3})$/.exec(id) ?? [];
  return last === "" ? id : `${day}-${time}-${last}`;
}

/** Does `word` mean that session: its id, its short name, or the last part of it? */
export const isCalled = (id: string, word: string): boolean =>
  id === word || shortName(id) === word || (/^[0-9a-z]{3}$/.test(word) && id.endsWith(`-${word}`));

function names(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
