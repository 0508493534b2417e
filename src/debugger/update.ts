/** How a session changes: a pure function from (session, event) to (session, effects). */
import { orderOf } from "../builder/plan/order.ts";
import type { Step } from "../builder/steps.ts";
import {
  advance,
  finishing,
  firstRun,
  isOnTheWay,
  same,
  setOut,
  startAccept,
  startCommit,
  startStep,
  stopped,
  type Transition,
} from "./advance.ts";
import { acted, begunActions } from "./breakpoints/action.ts";
import { notWired } from "./breakpoints/breakpoint.ts";
import { reached, thawed } from "./breakpoints/frozen.ts";
import { judge } from "./breakpoints/judge.ts";
import { disabledAsTooSlow, enableBreakpoint, withBreakpoint, withoutBreakpoint } from "./breakpoints/with-breakpoint.ts";
import type { Event } from "./events.ts";
import { withForeseen } from "./foreseen.ts";
import { endRebuild, startRebuild } from "./layer-again.ts";
import { takeUp } from "./leftovers.ts";
import { withoutShell, withShell } from "./open-shells.ts";
import { isRequest, refusal } from "./refusal.ts";
import { load } from "./reload.ts";
import { withoutLayer } from "./removed-layer.ts";
import { abortsOf, resumed } from "./resumed.ts";
import {
  type ByStep,
  type Failure,
  failureHere,
  type Goal,
  indexOf,
  isBusy,
  isReady,
  leftLayer,
  position,
  runningSteps,
  type Session,
  type Start,
  type Status,
  standingAt,
  stateBefore,
} from "./session.ts";
import { jump, skip } from "./skip.ts";
import { ended, stepDone, stepFailed } from "./step-ended.ts";
import { back, kept } from "./take-back.ts";
import { discarded, momentsRebuilt, remembering, undone, withResultAgain } from "./undo.ts";
import { mostWatches } from "./watches.ts";
import { writingLost } from "./writing.ts";

/** Events that make no sense now leave the session as it is (same object), with no effects. */
export function update(session: Session, event: Event): Transition {
  const [next, effects] = answered(session, event);
  if (next === session) return [session, effects];
  return [remembering(session, takeUp(next), event), [...effects, ...begunActions(session, next)]];
}

function answered(session: Session, event: Event): Transition {
  if (isRequest(event) && refusal(session, event) !== undefined) return same(session);
  switch (event.type) {
    case "run":
      return isBusy(session) ? extendRun(session, event.goal, event.now) : go(session, event.goal, event.now);
    case "reached":
      return reached(session, event);
    case "retry":
      return retry(session, event.start, event.goal, event.now);
    case "accept":
      return accept(session, event.goal, event.now);
    case "commit":
      return commit(session, event.now);
    case "skip":
      return skip(session, event.now);
    case "jump":
      return jump(session, event.step, event.now);
    case "back":
      return back(session, event.step);
    case "pause":
      return [withStatus(session, { pausing: true }), []];
    case "abort":
      return [withStatus(thawed(session)[0], { pausing: true, aborting: true }), abortsOf(session)];
    case "addBreakpoint":
      return [notWired(event.breakpoint) === undefined ? withBreakpoint(session, event.breakpoint) : session, []];
    case "removeBreakpoint":
      return [withoutBreakpoint(session, event.id), []];
    case "enableBreakpoint":
      return [event.tooSlow ? disabledAsTooSlow(session, event.id) : enableBreakpoint(session, event.id, event.enabled), []];
    case "addWatch":
      if (session.watches.includes(event.command) || session.watches.length >= mostWatches) return same(session);
      return [{ ...session, watches: [...session.watches, event.command] }, []];
    case "removeWatch":
      if (!session.watches.includes(event.command)) return same(session);
      return [{ ...session, watches: session.watches.filter((each) => each !== event.command) }, []];
    case "foreseen":
      return [withForeseen(session, event.text, event.problems), []];
    case "load":
      return [load(session, event.plan), []];
    case "shellOpened":
      return [withShell(session, event.step, event.tag), []];
    case "shellClosed":
      return [withoutShell(session, event.tag), []];
    case "kept":
      return [kept(session, event.step, event.failure), []];
    case "discarded":
      return [discarded(session, event.step, kept(session, event.step, event.failure)), []];
    case "undo":
      return [undone(session), []];
    case "stepDone":
      return stepDone(session, event);
    case "rebuilt":
      return [
        {
          ...session,
          ...withResultAgain(session, event.image, event.stage),
          undo: momentsRebuilt(session.undo, event.image, event.stage),
        },
        [],
      ];
    case "acted":
      return [acted(session, event.action, event.lines), []];
    case "suspended":
      return [suspended(session, event.run, event.container), []];
    case "rebuild":
      return startRebuild(session, event.image, event.now);
    case "rebuildEnded":
      return [endRebuild(session, event.run), []];
    case "found":
      return [{ ...session, leftovers: [...session.leftovers, ...event.leftovers] }, []];
    case "removed":
      return [removed(session, event.image), []];
    case "stepFailed":
      return stepFailed(session, event);
    case "finished":
      if (session.status.kind !== "finishing" || session.status.run !== event.run) return same(session);
      return [{ ...session, status: { kind: "done", image: event.image, tags: event.tags, byHand: byHand(session) } }, []];
    case "engineLost":
      return engineLost(session, event.run, event.message);
    case "resumed":
      return resumed(session, event.now);
  }
}

function suspended(session: Session, run: number, container: string | undefined): Session {
  const { status } = session;
  if (status.kind !== "running") return session;
  const entries = Object.entries(status.running).map(([id, each]) => {
    if (each.run !== run) return [id, each] as const;
    const { suspended: _, ...rest } = each;
    return [id, container === undefined ? rest : { ...rest, suspended: container }] as const;
  });
  return { ...session, status: { ...status, running: Object.fromEntries(entries) } };
}

const withStatus = (session: Session, change: Partial<Status & { kind: "running" }>): Session =>
  session.status.kind === "running" ? { ...session, status: { ...session.status, ...change } } : session;

/** Notes on every step of the target that a person made. */
const byHand = (session: Session): readonly string[] => stateBefore(session, session.plan.steps.length).stage?.byHand ?? [];

/** While instructions run, continue and run-to-cursor set how far to go on after them; they take a pause back, too. */
function extendRun(session: Session, goal: Goal, now: number): Transition {
  const [going, thaws] = thawed(session);
  const [next, effects] = advance(withStatus(going, { goal, pausing: false }), now);
  return [next, [...thaws, ...effects]];
}

/** Runs towards a goal. The step at the position runs even where it has a breakpoint or failed: the build stopped there already. */
function go(session: Session, goal: Goal, now: number): Transition {
  const { plan } = session;
  const at = position(session);
  const step = plan.steps[at];
  if (step === undefined) return finishing(session, now);
  const cursor = goal.kind === "to" ? indexOf(session, goal.step) : undefined;
  // The step is in a stage that was left in the middle, and everything before it has a result: only the position moves.
  if (cursor !== undefined && isReady(session, cursor) && orderOf(plan).previous[cursor] !== undefined)
    return [stopped(standingAt(session, cursor), "cursor"), []];
  if (!isOnTheWay(session, goal)(at)) return advance(setOut(session, goal), now);
  return along(startStep(setOutAt(session, goal, step), step, firstRun, now), now);
}

/** `setOut` where nothing asks any more whether to stop at `step`: its breakpoints are counted and their messages printed all the same. */
function setOutAt(session: Session, goal: Goal, step: Step): Session {
  const next = setOut(session, goal);
  return isMetAlready(session, step) ? next : judge(next, { step, state: stateBefore(next, step.index) })[0];
}

/** Was a breakpoint hit before it, where the build stands since? All of the step were counted then. */
const isMetAlready = ({ status }: Session, { id }: Step): boolean =>
  status.kind === "stopped" && status.reason === "breakpoint" && status.hit?.step === id;

/** What may run beside the step that was just started. */
function along([session, effects]: Transition, now: number): Transition {
  const [next, more] = advance(session, now);
  return [next, [...effects, ...more]];
}

function retry(session: Session, start: Start, goal: Goal, now: number): Transition {
  const step = session.plan.steps[position(session)];
  if (step === undefined) return same(session);
  return along(startStep(setOutAt(session, goal, step), step, { start, retry: true }, now), now);
}

function accept(session: Session, goal: Goal, now: number): Transition {
  const step = session.plan.steps[position(session)];
  const failure = failureHere(session);
  if (step === undefined || failure === undefined) return same(session);
  return along(startAccept(setOut(session, goal), step, now), now);
}

function commit(session: Session, now: number): Transition {
  const step = session.plan.steps[position(session)];
  const failure = failureHere(session);
  if (step === undefined || failure === undefined) return same(session);
  return startCommit(setOut(session, { kind: "next" }), step, now);
}

function removed(session: Session, image: string): Session {
  const gone = (failure: Failure): boolean => failure.image === image && leftLayer(failure);
  const without = (failures: ByStep<Failure>): ByStep<Failure> =>
    Object.values(failures).some(gone)
      ? Object.fromEntries(Object.entries(failures).map(([id, failure]) => [id, gone(failure) ? withoutLayer(failure) : failure]))
      : failures;
  const failures = without(session.failures);
  if (failures === session.failures) return session;
  const undo = session.undo.map((moment) => ({ ...moment, failures: without(moment.failures) }));
  return { ...session, failures, undo };
}

/** The engine does not answer: stops, keeps every result, and aborts what else runs. */
function engineLost(session: Session, run: number, message: string): Transition {
  const mine = ended(session, run) !== undefined || (session.status.kind === "finishing" && session.status.run === run);
  if (!mine) return [writingLost(session, run, message) ?? session, []];
  const lost = runningSteps(session);
  return [{ ...session, status: { kind: "stopped", reason: "engine", message, lost } }, abortsOf(session, run)];
}
