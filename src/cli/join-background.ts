/** A build that goes on without a screen, when the same one is asked for again: it is joined, not begun anew. */
import fs from "node:fs";
import path from "node:path";
import type { JournalEntry } from "../debugger/journal/replay.ts";
import { readJournal } from "../store/journal.ts";
import { isLeft } from "../store/sessions.ts";
import { isInBackground } from "../store/state-folder.ts";
import { takeFromBackground } from "./background.ts";
import { type FoundSession, savedSessions } from "./find-session.ts";
import type { BuildFlags } from "./flags.ts";
import type { Invocation } from "./invocation.ts";
import { type SavedInvocation, withoutPassword, withoutPasswords } from "./saved-invocation.ts";

/** The session of that build, which the process that had it has given up; undefined: none goes on. */
export async function joined(
  invocation: Pick<Invocation, "source" | "context">,
  flags: BuildFlags,
  env: NodeJS.ProcessEnv,
): Promise<FoundSession | undefined> {
  // who wants nothing of the cache wants nothing of another build
  if (!flags.cache || flags.cacheFilter.length > 0 || flags.pull) return undefined;
  const { source, context } = invocation;
  if (source.file === undefined) return undefined;
  const meant = meaningOf({ context: withoutPassword(context), flags: withoutPasswords(flags), cwd: process.cwd() }, source.file);
  const found = savedSessions(env).find(
    ({ stored, saved }) =>
      isInBackground(stored.folder) &&
      !isLeft(env, stored) &&
      meaningOf(saved, saved.dockerfile) === meant &&
      textOf(stored.folder) === source.text,
  );
  return found !== undefined && (await takeFromBackground(found.stored, env)) ? found : undefined;
}

/** All that decides what is built, and under which names. */
function meaningOf({ context, flags, cwd }: Pick<SavedInvocation, "context" | "flags" | "cwd">, dockerfile: string): string {
  const { tag, buildArg, buildContext, target, platform, label, secret, ssh, network, addHost, shmSize, ulimit } = flags;
  const { cgroupParent, output, allow, cache } = flags;
  const local = path.resolve(cwd, context);
  const what = { tag, buildArg, buildContext, target, platform, label, secret, ssh, network, addHost, shmSize, ulimit };
  const place = fs.existsSync(local) ? fs.realpathSync(local) : context;
  return JSON.stringify([real(path.resolve(cwd, dockerfile)), place, what, { cgroupParent, output, allow, cache }]);
}

const real = (file: string): string => (fs.existsSync(file) ? fs.realpathSync(file) : file);

/** The Dockerfile as the session has it. */
function textOf(folder: string): string | undefined {
  let text: string | undefined;
  for (const entry of readJournal(folder) as readonly JournalEntry[]) {
    if (typeof entry !== "object" || entry === null) continue;
    if ("begin" in entry) text = entry.begin.text;
    else if ("event" in entry && entry.event.type === "load") text = entry.event.text;
    // what was taken back then, only a replay tells
    else if ("event" in entry && entry.event.type === "undo") text = undefined;
  }
  return text;
}
