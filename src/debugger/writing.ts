/**
 * Failed layers that are still being written: the step is a failure as soon as its program has ended, and the session stands, or goes
 * on, beside the commit, which may take minutes. Pure.
 */
import type { BuildState } from "../builder/state.ts";
import type { Step } from "../builder/steps.ts";
import { withLayerOf } from "./breakpoints/action.ts";
import type { Effect, Event } from "./events.ts";
import { type ByStep, type Failure, failureOf, isBusy, type Running, type Session, stateBefore } from "./session.ts";
import type { Moment } from "./undo.ts";

/** What another process needs to go on with it, whatever was edited or run again meanwhile. */
export type Writing = Pick<Running, "run" | "start"> & {
  /** As it ran, and on what. */
  readonly step: Step;
  readonly state: BuildState;
  /** The failed layer it ran on top of, where it did. */
  readonly on?: Failure;
  /** What it ran in, whose files are there meanwhile. */
  readonly container?: string;
  /** When its program had ended, in milliseconds. */
  readonly since: number;
};

/** Of the step at `index`: its failed layer, while it is being written. */
export function writingAt(session: Session, index: number): Writing | undefined {
  const run = failureOf(session, index)?.writing;
  return run === undefined ? undefined : writingOf(session, run);
}

export const isWriting = ({ writing }: Session): boolean => writing.length > 0;

/** Something runs, or a failed layer is being written. */
export const isUnderWay = (session: Session): boolean => isBusy(session) || isWriting(session);

const writingOf = ({ writing }: Session, run: number): Writing | undefined => writing.find((each) => each.run === run);

/** Why what needs the failed layer has to wait. */
export const isBeingWritten = "The failed layer is still being written.";

/** What `before`, in which the step still ran, knows of a run whose layer is being written since `now`. */
export function writingBegun(
  before: Session,
  step: Step,
  { run, start }: Running,
  { container, now }: Event & { type: "stepFailed" },
): Writing {
  const on = start === "failed" ? failureOf(before, step.index) : undefined;
  const state = stateBefore(before, step.index);
  return { run, start, step, state, ...(on && { on }), ...(container && { container }), since: now };
}

/** The layer of that run is written, or cannot be: `failure` is what there is now. Undefined: none of that run was. */
export function written(session: Session, run: number, failure: Failure): Session | undefined {
  if (writingOf(session, run) === undefined) return undefined;
  const { id } = (writingOf(session, run) as Writing).step;
  const end = (old: Failure): Failure => ({ ...failure, ms: old.ms, ...(old.unseen && { unseen: old.unseen }) });
  const image = failure.before ? undefined : failure.image;
  const attempts = (session.attempts[id] ?? []).map((each) =>
    each.run === run && image !== undefined ? { ...each, image } : each,
  );
  return { ...withFailures(without(session, run, image), run, end), attempts: { ...session.attempts, [id]: attempts } };
}

/** The engine was lost: what becomes of that layer nobody knows, so its step counts as one that was running. Undefined: none of that run was. */
export function writingLost(session: Session, run: number, message: string): Session | undefined {
  const lost = writingOf(session, run);
  if (lost === undefined) return undefined;
  const next = withFailures(without(session, run, undefined), run, () => undefined);
  if (isBusy(session) || session.status.kind === "done") return next;
  const index = session.plan.steps.findIndex(({ id }) => id === lost.step.id);
  return { ...next, status: { kind: "stopped", reason: "engine", message, lost: index < 0 ? [] : [index] } };
}

/** `image`: the layer that was written. */
const without = (session: Session, run: number, image: string | undefined): Session => ({
  ...session,
  actions: withLayerOf(session.actions, run, image),
  writing: session.writing.filter((each) => each.run !== run),
});

/** With `end` of every failure that waits for the layer of that run; undefined: it is none any more. */
function withFailures(session: Session, run: number, end: (failure: Failure) => Failure | undefined): Session {
  const ended = (failures: ByStep<Failure>): ByStep<Failure> => {
    if (!Object.values(failures).some(({ writing }) => writing === run)) return failures;
    return Object.fromEntries(
      Object.entries(failures).flatMap(([id, failure]) => {
        const now = failure.writing === run ? end(failure) : failure;
        return now === undefined ? [] : [[id, now] as const];
      }),
    );
  };
  const undo = session.undo.map((moment): Moment => ({ ...moment, failures: ended(moment.failures) }));
  return { ...session, failures: ended(session.failures), undo };
}

/** What another process does to go on with all of them. */
export const writingsGoOn = ({ writing }: Session): readonly Effect[] =>
  writing.map(({ run, start, step, state, on }) => ({
    type: "runStep",
    run,
    step,
    state,
    start,
    ...(on && { failure: on }),
    retry: false,
    onlyLeft: true,
  }));
