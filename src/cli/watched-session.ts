/** A session that another process has open, as it goes on there: read, never written. */
import fs from "node:fs";
import path from "node:path";
import { makePlan } from "../builder/plan/make-plan.ts";
import type { BuildRequest } from "../builder/request.ts";
import { withoutValues } from "../builder/sandbox/hide-values.ts";
import type { Attempt } from "../debugger/attempts.ts";
import { withShownMessages } from "../debugger/breakpoints/printed.ts";
import { beginReplay, type JournalEntry, type Replay } from "../debugger/journal/replay.ts";
import { logFile } from "../debugger/outputs.ts";
import { type ReadOnlyController, readOnlyController } from "../debugger/read-only.ts";
import type { Session } from "../debugger/session.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { EngineLostError, UserError } from "../errors.ts";
import { openStepLog, type StepOutput } from "../output/log.ts";
import { followJournal } from "../store/follow-journal.ts";
import { isSameSession, newSessionId } from "../store/session-id.ts";
import { isLeft, type StoredSession, shortName, storedSessions } from "../store/sessions.ts";
import { ownerPid } from "../store/state-folder.ts";
import type { FoundSession } from "./find-session.ts";
import { engineVariable } from "./other-engine.ts";
import { planOptionsOf, unreadContexts } from "./plan-options.ts";
import { withProxies } from "./proxies.ts";
import { buildArgsOf } from "./read-request.ts";
import { hiddenArguments, masking, type SavedInvocation } from "./saved-invocation.ts";
import { readContextSpecs } from "./values/context-spec.ts";
import { platformWords } from "./values/platform.ts";
import { readSecrets } from "./values/secret.ts";
import { readTag } from "./values/tag.ts";

export type WatchedSession = {
  readonly controller: ReadOnlyController;
  /** Whoever takes a session over gives it another id. */
  stored(): StoredSession;
  /** No process has it any more. */
  isLeft(): boolean;
  close(): void;
};

/** How often it is looked at, in milliseconds. */
const interval = 200;

/** Throws UserError where nothing can be shown. */
export async function watchSession(found: FoundSession, env: NodeJS.ProcessEnv): Promise<WatchedSession> {
  const { saved } = found;
  const { flags } = saved;
  const info = await engineOf(saved, env);
  const buildArgs = withProxies(buildArgsOf(flags, env), env, engineVariable(saved.engine).DOCKER_HOST);
  const platform = platformWords(flags.platform, env).words;
  const target = flags.target === "" ? undefined : flags.target;
  const contexts = unreadContexts({ contexts: readContextSpecs(flags.buildContext) });
  const options = planOptionsOf({ ...(target !== undefined && { target }), platform }, info, contexts, buildArgs);
  const { shown } = masking(saved.mark, hiddenArguments(buildArgs));

  const request = { secrets: readableSecrets(flags.secret ?? [], env, saved.cwd) };
  /** The newest session as it was replayed, and as it may be shown. */
  let newest: { readonly replayed: Session; readonly shown: Session } | undefined;

  let stored = found.stored;
  let reader = followJournal(stored.folder, shown);
  let read = 0;
  let replay: Replay | undefined;
  /** What follows cannot be shown. */
  let trouble: string | undefined;
  const take = (entry: JournalEntry): void => {
    // the first one is the command line
    if (read++ === 0 || trouble !== undefined) return;
    try {
      if (replay !== undefined) {
        replay.take(entry);
        return;
      }
      const begun = beginReplay(path.basename(stored.folder), entry, (text) => makePlan(text, options));
      if ("why" in begun) trouble = begun.why;
      else replay = begun;
    } catch (error) {
      trouble = (error as Error).message;
    }
  };
  const look = (): Session | undefined => {
    if (!fs.existsSync(stored.folder)) {
      const now = storedSessions(env).find(({ id }) => isSameSession(id, stored.id));
      if (now !== undefined) {
        stored = now;
        reader = followJournal(stored.folder, shown);
      }
    }
    const { afresh, entries } = reader.next();
    if (afresh) {
      read = 0;
      trouble = undefined;
      replay = undefined;
    }
    for (const entry of entries as readonly JournalEntry[]) take(entry);
    const replayed = replay?.session();
    if (replayed === undefined) return undefined;
    if (newest?.replayed !== replayed)
      newest = { replayed, shown: withShownMessages(replayed, (text) => withoutValues(text, { buildArgs, request })) };
    return newest.shown;
  };
  const left = () => !fs.existsSync(stored.folder) || isLeft(env, stored);
  const reason = () => {
    const what = trouble === undefined ? "" : ` What came then cannot be shown here (${trouble}).`;
    return `${left() ? leftText(stored) : openText(stored)}${what}`;
  };
  const logs = new Map<string, StepOutput>();
  const output = (step: string, attempt?: Attempt): StepOutput | undefined => {
    const wanted = attempt ?? replay?.attempts.findLast((each) => each.step === step);
    if (wanted === undefined) return undefined;
    const file = logFile(stored.folder, wanted);
    const log = logs.get(file) ?? openStepLog(file, { grows: true });
    logs.set(file, log);
    return log;
  };
  const session = look();
  if (session === undefined)
    throw new UserError({
      message: `the session ${shortName(stored.id)} cannot be shown: ${trouble ?? "nothing of it is written yet"}`,
      hint: "dbuild sessions tells which process has it",
    });
  const controller = readOnlyController({
    engine: info,
    tags: (flags.tag ?? []).map(readTag),
    path: path.relative(process.cwd(), saved.dockerfile),
    session,
    reason: reason(),
    output,
  });
  const timer = setInterval(() => controller.show(look() ?? controller.snapshot().session, reason()), interval);
  return { controller, stored: () => stored, isLeft: left, close: () => clearInterval(timer) };
}

function openText(stored: StoredSession): string {
  const pid = ownerPid(stored.folder);
  return `Read-only: this session is open in another dbuild, process ${pid ?? "unknown"}; once that has ended it can be taken over here.`;
}

const leftText = ({ id }: StoredSession): string =>
  `Read-only: the dbuild that had this session has ended. Enter, or dbuild resume ${shortName(id)}, goes on with it.`;

/** Those that are still there. */
const readableSecrets = (list: readonly string[], env: NodeJS.ProcessEnv, cwd: string): BuildRequest["secrets"] =>
  Object.assign(
    {},
    ...list.map((each) => {
      try {
        return readSecrets([each], env, cwd);
      } catch {
        return {};
      }
    }),
  );

/** What the engine is; where it does not answer, what is known of it. */
async function engineOf({ engine: address }: SavedInvocation, env: NodeJS.ProcessEnv): Promise<EngineInfo> {
  const { connectEngine } = await import("../engine/docker/connect.ts");
  try {
    const named = env.DOCKER_HOST !== undefined || env.DOCKER_CONTEXT !== undefined;
    const engine = await connectEngine(named ? env : { ...env, ...engineVariable(address) }, newSessionId(new Date()));
    try {
      return await engine.info();
    } finally {
      engine.close();
    }
  } catch (error) {
    if (!(error instanceof EngineLostError)) throw error;
    return { address, version: "lost", apiVersion: "", os: "linux", architecture: "amd64", store: "graph" };
  }
}
