/** How a session changes: a pure function from (session, event) to (session, effects). */
import { orderOf } from "../builder/plan/order.ts";
import type { Step } from "../builder/steps.ts";
import {
  advance,
  finishing,
  firstRun,
  isOnTheWay,
  placeAfter,
  same,
  setOut,
  startAccept,
  startCommit,
  startStep,
  stopped,
  type Transition,
  withStop,
} from "./advance.ts";
import { withAttempt } from "./attempts.ts";
import { withBaseTriggers } from "./base-triggers.ts";
import { notWired } from "./breakpoints/breakpoint.ts";
import { reached, thawed } from "./breakpoints/frozen.ts";
import { failureStop, judge, writtenFor } from "./breakpoints/judge.ts";
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
  type Running,
  runningAt,
  runningSteps,
  type Session,
  type Start,
  type Status,
  standingAt,
  stateBefore,
} from "./session.ts";
import { skip } from "./skip.ts";
import { back, kept } from "./take-back.ts";
import { discarded, momentsRebuilt, remembering, undone, withResultAgain } from "./undo.ts";
import { mostWatches } from "./watches.ts";

/** Events that make no sense now leave the session as it is (same object), with no effects. */
export function update(session: Session, event: Event): Transition {
  const [next, effects] = answered(session, event);
  return [next === session ? session : remembering(session, takeUp(next), event), effects];
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
      return resumed(session);
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
  const next = setOut(session, goal);
  return isOnTheWay(session, goal)(at) ? along(startStep(next, step, firstRun, now), now) : advance(next, now);
}

/** What may run beside the step that was just started. */
function along([session, effects]: Transition, now: number): Transition {
  const [next, more] = advance(session, now);
  return [next, [...effects, ...more]];
}

function retry(session: Session, start: Start, goal: Goal, now: number): Transition {
  const step = session.plan.steps[position(session)];
  if (step === undefined) return same(session);
  return along(startStep(setOut(session, goal), step, { start, retry: true }, now), now);
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

/** The session without run `run` among those under way, its step, and the run. */
function ended(session: Session, run: number): readonly [Session, Step, Running] | undefined {
  const { status, plan } = session;
  if (status.kind !== "running") return undefined;
  const index = runningSteps(session).find((step) => runningAt(session, step)?.run === run);
  const step = index === undefined ? undefined : plan.steps[index];
  if (step === undefined) return undefined;
  const { [step.id]: under, ...running } = status.running;
  return under && [{ ...session, status: { ...status, running } }, step, under];
}

const attempted = (session: Session, { id, instruction }: Step, running: Running, end: Parameters<typeof withAttempt>[3]) =>
  withAttempt(session.attempts, { id, line: instruction.span.line, text: instruction.text }, running, end);

function stepDone(session: Session, event: Event & { type: "stepDone" }): Transition {
  const found = ended(session, event.run);
  if (!found) return same(session);
  const [now, step, running] = found;
  const { id } = step;
  const { [id]: _, ...failures } = session.failures;
  const next: Session = {
    ...now,
    outcomes: { ...session.outcomes, [id]: event.outcome },
    states: { ...session.states, [id]: event.state },
    last: id,
    failures,
    attempts: attempted(session, step, running, event),
  };
  const all = withBaseTriggers(next, id, event.triggers ?? []);
  const placed = id === all.at ? standingAt(all, placeAfter(all, indexOf(all, id) ?? 0)) : all;
  const end = { outcome: event.outcome, ...(event.written && { written: event.written }) };
  const [judged, hit] = judge(placed, { step, state: event.state, end });
  const stops = hit !== undefined && judged.status.kind === "running" && judged.status.stop === undefined;
  const file = hit && writtenFor(hit, { end });
  const stop = { step: id, after: true, reason: "breakpoint", breakpoint: hit?.id ?? "", ...(file && { file }) } as const;
  return advance(stops ? withStop(judged, stop) : judged, event.now);
}

function stepFailed(session: Session, event: Event & { type: "stepFailed" }): Transition {
  const found = ended(session, event.run);
  if (!found) return same(session);
  const [before, step, running] = found;
  const { id, index } = step;
  if (before.status.kind !== "running") return same(session);
  const failure = withKept(event.failure, session.failures[id]);
  // The first failure is where to stop; what the person stopped does not come before what failed by itself.
  const { stop: earlier } = before.status;
  const other = earlier?.reason === "failure" ? earlier.step : undefined;
  const first =
    other === undefined || (session.failures[other]?.kind === "interrupted" && (id === session.at || failure.kind === "failed"));
  // What the person stopped is a stop whatever the breakpoints say.
  const [now, hit] = judge(before, { step, state: stateBefore(before, index), end: { failure } });
  const breakpoint = failureStop(session.breakpoints) ?? (failure.kind === "failed" ? hit : undefined);
  const stops = first && (breakpoint !== undefined || failure.kind === "interrupted");
  const marked: Failure = !stops && failure.kind === "failed" ? { ...failure, unseen: true } : failure;
  const attempts = attempted(session, step, running, event);
  const next = { ...now, attempts, failures: { ...session.failures, [id]: marked } };
  if (breakpoint === undefined && !stops) return advance(next, event.now);
  // Of what the person stopped, the step at the position comes first: so it stays there until all have ended.
  const at = failure.kind === "failed" ? index : position(next);
  const stop = { step: id, reason: "failure", ...(breakpoint && { breakpoint: breakpoint.id }) } as const;
  return advance(stops ? withStop(next, stop, at) : next, event.now);
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

/** A retry that could not even start must not hide the layer that is already kept. */
function withKept(failure: Failure, old: Failure | undefined): Failure {
  if (leftLayer(failure) || failure.container !== undefined) return failure;
  if (old?.container !== undefined) return { ...failure, container: old.container, ...(old.rescue && { rescue: old.rescue }) };
  if (!leftLayer(old)) return failure;
  const { before: _, tag: __, ...rest } = failure;
  return { ...rest, image: old.image, ...(old.tag !== undefined && { tag: old.tag }) };
}

/** The engine does not answer: stops, keeps every result, and aborts what else runs. */
function engineLost(session: Session, run: number, message: string): Transition {
  const mine = ended(session, run) !== undefined || (session.status.kind === "finishing" && session.status.run === run);
  if (!mine) return same(session);
  const lost = runningSteps(session);
  return [{ ...session, status: { kind: "stopped", reason: "engine", message, lost } }, abortsOf(session, run)];
}
