/** The one place that knows every floor: from an invocation to the controller of a session on a real engine. */
import path from "node:path";
import { holdsOf } from "../builder/holds.ts";
import { filesOf } from "../builder/image-fs/container-files.ts";
import { makePlan } from "../builder/plan/make-plan.ts";
import { networkPool } from "../builder/sandbox/network-pool.ts";
import { sweep } from "../builder/sweep/sweep.ts";
import { createController, type OwnController } from "../debugger/create-controller.ts";
import { dockerfileOnDisk } from "../debugger/dockerfile-on-disk.ts";
import type { OpeningOptions } from "../debugger/opening.ts";
import { outputsIn } from "../debugger/outputs.ts";
import type { ShellPort } from "../debugger/shell-port.ts";
import type { VerifyPort } from "../debugger/verify-port.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { Engine, EngineInfo } from "../engine/engine.ts";
import { draftsOf } from "../store/drafts.ts";
import { keptContainers } from "../store/layers.ts";
import { isGone, sessionIn } from "../store/session-id.ts";
import type { StoredSession } from "../store/sessions.ts";
import { contextHashes, endedWithBoot, markEnded, notEnded, ownInBackground, sessionFolder } from "../store/state-folder.ts";
import { foreseen, refusedByCheck } from "./build-warnings.ts";
import { cacheLookUps } from "./cache-look-ups.ts";
import { namedContexts } from "./contexts/named.ts";
import { readyDebugImage } from "./debug-image-command.ts";
import { afterBuild } from "./disk/after-build.ts";
import { earlierWork } from "./earlier-work.ts";
import type { Invocation } from "./invocation.ts";
import { keepDockerfile } from "./kept-dockerfile.ts";
import { leftBefore } from "./left-layers.ts";
import { noShells } from "./no-shells.ts";
import { refuseOtherEngine } from "./other-engine.ts";
import { planOptionsOf, unreadContexts } from "./plan-options.ts";
import { withProxies } from "./proxies.ts";
import { type ReachedEngine, reachEngine } from "./reach-engine.ts";
import { allRecords, containersOf, leavesWork, recordsIn } from "./run-records.ts";
import { type SavedInvocation, sharesRuns } from "./saved-invocation.ts";
import { type Begun, beginJournal, firstText, readBack } from "./session-journal.ts";
import { sessionRecord } from "./session-record.ts";
import { stepInputs } from "./step-inputs.ts";
import { earlierTimes } from "./step-times.ts";
import { heldAgain, takenFolder } from "./take-over.ts";
import { readBreakpoints } from "./values/break.ts";
import { readPlatform } from "./values/platform.ts";
import { readReconnect } from "./values/reconnect.ts";

export type ComposedSession =
  | {
      readonly ok: true;
      readonly controller: OwnController;
      readonly engine: Engine;
      readonly info: EngineInfo;
      readonly session: string;
      /** Of the session, on this machine. */
      readonly folder: string;
      /** Where edits are kept when the Dockerfile is no file of the user's. */
      readonly keptDockerfile?: string;
      readonly close: () => Promise<void>;
    }
  | {
      readonly ok: false;
      readonly problems: readonly SyntaxProblem[];
      /** The text is sound: files are missing that a step was bound not to find. */
      readonly onlyFiles?: boolean;
    };

export type Surroundings = {
  readonly env: NodeJS.ProcessEnv;
  /** Absent: the engine is looked for once it is needed. */
  readonly reached?: ReachedEngine;
  /** Of a new session, as --break has them. */
  readonly breakpoints: readonly string[];
  /** Absent: there is no terminal to open one on. */
  readonly shells?: ShellPort;
  /** Shells in a RUN's layer get its mounts, but no secrets. */
  readonly noSecrets?: boolean;
  /** The image with a person's own tools for shells: there or pulled before anything runs, so that none is missing later. */
  readonly debugImage?: string;
  /** What an instruction is bound to refuse ends it here, not at its step: words, values, files that are not there. */
  readonly refuseBound?: boolean;
  /** One may come back to any step, and enter it: all layers are held, not only those that something is built on. */
  readonly everyStep?: boolean;
  /** Built beside another session: no later session takes up what this one leaves, or takes it for the newest of its Dockerfile. */
  readonly beside?: boolean;
  /** As in BuildContext. */
  readonly noCacheAbove?: ReadonlySet<string>;
  /** Called before the engine is waited for, with the steps of a new session as they are without its answer. */
  readonly opening?: (first: Pick<OpeningOptions, "plan" | "breakpoints">) => void;
  /** What `V` does on the screen. */
  readonly verify?: VerifyPort;
  /** Hears at the end of what dead sessions left and the start found. `ofWork`: it is about what somebody did, which -q does not hide. */
  readonly told: (line: string, ofWork?: boolean) => void;
  /** The command line, for a process that takes the session up after this one; absent: none does. */
  readonly begun?: Begun;
  /** The session goes on that another process left; else it is a new one. */
  readonly takes?: Taken;
  /** The session that the screen offers to go on with: what it left running needs no other words. */
  readonly offered?: StoredSession;
  /** Without a screen: whoever wants the session may have it. */
  readonly background?: boolean;
};

/** What is around a command that opens a session. `takes`: the one that it goes on with. */
export type CommandAround = Pick<Surroundings, "env" | "takes">;

export type Taken = { readonly stored: StoredSession; readonly saved: SavedInvocation };

/** Checks the Dockerfile, finds the engine and opens a session. Throws UserError, EngineLostError. */
export async function composeSession(invocation: Invocation, surroundings: Surroundings): Promise<ComposedSession> {
  const { source, contexts, platform } = invocation;
  const { env, shells = noShells, noSecrets = false, refuseBound = false, everyStep = false, told, begun, takes } = surroundings;
  const text = takes === undefined ? source.text : firstText(takes.stored.folder);
  // A wrong Dockerfile is told without an engine; the platform's values cannot change that.
  const anyPlatform = { os: "linux", architecture: "amd64" };
  const checked = makePlan(text, planOptionsOf(invocation, anyPlatform, unreadContexts(invocation), invocation.buildArgs));
  if (!checked.ok) return checked;
  const breakpoints = takes === undefined ? readBreakpoints(surroundings.breakpoints, checked.plan) : [];
  if (takes === undefined) surroundings.opening?.({ plan: checked.plan, breakpoints });

  const { session, engine: answering } = surroundings.reached ?? reachEngine(env, takes?.stored.id);
  const engine = await answering;
  const info = await engine.info();
  if (takes !== undefined) refuseOtherEngine(takes, info);
  const refused = takes === undefined ? await refusedByCheck(engine, invocation, refuseBound) : { problems: [] };
  if (refused.problems.length > 0) {
    engine.close();
    return { ok: false, ...refused };
  }
  if (surroundings.debugImage !== undefined) await readyDebugImage(engine, surroundings.debugImage, everyStep, told);
  const buildArgs = withProxies(invocation.buildArgs, env, engine.clientEnv().DOCKER_HOST);
  const named = await namedContexts(contexts, text, engine, invocation.fetching);
  const planOptions = planOptionsOf(invocation, info, named, buildArgs);
  const made = makePlan(text, planOptions);
  if (!made.ok) {
    engine.close();
    return made;
  }

  const isDead = (other: string) => isGone(other) || endedWithBoot(env, other);
  const folder =
    takes === undefined ? sessionFolder(env, session, info.address) : takenFolder(takes.stored, session, info.address);
  if (surroundings.background) ownInBackground(folder);
  const holds = holdsOf(engine, session, everyStep);
  const dockerfile = source.file ?? keepDockerfile(folder, takes === undefined ? text : undefined);
  const place = { folder, buildArgs };
  const replan = (next: string) => makePlan(next, planOptions);
  const back = takes === undefined ? undefined : readBack(place, takes.saved, replan);
  const journal = back?.journal ?? (begun && beginJournal(place, begun, { ...invocation, dockerfile, info }));
  const restored = back?.restored;
  // the names that the process before held its layers by go once this one holds them
  const sweeping = heldAgain(restored?.session, holds).then(() =>
    sweep({
      engine: holds.engine,
      session,
      holds,
      sessionIn,
      isDead,
      kept: () => keptContainers(env),
      underWork: () => allRecords(env),
      notEnded: [...notEnded(env), ...(takes === undefined ? [] : [takes.stored.id])],
      ended: (other) => markEnded(env, other, info.address),
    }),
  );
  const networks = invocation.pool ? networkPool(holds.engine, session) : undefined;
  const records = recordsIn({
    env,
    folder,
    engine: info.address,
    ...(restored && { restored: restored.session }),
    shares: surroundings.shells === undefined && sharesRuns(takes?.saved ?? begun),
  });
  const { lookUps, remember } = cacheLookUps(env, holds.engine, { dockerfile: source.file, engine: info.address });
  const wanted = readPlatform(platform, info);
  const { root, ignore, index } = source;
  const known = path.resolve(dockerfile);
  const { times = {}, ...before } = leftBefore(env, known, info.address);
  const { request } = invocation;
  const inputs = stepInputs({
    env,
    // what is built beside a session is no build of a person's
    file: surroundings.beside ? undefined : source.file,
    plan: () => controller.snapshot().session.plan,
    replan,
    values: { buildArgs, request },
    engine: info.address,
  });
  const controller: OwnController = createController({
    info,
    tags: invocation.tags,
    plan: made.plan,
    replan,
    ...(journal && { journal: (entry) => journal.append(entry) }),
    ...(restored && { restored }),
    earlier: earlierTimes(times, invocation.noCache),
    breakpoints,
    disk: dockerfileOnDisk(dockerfile),
    drafts: draftsOf(folder, dockerfile),
    shells,
    copy: async (from, container, { path: inside, words, destination, replace }) => {
      const { copyOut } = await import("../extract/copy-out.ts");
      const copied = await copyOut(filesOf(from, container), { path: inside, words }, { destination, replace });
      return copied.kind === "copied" ? { ...copied.done, kind: "copied" } : copied;
    },
    noSecrets,
    ...(surroundings.verify && { verify: surroundings.verify }),
    ...(surroundings.debugImage !== undefined && { debugImage: surroundings.debugImage }),
    lookedAt: everyStep,
    ...(everyStep && { foresee: (next: string) => foreseen(engine, invocation, next) }),
    outputs: outputsIn(folder, restored?.attempts),
    now: Date.now,
    inputs: inputs.known,
    build: {
      engine: holds.engine,
      holds,
      lookUps,
      session,
      // what a session without a journal leaves under work nobody takes up
      ...(!surroundings.beside && { records }),
      ...(networks && { networks }),
      isDead,
      hearInputs: inputs.hear,
      reconnectFor: readReconnect(env),
      buildArgs,
      platformArgs: planOptions.platformArgs,
      noCache: invocation.noCache,
      ...(surroundings.noCacheAbove && { noCacheAbove: surroundings.noCacheAbove }),
      pull: invocation.pull,
      request: { ...request, contexts: named, ...(wanted && { platform: wanted }) },
      files: {
        root,
        dockerfile: path.resolve(dockerfile),
        statCache: contextHashes(env),
        ignore,
        ...(index && { index }),
      },
    },
  });
  if (restored?.cut !== undefined) {
    const text = `The end of what was written down of this session cannot be used (${restored.cut}): it stands where it stood before that.`;
    controller.tell({ topic: "journal", text, until: "command" });
  }
  if (source.file === undefined) {
    const text = `the Dockerfile came from ${originOf(source.dockerfile)}: edits are kept in ${dockerfile}`;
    controller.tell({ topic: "file", text, until: "command" });
  }
  const ownTags = Object.values(restored?.session.failures ?? {}).map(({ tag }) => tag);
  const earlier = before.left.filter(({ tag }) => !ownTags.includes(tag));
  const offeredWork = surroundings.offered === undefined ? [] : containersOf(surroundings.offered.folder);
  const work = earlierWork({ engine, controller, left: earlier, onScreen: everyStep, noCache: invocation.noCache });
  const record = sessionRecord({
    folder,
    dockerfile: known,
    engine: info.address,
    tags: invocation.tags,
    times,
    session: () => controller.snapshot().session,
    others: work.others,
  });
  if (!surroundings.beside) controller.subscribe(record);
  controller.subscribe(() => inputs.observe(controller.snapshot().session));
  await work.offer();
  const swept = sweeping.then(async (lines) => {
    await work.afterSweep(lines);
    const ofOffered = (line: string) => offeredWork.some((name) => line.includes(name));
    const isKnown = (line: string) => records.concerns(line) || ofOffered(line) || earlier.some(({ tag }) => line.endsWith(tag));
    const unseen = lines.filter((line) => !isKnown(line));
    if (everyStep && unseen.length > 0) controller.tell({ topic: "sweep", text: `${unseen.join("; ")}.`, until: "command" });
    if (!surroundings.beside) record();
    return lines;
  });
  const close = async () => {
    await swept;
    const idleGone = networks?.close();
    await controller.close();
    for (const line of await swept) if (!records.concerns(line)) told(line, true);
    if (!surroundings.beside) remember();
    const released = await holds.release();
    await idleGone;
    await networks?.close();
    await journal?.close();
    // what an engine that was lost still runs or holds is for the next process
    if (released && !leavesWork(folder)) markEnded(env, session, info.address);
    engine.close();
    for (const line of afterBuild(env, info.address, controller.snapshot().session)) told(line);
  };
  return {
    ok: true,
    controller,
    engine,
    info,
    session,
    folder,
    ...(source.file === undefined && { keptDockerfile: dockerfile }),
    close,
  };
}

const originOf = (dockerfile: string): string => (dockerfile === "-" ? "standard input" : dockerfile);
