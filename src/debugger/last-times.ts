/** How long steps took when they ran last, and what that makes of running them again. Pure. */
import { closed } from "../builder/plan/order.ts";
import type { StepId } from "../builder/steps.ts";
import { foundAgain } from "./found-again.ts";
import { failureOf, indexOf, isDone, type Session } from "./session.ts";
import type { Moment } from "./undo.ts";

/** Of a step in earlier builds. `ms`: when it ran last. `built`: it was, on all that it stands on here. */
export type EarlierTime = { readonly ms?: number; readonly built: boolean };

/** Milliseconds; undefined: it has not run in this session (a layer that was found again took no time). A failed run counts. */
export function lastTime(session: Session, step: StepId): number | undefined {
  // what was taken away by an edit, a retry or going back is among the moments
  for (const each of [session, ...session.undo.toReversed()]) {
    const time = timeIn(each, step);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** The same, else when it ran in an earlier build. */
export const usualTime = (session: Session, step: StepId): number | undefined =>
  lastTime(session, step) ?? session.earlier?.[step]?.ms;

function timeIn({ outcomes, failures }: Pick<Moment, "outcomes" | "failures">, step: StepId): number | undefined {
  const outcome = outcomes[step];
  if (outcome?.how === "done" && outcome.ms > 0) return outcome.ms;
  const failure = failures[step];
  return failure !== undefined && failure.kind !== "shell" && failure.ms > 0 ? failure.ms : undefined;
}

export type Cost = {
  readonly steps: number;
  /** Milliseconds that those took of which it is known; undefined: of none. */
  readonly ms: number | undefined;
};

/** What runs again of what has run, where the instruction of `step` changes: it, and all that stands on it. */
export function costOf(session: Session, step: StepId): Cost {
  const from = indexOf(session, step);
  return from === undefined ? { steps: 0, ms: undefined } : costOfSteps(session, standingOn(session, from));
}

/** The same of steps that had a result, have none now, and are not found again. */
export function costAhead(session: Session): Cost {
  const found = foundAgain(session);
  const ahead = session.plan.steps.filter(
    ({ id, index }) => !isDone(session, index) && !found.has(index) && lastTime(session, id) !== undefined,
  );
  return costOfSteps(
    session,
    ahead.map(({ index }) => index),
  );
}

function costOfSteps(session: Session, indexes: readonly number[]): Cost {
  const { steps } = session.plan;
  const again = indexes.filter((index) => {
    const id = steps[index]?.id;
    return (
      id !== undefined &&
      (isDone(session, index) || failureOf(session, index) !== undefined || lastTime(session, id) !== undefined)
    );
  });
  const times = again.flatMap((index) => lastTime(session, (steps[index] as (typeof steps)[number]).id) ?? []);
  return { steps: again.length, ms: times.length === 0 ? undefined : times.reduce((sum, each) => sum + each, 0) };
}

/** The step and those that need what it makes, in order. */
function standingOn({ plan }: Session, from: number): readonly number[] {
  const kept = closed(plan, (each) => each !== from);
  return plan.steps.flatMap(({ index }) => (kept.has(index) ? [] : [index]));
}
