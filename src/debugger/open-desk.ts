/** Puts a session's parts together into the desk that a face works at. */
import type { PlanResult } from "../builder/plan/make-plan.ts";
import { type Plan, stepIndexes } from "../builder/plan/plan.ts";
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { EngineInfo } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import type { NewBreakpoint } from "./breakpoints/breakpoint.ts";
import { copiesFrom } from "./copy-out.ts";
import type { CopyPort } from "./copy-port.ts";
import { createDebugger, type Debugger, type DriverOptions } from "./debugger.ts";
import type { Desk, Drafts } from "./desk.ts";
import type { DockerfileOnDisk } from "./dockerfile-on-disk.ts";
import { foreseenWords } from "./foreseen.ts";
import { withLayersThere } from "./layers-there.ts";
import { type Event, failureHere, isBusy, newSession, position, runningAt, runningSteps, type Session } from "./session.ts";
import type { ShellPort } from "./shell-port.ts";
import { shellsIn } from "./shells.ts";
import { editedSource } from "./source.ts";

export type DeskOptions = DriverOptions & {
  readonly info: EngineInfo;
  readonly plan: Plan;
  readonly replan: (text: string) => PlanResult;
  readonly breakpoints: readonly NewBreakpoint[];
  readonly disk: DockerfileOnDisk;
  readonly drafts: Drafts;
  readonly shells: ShellPort;
  readonly copy: CopyPort;
  /** Shells get a RUN's mounts without its secrets. */
  readonly noSecrets?: boolean;
  /** The image with a person's own tools, in which shells open beside the layer. */
  readonly debugImage?: string;
  /** A sentence to begin with. */
  readonly notice?: string;
  /** What is bound to fail in a text; asked for each text of the session. */
  readonly foresee?: (text: string) => Promise<readonly SyntaxProblem[]>;
};

/** The desk, and how to leave it: `close` waits for what is still being removed. */
export type OpenedDesk = Desk & {
  readonly close: () => Promise<void>;
  /** Shows a sentence beside any that is there. */
  readonly tell: (sentence: string) => void;
};

export function openDesk(options: DeskOptions): OpenedDesk {
  const { shop, outputs, info, tags } = options;
  const debug = createDebugger(newSession(shop.session, options.plan, { breakpoints: options.breakpoints }), options);
  const removals = new Set<Promise<unknown>>();
  const background = (work: Promise<unknown>): void => {
    const quiet = work.catch(() => {}).finally(() => removals.delete(quiet));
    removals.add(quiet);
  };
  const source = editedSource(debug, options.disk, options.replan, options.notice);
  const shells = shellsIn({
    shop: { ...shop, background, kept: new Map() },
    debug,
    port: options.shells,
    noSecrets: options.noSecrets === true,
    ...(options.debugImage !== undefined && { debugImage: options.debugImage }),
  });
  const copies = copiesFrom({ shop, debug, port: options.copy });
  let troubleSeen = false;
  let foreseenSeen = false;
  const stopForeseeing = foreseeing(debug, options.foresee);
  return {
    engine: info,
    tags,
    session: debug.session,
    subscribe: debug.subscribe,
    dispatch: (event) => {
      const before = debug.session().plan;
      // What the user sees in their editor is what runs.
      if (startsSomething(event) && !isBusy(debug.session()) && !source.reload()) return;
      source.clearNotice();
      troubleSeen = outputs.trouble() !== undefined;
      foreseenSeen ||= startsSomething(event);
      const now = onPlan(event, before, debug.session().plan);
      if (now !== undefined) debug.dispatch(now);
    },
    output: (step) => {
      const id = debug.session().plan.steps[step]?.id;
      return id === undefined ? undefined : outputs.newest(id);
    },
    notice: () =>
      suspendedWords(debug.session()) ??
      source.notice() ??
      (troubleSeen ? undefined : outputs.trouble()) ??
      (foreseenSeen ? undefined : foreseenWords(debug.session())),
    trouble: outputs.trouble,
    source,
    drafts: options.drafts,
    tell: (sentence) => source.say(source.notice() === undefined ? sentence : `${source.notice()} ${sentence}`),
    openShell: async (step, own) => {
      await layerOfKept(debug, step);
      return withLayersThere(shop.engine, debug, step, () => shells(step, own));
    },
    copyOut: (step, asked) => withLayersThere(shop.engine, debug, step, () => copies(step, asked)),
    close: async () => {
      stopForeseeing();
      source.close();
      await Promise.all(removals);
      await debug.settled();
    },
  };
}

/**
 * A container that is kept can be entered only as an image: its layer is written first, which needs room. Throws UserError where
 * there is none.
 */
async function layerOfKept(debug: Debugger, step: number): Promise<void> {
  const kept = () => (position(debug.session()) === step ? failureHere(debug.session()) : undefined);
  if (kept()?.container === undefined || isBusy(debug.session())) return;
  const settled = new Promise<void>((resolve) => {
    const unsubscribe = debug.subscribe(() => {
      if (isBusy(debug.session())) return;
      unsubscribe();
      resolve();
    });
  });
  debug.dispatch({ type: "commit", now: Date.now() });
  await settled;
  const failure = kept();
  if (failure?.container === undefined) return;
  const id = failure.container.slice(0, 12);
  throw new UserError({
    message: `the container ${id} cannot be entered before its layer is written, and there is still no room for that`,
    hint: `make room (docker system df), then s again; till then: docker cp ${id}:/path -`,
  });
}

/** Tells the session of every text it comes to have what is bound to fail in it. Nothing waits for that. */
function foreseeing(debug: Debugger, foresee: DeskOptions["foresee"]): () => void {
  if (foresee === undefined) return () => {};
  let asked: string | undefined;
  const ask = (): void => {
    const { text } = debug.session().plan;
    if (text === asked) return;
    asked = text;
    foresee(text).then(
      (problems) => debug.dispatch({ type: "foreseen", text, problems }),
      () => {}, // what cannot be looked at now is told at its step
    );
  };
  const forget = debug.subscribe(ask);
  ask();
  return forget;
}

/** Somebody paused what runs: what hangs then looks like a program that hangs. */
function suspendedWords(session: Session): string | undefined {
  for (const step of runningSteps(session)) {
    const container = runningAt(session, step)?.suspended;
    if (container !== undefined)
      return `Somebody paused the container of step ${step + 1}: docker unpause ${container} lets it go on.`;
  }
  return undefined;
}

const startsSomething = ({ type }: Event): boolean => type === "run" || type === "retry" || type === "accept";

/** The event with the step it names as it is counted now; undefined where that step is gone, as the notice of the new text says. */
function onPlan(event: Event, before: Plan, after: Plan): Event | undefined {
  if (before === after || event.type !== "run" || event.goal.kind !== "to") return event;
  const step = stepIndexes(after).get(before.steps[event.goal.step]?.id as StepId);
  return step === undefined ? undefined : { ...event, goal: { kind: "to", step } };
}
