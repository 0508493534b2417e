/** Which session is meant: by its name, or the newest one of the Dockerfile at hand. */
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors.ts";
import { recordIn } from "../store/layers.ts";
import { isCalled, isLeft, type StoredSession, shortName, storedSessions } from "../store/sessions.ts";
import { type SavedInvocation, savedInvocation } from "./saved-invocation.ts";

export type FoundSession = { readonly stored: StoredSession; readonly saved: SavedInvocation };

/** Sessions that can be taken up or are under way, the newest first; of those that nobody has open only what did something. */
export function savedSessions(env: NodeJS.ProcessEnv): readonly FoundSession[] {
  return storedSessions(env).flatMap((stored) => {
    const saved = savedInvocation(stored);
    const standing = recordIn(stored.folder)?.standing;
    const empty = standing === undefined || (standing.state === "stopped" && standing.done === 0);
    return saved === undefined || (empty && isLeft(env, stored)) ? [] : [{ stored, saved }];
  });
}

/**
 * `word`: a session's name; without it the newest one of a Dockerfile in the current folder (or begun there). Throws UserError where
 * there is none, or the word means several.
 */
export function findSession(env: NodeJS.ProcessEnv, word: string | undefined): FoundSession {
  const all = savedSessions(env);
  const hint = "dbuild sessions lists them";
  if (word !== undefined) {
    const meant = called(all, word);
    const [found] = meant;
    if (found === undefined) throw new UserError({ message: `there is no session ${word}`, hint });
    if (meant.length === 1) return found;
    const names = meant.map(({ stored }) => shortName(stored.id)).join(", ");
    throw new UserError({ message: `${word} means several sessions: ${names}`, hint: "write one of these" });
  }
  const here = real(process.cwd());
  const found = all.find(({ saved }) => real(saved.cwd) === here || real(path.dirname(saved.dockerfile)) === here);
  if (found !== undefined) return found;
  throw new UserError({
    message: "no session was begun in this folder, nor for a Dockerfile in it",
    hint: all.length === 0 ? "dbuild tui Dockerfile begins one" : hint,
  });
}

export const called = (all: readonly FoundSession[], word: string): readonly FoundSession[] =>
  all.filter(({ stored }) => isCalled(stored.id, word));

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}
