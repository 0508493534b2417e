/** The journal of a session on disk: begun, or read back by the process that takes the session up. */
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { PlanResult } from "../builder/plan/make-plan.ts";
import { type JournalEntry, type Restored, replay } from "../debugger/journal/replay.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { type Journal, openJournal, readJournal, replaceJournal } from "../store/journal.ts";
import { shortName } from "../store/sessions.ts";
import {
  hiddenArguments,
  journalForm,
  masking,
  type SavedInvocation,
  withoutPassword,
  withoutPasswords,
} from "./saved-invocation.ts";
import { takenBy } from "./take-over.ts";

/** What began the session. */
export type Begun = Pick<SavedInvocation, "command" | "flags">;

type Place = {
  readonly folder: string;
  /** Some hold passwords. */
  readonly buildArgs: Readonly<Record<string, string>>;
};

type Asked = Pick<SavedInvocation, "context" | "dockerfile"> & {
  readonly file?: string;
  readonly info: Pick<EngineInfo, "address" | "id">;
};

/** A new journal, its first entry written. */
export function beginJournal(
  { folder, buildArgs }: Place,
  { command, flags }: Begun,
  { context, file, dockerfile, info }: Asked,
): Journal {
  const mark = randomBytes(6).toString("hex");
  const first: SavedInvocation = {
    dbuild: journalForm,
    command,
    context: withoutPassword(context),
    flags: withoutPasswords({ ...flags, ...(file !== undefined && { file }) }),
    cwd: process.cwd(),
    dockerfile: path.resolve(dockerfile),
    engine: info.address,
    ...(info.id !== undefined && { engineId: info.id }),
    startedAt: Date.now(),
    mark,
  };
  const journal = openJournal(folder, masking(mark, hiddenArguments(buildArgs)).hidden);
  journal.append(first);
  return journal;
}

/** The text a session began with; what it takes to make plans of it is told by the invocation. */
export function firstText(folder: string): string {
  const [, second] = readJournal(folder) as readonly [unknown, (JournalEntry | undefined)?];
  // whoever takes a session gives its folder another name
  if (!fs.existsSync(folder)) throw takenBy(path.basename(folder));
  const begun = typeof second === "object" && second !== null && "begin" in second ? second.begin?.text : undefined;
  if (typeof begun !== "string") throw unreadable(folder, "it has no beginning");
  return begun;
}

/** The session as its journal has it; what cannot be used of it is cut off. Throws UserError. */
export function readBack(
  { folder, buildArgs }: Place,
  { mark }: Pick<SavedInvocation, "mark">,
  replan: (text: string) => PlanResult,
): { readonly journal: Journal; readonly restored: Restored } {
  const { hidden, shown } = masking(mark, hiddenArguments(buildArgs));
  const [first, ...entries] = readJournal(folder, shown);
  const restored = replay(path.basename(folder), entries as readonly JournalEntry[], replan);
  if ("why" in restored) throw unreadable(folder, restored.why);
  replaceJournal(folder, [first, ...entries.slice(0, restored.used)], hidden);
  return { journal: openJournal(folder, hidden), restored };
}

const unreadable = (folder: string, why: string): UserError =>
  new UserError({
    message: `the session ${shortName(path.basename(folder))} cannot be taken up: ${why}`,
    hint: "its failed layers are in the engine (docker images dbuild-failed); a build of the Dockerfile finds its steps in the cache",
  });
