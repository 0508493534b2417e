/** Results that go: a step back, and a step whose layer a person's shell replaces. Pure. */
import { closed } from "../builder/plan/order.ts";
import type { StepId } from "../builder/steps.ts";
import { same, stopped, type Transition } from "./advance.ts";
import { standingTriggers } from "./base-triggers.ts";
import { type ByStep, type Failure, indexOf, isBusy, isDone, isReady, position, type Session, standingAt } from "./session.ts";

/** `wanted`: the step to take back; the last one with a result above the position unless given. */
export function back(session: Session, wanted: StepId | undefined): Transition {
  const done = session.plan.steps.findLast(({ index }) => index < position(session) && isDone(session, index))?.index;
  const step = wanted === undefined ? done : indexOf(session, wanted);
  if (step === undefined) return same(session);
  return [stopped(without(session, step), "back"), []];
}

/** The session before `step`: its result is gone, with all that stood on it. */
function without(session: Session, step: number): Session {
  const kept = closed(session.plan, (each) => each !== step && isDone(session, each));
  const ids = new Set<string>([...kept].flatMap((index) => session.plan.steps[index]?.id ?? []));
  const only = <T>(all: ByStep<T>): ByStep<T> => Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
  const plan = standingTriggers(session.plan, (from) => ids.has(from));
  const next = { ...session, plan, outcomes: only(session.outcomes), states: only(session.states) };
  const id = session.plan.steps[step]?.id;
  return standingAt(next, (id === undefined ? undefined : indexOf(next, id)) ?? plan.steps.length);
}

/** With what a shell left as the failed layer of the step. */
export function kept(session: Session, id: StepId, failure: Failure): Session {
  const at = indexOf(session, id);
  if (isBusy(session) || at === undefined || !(isDone(session, at) || isReady(session, at))) return session;
  return stopped({ ...without(session, at), failures: { ...session.failures, [id]: failure } }, "kept");
}
