/** A run that has ended: what its result, or its failure, makes of the session. Pure. */
import type { Step } from "../builder/steps.ts";
import { advance, placeAfter, same, type Transition, withStop } from "./advance.ts";
import { withAttempt } from "./attempts.ts";
import { withBaseTriggers } from "./base-triggers.ts";
import { failureStop, judge, writtenFor } from "./breakpoints/judge.ts";
import type { Event } from "./events.ts";
import {
  type Failure,
  indexOf,
  leftLayer,
  position,
  type Running,
  runningAt,
  runningSteps,
  type Session,
  standingAt,
  stateBefore,
} from "./session.ts";
import { writingBegun, written } from "./writing.ts";

/** The session without run `run` among those under way, its step, and the run. */
export function ended(session: Session, run: number): readonly [Session, Step, Running] | undefined {
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

export function stepDone(session: Session, event: Event & { type: "stepDone" }): Transition {
  const found = ended(session, event.run);
  if (!found) return same(session);
  const [now, step, running] = found;
  const { id } = step;
  const { [id]: failed, ...others } = session.failures;
  const next: Session = {
    ...now,
    outcomes: { ...session.outcomes, [id]: event.outcome },
    states: { ...session.states, [id]: event.state },
    last: id,
    failures: failed === undefined ? session.failures : others,
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

export function stepFailed(session: Session, event: Event & { type: "stepFailed" }): Transition {
  const found = ended(session, event.run);
  if (!found) {
    const next = event.writing ? undefined : written(session, event.run, event.failure);
    return next === undefined ? same(session) : [next, []];
  }
  const [before, step, running] = found;
  const { id, index } = step;
  if (before.status.kind !== "running") return same(session);
  const failure = event.writing ? { ...event.failure, writing: event.run } : withKept(event.failure, session.failures[id]);
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
  const begun = event.writing ? [writingBegun(session, step, running, event)] : [];
  const next = {
    ...now,
    attempts,
    failures: { ...session.failures, [id]: marked },
    writing: [...session.writing, ...begun],
  };
  if (breakpoint === undefined && !stops) return advance(next, event.now);
  // Of what the person stopped, the step at the position comes first: so it stays there until all have ended.
  const at = failure.kind === "failed" ? index : position(next);
  const stop = { step: id, reason: "failure", ...(breakpoint && { breakpoint: breakpoint.id }) } as const;
  return advance(stops ? withStop(next, stop, at) : next, event.now);
}

/** A retry that could not even start must not hide the layer that is already kept. */
function withKept(failure: Failure, old: Failure | undefined): Failure {
  if (leftLayer(failure) || failure.container !== undefined) return failure;
  if (old?.container !== undefined) return { ...failure, container: old.container, ...(old.rescue && { rescue: old.rescue }) };
  const { before: _, image: __, tag: ___, ...rest } = failure;
  const tag = old?.tag === undefined ? {} : { tag: old.tag };
  if (old?.writing !== undefined) return { ...rest, writing: old.writing, ...tag };
  return leftLayer(old) ? { ...rest, image: old.image, ...tag } : failure;
}
