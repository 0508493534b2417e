/** The session of a Dockerfile that a new one could go on with instead. */
import fs from "node:fs";
import { recordIn, type Standing } from "../store/layers.ts";
import { isLeft } from "../store/sessions.ts";
import { type FoundSession, savedSessions } from "./find-session.ts";
import { leavesWork } from "./run-records.ts";
import { howLongAgo } from "./sizes.ts";

/**
 * The newest session of `dockerfile`, where nobody has it open, it did not come to its end, and it has done something; with a sentence
 * that offers it.
 */
export function earlierSession(
  env: NodeJS.ProcessEnv,
  dockerfile: string,
): { readonly found: FoundSession; readonly text: string } | undefined {
  const meant = real(dockerfile);
  const found = savedSessions(env).find(({ saved }) => real(saved.dockerfile) === meant);
  const standing = found && recordIn(found.stored.folder)?.standing;
  if (found === undefined || standing === undefined || !isLeft(env, found.stored)) return undefined;
  if (standing.state === "done" || standing.done === 0) return undefined;
  const where = standing.line === undefined ? "its end" : `line ${standing.line}`;
  const how = leavesWork(found.stored.folder) ? ", whose instruction was left running" : howItStands(standing);
  const when = howLongAgo(found.saved.startedAt);
  return { found, text: `A session of this Dockerfile from ${when} stands at ${where}${how}: Enter goes on with it.` };
}

const howItStands = ({ state }: Standing): string => (state === "failed" ? ", which failed" : "");

function real(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}
