/** Makes the controller of a session: judges each command, lets the part perform it that knows how, keeps the notices. */
import type { PlanResult } from "../builder/plan/make-plan.ts";
import type { Plan } from "../builder/plan/plan.ts";
import { withoutValues } from "../builder/sandbox/hide-values.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { actionLines } from "./breakpoints/action.ts";
import type { NewBreakpoint } from "./breakpoints/breakpoint.ts";
import { performBreakpoint } from "./breakpoints/perform.ts";
import { tooSlowText } from "./breakpoints/words.ts";
import { type Accepted, accepted, type Command, type Execution, type Refused, refused } from "./commands/command.ts";
import { type Facts, requestOf, starts, whyNot } from "./commands/why-not.ts";
import type { Controller, Snapshot } from "./controller.ts";
import { copiesFrom } from "./copy-from-step.ts";
import type { CopyPort } from "./copy-port.ts";
import { dockerfileEdits } from "./dockerfile-edits.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import type { Drafts } from "./drafts.ts";
import { createDriver, type DriverOptions } from "./driver.ts";
import { editsInLayers } from "./edit-in-layer.ts";
import { type Foresee, foreseeing } from "./foreseeing.ts";
import { foreseenText } from "./foreseen.ts";
import { storedEvent } from "./journal/entries.ts";
import type { JournalEntry, Restored } from "./journal/replay.ts";
import { looksInto } from "./layer-looks.ts";
import { layerOfKept, withLayersThere } from "./layers-there.ts";
import type { Leftover } from "./leftovers.ts";
import { lookingText, suspendedText, unlookedText, unwrittenText } from "./notice-words.ts";
import { afterCommand, type Notice, type Notices, withNotice, withoutNotice } from "./notices.ts";
import type { OpenShell } from "./open-shell.ts";
import { indexOf, isBusy, newSession, type Session } from "./session.ts";
import type { ShellPort } from "./shell-port.ts";
import { shellsIn } from "./shells.ts";
import type { VerifyPort } from "./verify-port.ts";
import { verifying } from "./verifying.ts";
import { performWatch } from "./watches.ts";
import { noInputs } from "./why/input-memory.ts";

export type ControllerOptions = Omit<DriverOptions, "noted" | "fileLooks" | "act" | "lists"> & {
  readonly info: EngineInfo;
  readonly plan: Plan;
  readonly replan: (text: string) => PlanResult;
  readonly breakpoints: readonly NewBreakpoint[];
  /** How many instructions may run at once; as the session has it unless given. */
  readonly maxParallel?: number;
  readonly disk: DockerfileOnDisk;
  readonly drafts: Drafts;
  readonly shells: ShellPort;
  readonly copy: CopyPort;
  /** Somebody may look at what a step changed: lists of its container are worth their time. */
  readonly lookedAt?: boolean;
  /** Absent: nothing can be verified. */
  readonly verify?: VerifyPort;
  /** Shells get a RUN's mounts without its secrets. */
  readonly noSecrets?: boolean;
  /** The image with a person's own tools, in which shells open beside the layer. */
  readonly debugImage?: string;
  /** What is bound to fail in a text; asked for each text of the session. */
  readonly foresee?: Foresee;
  /** What happens to the session is written here, for a process that takes it up after this one; returns why it could not be. */
  readonly journal?: (entry: JournalEntry) => string | undefined;
  /** The session as an earlier process left it: it stands where it stood, and what was under way goes on with `resume`. */
  readonly restored?: Restored;
  readonly inputs?: Controller["inputs"];
  /** What is known of the steps of a plan from builds before this session. */
  readonly earlier?: (plan: Plan) => NonNullable<Session["earlier"]>;
};

/** A look for breakpoints on files that takes longer is told, in milliseconds. */
const lateMs = 1000;

/** The controller, and what only its maker may do. */
export type OwnController = Controller & {
  readonly tell: (notice: Notice) => void;
  /** Lets what was under way in the process before this one go on. */
  readonly resume: () => void;
  /** Layers of earlier sessions, which are there. */
  readonly found: (leftovers: readonly Leftover[]) => void;
  /** Waits for what is still being removed. */
  readonly close: () => Promise<void>;
};

export function createController(options: ControllerOptions): OwnController {
  const { build, outputs, breakpoints, maxParallel, disk, drafts, now, journal = () => undefined, restored, earlier } = options;
  const begin = { breakpoints, ...(maxParallel !== undefined && { maxParallel }) };
  /** Why the newest entry of the journal is on no disk. */
  let unwritten: string | undefined;
  const write = (entry: JournalEntry): void => {
    unwritten = journal(entry);
  };
  if (restored === undefined) write({ begin: { text: options.plan.text, ...begin } });
  const first = restored?.session ?? newSession(build.session, options.plan, begin);
  const driver = createDriver(
    { ...first, ...(build.noCache && { noCache: true }), ...(earlier && { earlier: earlier(first.plan) }) },
    {
      ...options,
      fileLooks: {
        changed: async (step, layers) => {
          const late = setTimeout(() => tell({ topic: "looking", text: lookingText(step), until: "withdrawn" }), lateMs);
          try {
            return await looks.changed(step, layers);
          } finally {
            clearTimeout(late);
            setNotices(withoutNotice(notices, "looking"));
          }
        },
        failed: (step, why) => tell({ topic: "breakpoint", text: unlookedText(step, why), until: "command" }),
      },
      act: async (action) => actionLines(action, await looks.act(action), (text) => withoutValues(text, build)),
      ...(options.lookedAt && { lists: { attempt: (attempt) => looks.lists.attempt(attempt) } }),
      noted: (event, before) => {
        const stored = storedEvent(event, before);
        if (stored !== undefined) write({ event: stored, now: now() });
      },
    },
  );
  const removals = new Set<Promise<unknown>>();
  const background = (work: Promise<unknown>): void => {
    const quiet = work.catch(() => {}).finally(() => removals.delete(quiet));
    removals.add(quiet);
  };

  let notices: Notices = [];
  const setNotices = (next: Notices): void => {
    if (next === notices) return;
    notices = next;
    driver.touch();
  };
  const tell = (notice: Notice) => setNotices(withNotice(notices, notice));

  const edits = dockerfileEdits({
    driver,
    disk,
    plan: options.replan,
    tell,
    withdraw: () => setNotices(withoutNotice(notices, "file")),
  });
  const shells = shellsIn({
    build: { ...build, background, kept: new Map() },
    driver,
    port: options.shells,
    noSecrets: options.noSecrets === true,
    ...(options.debugImage !== undefined && { debugImage: options.debugImage }),
  });
  const copyOut = copiesFrom({ build, driver, port: options.copy });
  const openFile = editsInLayers({
    build: { ...build, background, kept: new Map() },
    driver,
    withLayers: (step, work) => withLayersThere(build.engine, driver, step, work),
  });
  const looks = looksInto(build, driver, outputs);
  const verification = verifying(driver, options.verify, tell);

  let logsTold = false;
  let journalTold = false;
  let tooSlowTold: string | undefined;
  let started = false;
  /** Notices that come from what else is known. */
  const observe = (): void => {
    const trouble = logsTold ? undefined : outputs.trouble();
    if (trouble !== undefined) {
      logsTold = true;
      tell({ topic: "logs", text: trouble, until: "command" });
    }
    if (unwritten !== undefined) tell({ topic: "journal", text: unwrittenText(outputs.folder, unwritten), until: "withdrawn" });
    else if (journalTold) setNotices(withoutNotice(notices, "journal"));
    journalTold = unwritten !== undefined;
    const tooSlow = tooSlowText(driver.session());
    if (tooSlow !== undefined && tooSlow !== tooSlowTold) tell({ topic: "breakpoint", text: tooSlow, until: "start" });
    tooSlowTold = tooSlow;
    const suspended = suspendedText(driver.session());
    if (suspended !== undefined) tell({ topic: "paused container", text: suspended, until: "withdrawn" });
    else setNotices(withoutNotice(notices, "paused container"));
    const foreseen = started ? undefined : foreseenText(driver.session());
    if (foreseen !== undefined) tell({ topic: "foreseen", text: foreseen, until: "start" });
    else setNotices(withoutNotice(notices, "foreseen"));
  };
  const stopObserving = driver.subscribe(observe);
  const stopForeseeing = foreseeing(driver, options.foresee);

  const facts = (): Facts => {
    const verify = verification.isRunning() ? "runs" : options.verify && verification.built() ? "can" : undefined;
    return { session: driver.session(), ...(verify && { verify }) };
  };
  let snapshot: Snapshot = { ...facts(), notices };
  const current = (): Snapshot => {
    const next: Snapshot = { ...facts(), notices };
    const { session, verify } = next;
    const same = session === snapshot.session && verify === snapshot.verify;
    if (!same || notices !== snapshot.notices) snapshot = next;
    return snapshot;
  };

  const shell = async (step: number, own: boolean): Promise<OpenShell> => {
    await layerOfKept(driver, step);
    return withLayersThere(build.engine, driver, step, () => shells.open(step, { own }));
  };

  /** Does a command that can be done. */
  const perform = (command: Command): Accepted<unknown> | Refused => {
    const session = driver.session();
    const request = requestOf(command, session, now());
    if (request !== undefined) {
      driver.dispatch(request);
      return accepted(undefined);
    }
    const step = "step" in command ? (indexOf(session, command.step) ?? -1) : -1;
    switch (command.name) {
      case "breakpoint":
      case "set-breakpoint":
      case "delete-breakpoint":
      case "enable-breakpoint":
        return performBreakpoint(driver, command);
      case "watch":
      case "unwatch":
        return performWatch(driver, command);
      case "shell":
        return accepted(shell(step, command.own));
      case "copy":
        return accepted(withLayersThere(build.engine, driver, step, () => copyOut(step, command)));
      case "edit-in-layer":
        return accepted(openFile(step, command.path));
      case "edit":
        return edits.edit(command.step, command.text, command.force);
      case "undo":
        return edits.undo(command.force);
      case "reload":
        return edits.reload();
      case "verify":
        return verification.start();
      case "keep-draft":
        try {
          return accepted(drafts.keep(command.draft));
        } catch (error) {
          return refused(error instanceof Error ? error.message : String(error));
        }
      case "forget-draft":
        return accepted(drafts.forget(command.draft));
      default:
        return refused("That cannot be done here.");
    }
  };

  const execute = (command: Command): Accepted<unknown> | Refused => {
    const before = notices;
    const begins = starts(command);
    if (begins && !isBusy(driver.session())) {
      const read = edits.reload();
      if (read.kind === "refused") return read;
    }
    const reason = whyNot(command, facts());
    if (reason !== undefined) return refused(reason);
    started ||= begins;
    // what reading the file has just told is about this command, and stays
    const kept = afterCommand(before, begins);
    const left = notices.filter((notice) => kept.includes(notice) || !before.includes(notice));
    if (left.length < notices.length) setNotices(left);
    return perform(command);
  };

  return {
    engine: options.info,
    tags: options.tags,
    path: disk.path,
    snapshot: current,
    subscribe: driver.subscribe,
    execute: <C extends Command>(command: C) => execute(command) as Execution<C>,
    stopped: driver.stopped,
    idle: driver.idle,
    output: (step, attempt) => {
      if (attempt !== undefined) return outputs.ofAttempt(attempt);
      const id = driver.session().plan.steps[step]?.id;
      return id === undefined ? undefined : outputs.newest(id);
    },
    looks,
    inputs: options.inputs ?? noInputs,
    check: edits.check,
    draft: drafts.found,
    tell,
    resume: () => driver.dispatch({ type: "resumed", now: now() }),
    found: (leftovers) => driver.dispatch({ type: "found", leftovers }),
    close: async () => {
      stopForeseeing();
      stopObserving();
      edits.close();
      shells.close();
      await Promise.all([verification.close(), looks.close()]);
      // one may bring another
      while (removals.size > 0) await Promise.all(removals);
      await driver.settled();
    },
  };
}
