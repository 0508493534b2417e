/**
 * What a person can take back. Before every change that takes something away (a result, a failed layer, a text) the session notes how
 * it stood; taking back puts that together with what came since and still holds. Pure.
 */
import { diffPlans } from "../builder/plan/diff-plans.ts";
import { asBefore } from "../builder/plan/identify.ts";
import { needsMet, orderOf } from "../builder/plan/order.ts";
import { type Plan, withTriggers } from "../builder/plan/plan.ts";
import { type BuildState, type StageState, withLayerAgain } from "../builder/state.ts";
import type { StepId } from "../builder/steps.ts";
import { standingTriggers } from "./base-triggers.ts";
import { inText } from "./breakpoints/follow-edits.ts";
import type { Event } from "./events.ts";
import { inTheirStages } from "./reload.ts";
import {
  type ByStep,
  type Failure,
  failureHere,
  firstUndone,
  indexOf,
  isBusy,
  isDone,
  isReady,
  leftLayer,
  type Outcome,
  runningAt,
  runningSteps,
  type Session,
  type Status,
  standingAt,
} from "./session.ts";

/** What a person did that took something away, and how the session stood before: what it takes to take that back. */
export type Moment = Pick<Session, "plan" | "outcomes" | "states" | "failures" | "at" | "last"> & {
  /** `reload`: the Dockerfile was changed by another program; `keep`, `discard`: of what a shell changed; `edit-in-layer`: of a file. */
  readonly did: "edit" | "reload" | "retry" | "retry-failed" | "accept" | "back" | "keep" | "discard" | "edit-in-layer" | "skip";
  /** The step it was about; absent: the text. */
  readonly step?: StepId;
  /** The image had been written. */
  readonly done?: Status & { kind: "done" };
};

/** How many a session remembers. */
const most = 100;

/** `after` came of `before` by `event`: with a moment more where something went by it. */
export function remembering(before: Session, after: Session, event: Event): Session {
  const what = undoableOf(before, after, event);
  return what === undefined ? after : withMoment(after, { ...momentOf(before), ...what });
}

/** A layer that a shell left is not kept: taking that back is keeping it. `kept`: the session as if it were. */
export const discarded = (session: Session, step: StepId, kept: Session): Session =>
  kept === session ? session : withMoment(session, { ...momentOf(kept), did: "discard", step });

const withMoment = (session: Session, moment: Moment): Session => ({ ...session, undo: [...session.undo, moment].slice(-most) });

type Undoable = Pick<Moment, "did" | "step">;

function undoableOf(before: Session, after: Session, event: Event): Undoable | undefined {
  switch (event.type) {
    case "load":
      return after.plan.text === before.plan.text ? undefined : { did: event.own ? "edit" : "reload" };
    case "kept":
      return { did: event.failure.edited === undefined ? "keep" : "edit-in-layer", step: event.step };
    case "back":
      return { did: "back", ...withStep(event.step ?? after.at) };
    case "skip":
      return before.at !== undefined && leavesLayer(before.failures[before.at]) ? { did: "skip", step: before.at } : undefined;
    case "jump": {
      const gone = Object.values(before.failures).filter(
        (each) => leavesLayer(each) && !Object.values(after.failures).includes(each),
      );
      return gone.length > 0 ? { did: "skip", ...withStep(before.at) } : undefined;
    }
    case "stepDone":
    case "stepFailed": {
      const index = runningSteps(before).find((each) => runningAt(before, each)?.run === event.run);
      const step = index === undefined ? undefined : before.plan.steps[index]?.id;
      const old = step === undefined ? undefined : before.failures[step];
      if (index === undefined || step === undefined || !leavesLayer(old) || isSameLayer(after.failures[step], old))
        return undefined;
      const { work, start } = runningAt(before, index) ?? {};
      return { did: work === "accept" ? "accept" : start === "failed" ? "retry-failed" : "retry", step };
    }
    default:
      return undefined;
  }
}

/** Is there a layer of the step's own, or will there be? */
const leavesLayer = (failure: Failure | undefined): failure is Failure => leftLayer(failure) || failure?.writing !== undefined;

const isSameLayer = (one: Failure | undefined, other: Failure): boolean =>
  one?.image === other.image && one?.writing === other.writing;

const withStep = (step: StepId | undefined): { readonly step?: StepId } => (step === undefined ? {} : { step });

function momentOf({ plan, outcomes, states, failures, at, last, status }: Session): Omit<Moment, "did"> {
  return {
    plan,
    outcomes,
    states,
    failures,
    ...(at !== undefined && { at }),
    ...(last !== undefined && { last }),
    ...(status.kind === "done" && { done: status }),
  };
}

/** The session with what was done last taken back. */
export function undone(session: Session): Session {
  const moment = session.undo.at(-1);
  if (moment === undefined || isBusy(session)) return session;
  const plan = planAgain(session.plan, moment.plan);
  const { outcomes, states } = resultsIn(plan, session, moment);
  const { last: _, ...rest } = session;
  const next: Session = {
    ...rest,
    plan: standingTriggers(plan, (from) => outcomes[from] !== undefined),
    outcomes,
    states: inTheirStages(states, plan),
    // whatever came since is kept as well
    failures: { ...session.failures, ...moment.failures },
    breakpoints: inText(session.breakpoints, plan),
    undo: session.undo.slice(0, -1),
    ...(moment.last !== undefined && outcomes[moment.last] && { last: moment.last }),
  };
  const placed = standingAt(next, placeOf(next, [moment.step, moment.at, session.at]));
  return seen({ ...placed, status: statusOf(placed, moment, session.plan) });
}

/** The text of the moment, with the triggers of all FROMs that may have a result in it. */
function planAgain(now: Plan, before: Plan): Plan {
  if (now === before) return now;
  const plan = asBefore(before, now);
  const { stands } = diffPlans(now, plan);
  const since = Object.entries(now.triggers).filter(
    ([from]) => stands.has(from as StepId) && before.triggers[from as StepId] === undefined,
  );
  return since.length === 0 ? plan : withTriggers(plan, { ...Object.fromEntries(since), ...before.triggers });
}

type Results = Pick<Session, "outcomes" | "states">;

/** Results of the moment, and those that came since, each where it stands on the very layers that it was made on. */
function resultsIn(plan: Plan, now: Session, moment: Moment): Results {
  const { stands } = now.plan === plan ? { stands: undefined } : diffPlans(now.plan, plan);
  const { previous } = orderOf(plan);
  const outcomes: { [id: StepId]: Outcome } = {};
  const states: { [id: StepId]: BuildState } = {};
  const idAt = (index: number): StepId => plan.steps[index]?.id as StepId;
  for (const { id, index } of plan.steps) {
    const before = previous[index];
    const isUnder = (from: Results) => (step: number) =>
      outcomes[idAt(step)] !== undefined && isSame(states[idAt(step)]?.stage, from.states[idAt(step)]?.stage);
    const fits = (from: Results): boolean =>
      from.outcomes[id] !== undefined && (before === undefined || isUnder(from)(before)) && needsMet(plan, index, isUnder(from));
    const isCurrent = id !== moment.step && (stands === undefined || stands.has(id)) && fits(now);
    const from = fits(moment) ? moment : isCurrent ? now : undefined;
    const [outcome, state] = [from?.outcomes[id], from?.states[id]];
    if (outcome === undefined || state === undefined) continue;
    outcomes[id] = outcome;
    states[id] = state;
  }
  return { outcomes, states };
}

const isSame = (one: StageState | undefined, other: StageState | undefined): boolean =>
  one?.key === other?.key && one?.image === other?.image;

function placeOf(session: Session, wanted: readonly (StepId | undefined)[]): number {
  const places = wanted.map((id) => (id === undefined ? undefined : indexOf(session, id)));
  return places.find((index): index is number => index !== undefined && isReady(session, index)) ?? firstUndone(session);
}

function statusOf(session: Session, { done, outcomes }: Moment, before: Plan): Status {
  const isWhole = session.plan.steps.every(({ id, index }) => isDone(session, index) && session.outcomes[id] === outcomes[id]);
  if (done !== undefined && isWhole) return done;
  const edited = session.plan.text !== before.text;
  return { kind: "stopped", reason: edited ? "edit" : failureHere(session) === undefined ? "undo" : "failure" };
}

/** Nobody has to be stopped for the failure at the position. */
function seen(session: Session): Session {
  const failure = failureHere(session);
  if (session.at === undefined || !failure?.unseen) return session;
  const { unseen: _, ...rest } = failure;
  return { ...session, failures: { ...session.failures, [session.at]: rest } };
}

/** The moments once the layer `image` was made again, as that of `stage`. */
export const momentsRebuilt = (moments: readonly Moment[], image: string, stage: StageState): readonly Moment[] =>
  moments.map((moment) => ({ ...moment, ...withResultAgain(moment, image, stage) }));

/** Replaces the layer `image`, in the states and results of all steps, by the one that was made again. */
export function withResultAgain({ outcomes, states }: Results, image: string, stage: StageState): Results {
  return {
    outcomes: each(outcomes, (one) => (one.image === image && stage.image !== undefined ? { ...one, image: stage.image } : one)),
    states: each(states, (state) => withLayerAgain(state, image, stage)),
  };
}

const each = <T>(all: ByStep<T>, change: (one: T) => T): ByStep<T> =>
  Object.fromEntries(Object.entries(all).map(([step, one]) => [step, change(one)]));

/** Every layer that taking back may need: ids of images, and the tags of failed ones. */
export function neededToUndo({ undo }: Session): { readonly images: readonly string[]; readonly tags: readonly string[] } {
  const images = undo.flatMap(({ states, failures }) => [
    ...Object.values(states).flatMap(({ stage }) => stage?.image ?? []),
    ...Object.values(failures).flatMap(({ image }) => image ?? []),
  ]);
  const tags = undo.flatMap(({ failures }) => Object.values(failures).flatMap(({ tag }: Failure) => tag ?? []));
  return { images: [...new Set(images)], tags: [...new Set(tags)] };
}
