/**
 * What runs next, and when to stop. Towards `continue` and `to`, every stage gets on by itself as far as what it needs is
 * there; the first failure, breakpoint or pause starts nothing more, and the session stops when what runs has ended. Pure.
 */
import { orderOf, stagesUnder, wholeStage } from "../builder/plan/order.ts";
import type { Step, StepId } from "../builder/steps.ts";
import { failureStop, judge } from "./breakpoints/judge.ts";
import type { Effect } from "./events.ts";
import { takeUp } from "./leftovers.ts";
import {
  failureHere,
  failureOf,
  firstUndone,
  type Goal,
  hasLayer,
  indexOf,
  isDone,
  isReady,
  position,
  type Running,
  runningAt,
  runningSteps,
  type Session,
  type Start,
  type Status,
  type Stop,
  type StopReason,
  standingAt,
  stateAfter,
  stateBefore,
} from "./session.ts";

export type Transition = readonly [Session, readonly Effect[]];
type RunningStatus = Status & { kind: "running" };

export const same = (session: Session): Transition => [session, []];

export const stopped = (session: Session, reason: StopReason): Session => ({ ...session, status: { kind: "stopped", reason } });

/** A session in which nothing runs yet, on its way to `goal`. */
export const setOut = (session: Session, goal: Goal): Session => ({
  ...session,
  status: { kind: "running", goal, running: {}, pausing: false, aborting: false },
});

/** `retry`: the cache is not asked. */
type HowToStart = { readonly start: Start; readonly retry: boolean };

/** A step that is run for the first time. */
export const firstRun: HowToStart = { start: "clean", retry: false };

/** Starts `step`, which is ready, in a session on its way to a goal. */
export function startStep(session: Session, step: Step, { start, retry }: HowToStart, now: number): Transition {
  return noted(session, step, { start, startedAt: now, ...(retry && { work: "retry" as const }) });
}

/** Makes the kept state of `step` its result, in a session on its way to a goal. */
export function startAccept(session: Session, step: Step, now: number): Transition {
  return noted(session, step, { start: "failed", startedAt: now, work: "accept" });
}

/** Tries to write the layer of the container that is kept for `step`, in a session on its way to a goal. */
export function startCommit(session: Session, step: Step, now: number): Transition {
  return noted(session, step, { start: "clean", startedAt: now, work: "commit" });
}

function noted(session: Session, step: Step, what: Omit<Running, "run">): Transition {
  const status = session.status as RunningStatus;
  const run = session.run + 1;
  const running = { run, ...what };
  const next = { ...session, run, status: { ...status, running: { ...status.running, [step.id]: running } } };
  return [next, workOf(session, step, running)];
}

/** What is to be done for `step` to get its result, as `running` says. */
export function workOf(session: Session, step: Step, { run, start, work }: Running): readonly Effect[] {
  const failure = failureOf(session, step.index);
  const state = stateBefore(session, step.index);
  if (work === "accept" || work === "commit") {
    return failure === undefined ? [] : [{ type: work === "accept" ? "acceptStep" : "commitStep", run, step, state, failure }];
  }
  const retry = work === "retry";
  const duplicateOf = retry ? undefined : duplicatedStage(session, step);
  return [{ type: "runStep", run, step, state, start, retry, ...(failure && { failure }), ...(duplicateOf && { duplicateOf }) }];
}

/** The result of the same instruction in another stage, where it was made cleanly on the very same base layer. */
function duplicatedStage(session: Session, step: Step) {
  const other = orderOf(session.plan).duplicateOf[step.index];
  if (other === undefined || !isDone(session, other) || !hasLayer(step)) return undefined;
  const ours = stateBefore(session, step.index).stage;
  const theirs = stateBefore(session, other).stage;
  const result = stateAfter(session, other)?.stage;
  const equal = ours?.key === theirs?.key && ours?.image === theirs?.image && ours?.fresh === theirs?.fresh;
  return equal && result?.byHand.length === 0 ? result : undefined;
}

/** Starts what may start now, or stops when nothing runs any more. */
export function advance(session: Session, now: number): Transition {
  const { status } = session;
  if (status.kind !== "running") return same(session);
  const [next, effects] =
    status.pausing || status.stop || status.goal.kind === "next" || hasFrozen(status)
      ? same(session)
      : filled(session, status, now);
  if (runningSteps(next).length > 0) return [next, effects];
  // Where the person stopped the last instruction and it ended by itself meanwhile, the image is not written.
  if (firstUndone(next) === next.plan.steps.length && !status.aborting && !status.stop) return finishing(next, now);
  return [atRest(next), effects];
}

/** What a breakpoint froze waits for a person: nothing else starts meanwhile. */
const hasFrozen = ({ running }: RunningStatus): boolean => Object.values(running).some(({ frozen }) => frozen !== undefined);

/** At the end there is nothing left to decide: the image is written at once. */
export function finishing(session: Session, now: number): Transition {
  const at = session.plan.steps.length;
  const run = session.run + 1;
  const next: Session = { ...standingAt(session, at), run, status: { kind: "finishing", run, startedAt: now } };
  return [next, [{ type: "finish", run, state: stateBefore(next, at) }]];
}

function filled(session: Session, { goal }: RunningStatus, now: number): Transition {
  let next = takeUp(session);
  const effects: Effect[] = [];
  for (const step of candidates(session, goal)) {
    if (runningSteps(next).length >= next.maxParallel) break;
    if (next.failures[step.id]?.unseen) {
      const onFailure = failureStop(next.breakpoints);
      // With no breakpoint on failure the other stages go on; what failed is stopped at when they cannot.
      if (onFailure === undefined) continue;
      next = withStop(next, { step: step.id, reason: "failure", breakpoint: onFailure.id });
      break;
    }
    const [judged, hit] = judge(next, { step, state: stateBefore(next, step.index) });
    next = judged;
    if (hit !== undefined) {
      next = withStop(next, { step: step.id, reason: "breakpoint", breakpoint: hit.id });
      break;
    }
    const [started, [effect]] = startStep(next, step, firstRun, now);
    next = started;
    if (effect) effects.push(effect);
  }
  return [following(next), effects];
}

/** Does a step have to run to come there? Towards a step all above it do, to the end of a stage what that stage stands on. */
export function isOnTheWay(session: Session, goal: Goal): (index: number) => boolean {
  const { plan } = session;
  const to = "step" in goal ? indexOf(session, goal.step) : undefined;
  if (to === undefined) return () => true;
  if (goal.kind === "to") return (index) => index < to;
  const stages = stagesUnder(plan, plan.steps[to]?.stage ?? -1);
  return (index) => stages.has(plan.steps[index]?.stage ?? -1);
}

/** The next step of every stage that may run: that of the position's stage first, then in file order. */
function candidates(session: Session, goal: Goal): readonly Step[] {
  const { plan } = session;
  const { stages, duplicateOf } = orderOf(plan);
  const isWanted = isOnTheWay(session, goal);
  const found: Step[] = [];
  for (const steps of stages.values()) {
    const index = steps.find((each) => !isDone(session, each));
    if (index === undefined || !isWanted(index) || runningAt(session, index) || !isReady(session, index)) continue;
    const waitsFor = duplicateOf[index];
    if (waitsFor === undefined || isDone(session, waitsFor) || !isWanted(waitsFor)) found.push(plan.steps[index] as Step);
  }
  const stage = plan.steps[position(session)]?.stage;
  return [...found.filter((step) => step.stage === stage), ...found.filter((step) => step.stage !== stage)];
}

/** At the end, where the step has gone from the plan. */
const placeOf = (session: Session, { step, after }: Stop): number => {
  const at = indexOf(session, step) ?? session.plan.steps.length;
  return after ? placeAfter(session, at) : at;
};

/** On its way to a stop. The position moves there at once, so that the person can look while other stages end their instruction. */
export const withStop = (session: Session, stop: Stop, at = placeOf(session, stop)): Session =>
  session.status.kind === "running" ? { ...standingAt(session, at), status: { ...session.status, stop } } : session;

/** While the build goes on, the position is at something that runs. */
function following(session: Session): Session {
  const { status } = session;
  const [first] = runningSteps(session);
  if (status.kind !== "running" || status.stop || first === undefined || runningAt(session, position(session))) return session;
  return standingAt(session, first);
}

/** The session as it stops: nothing runs any more. */
function atRest(session: Session): Session {
  const status = session.status as RunningStatus;
  const { goal, stop } = status;
  if (stop) {
    const there = stopped(shown(withoutHit(standingAt(session, placeOf(session, stop)), stop)), stop.reason);
    const breakpoint = session.breakpoints.find(({ id }) => id === stop.breakpoint);
    // that on failure goes without saying
    if (breakpoint === undefined || breakpoint.where.kind === "failure") return there;
    const hit = { breakpoint, step: stop.step, ...(stop.file && { file: stop.file }) };
    return { ...there, status: { kind: "stopped", reason: stop.reason, hit } };
  }
  const failed = unseenFailure(session);
  if (failed !== undefined) return stopped(shown(standingAt(session, failed)), "failure");
  if (status.pausing) return stopped(session, "pause");
  const cursor = goal.kind === "to" ? indexOf(session, goal.step) : undefined;
  if (cursor !== undefined && isReady(session, cursor)) return stopped(standingAt(session, cursor), "cursor");
  if (goal.kind === "stage" && isStageDone(session, goal.step)) return stopped(session, "stage");
  return stopped(session, "step");
}

/** Have all instructions of the stage of `step` a result? */
export function isStageDone(session: Session, step: StepId): boolean {
  const stage = session.plan.steps[indexOf(session, step) ?? -1]?.stage;
  return stage !== undefined && wholeStage(session.plan, stage, (index) => isDone(session, index));
}

/** With no breakpoint on failure: the first step that failed and can run, now that nothing else can. */
function unseenFailure(session: Session): number | undefined {
  if (failureStop(session.breakpoints) !== undefined) return undefined;
  return session.plan.steps.find(({ index }) => failureOf(session, index)?.unseen && isReady(session, index))?.index;
}

/** A temporary breakpoint is gone once it was hit. */
function withoutHit(session: Session, { breakpoint }: Stop): Session {
  const left = session.breakpoints.filter(({ id, temporary }) => id !== breakpoint || !temporary);
  return left.length === session.breakpoints.length ? session : { ...session, breakpoints: left };
}

/** A failure the person stands at now is no longer one to stop for. */
function shown(session: Session): Session {
  const id = session.at;
  const failure = failureHere(session);
  if (id === undefined || !failure?.unseen) return session;
  const { unseen: _, ...rest } = failure;
  return { ...session, failures: { ...session.failures, [id]: rest } };
}

/** Where to stand once `step` is done: at the next of its stage, else at the first one without a result. */
export function placeAfter(session: Session, step: number): number {
  const next = orderOf(session.plan).next[step];
  return next !== undefined && isReady(session, next) ? next : firstUndone(session);
}
