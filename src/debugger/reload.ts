/** A new text for a session: which results and breakpoints outlive it, and where it stands then. Pure. */
import { diffPlans, type PlanDiff } from "../builder/plan/diff-plans.ts";
import { identify } from "../builder/plan/identify.ts";
import { orderOf } from "../builder/plan/order.ts";
import { type Plan, stepIndexes } from "../builder/plan/plan.ts";
import type { BuildState } from "../builder/state.ts";
import type { StepId } from "../builder/steps.ts";
import { standingTriggers } from "./base-triggers.ts";
import { inText } from "./breakpoints/follow-edits.ts";
import type { EarlierTime } from "./last-times.ts";
import { type ByStep, firstUndone, isBusy, isDone, isReady, type Session, type Status, standingAt } from "./session.ts";

/** The session on another text: what does not stand on a changed step is kept, and every failed layer. */
export function load(session: Session, text: Plan): Session {
  if (isBusy(session) || text.text === session.plan.text) return session;
  const named = identify(text, session.plan);
  const diff = diffPlans(session.plan, named);
  const plan = standingTriggers(named, (from) => diff.stands.has(from));
  const kept = <T>(all: ByStep<T>): ByStep<T> => {
    const ids = Object.keys(all) as StepId[];
    if (ids.every((id) => diff.stands.has(id))) return all;
    const left: { [id: StepId]: T } = {};
    for (const id of ids) if (diff.stands.has(id)) left[id] = all[id] as T;
    return left;
  };
  const next: Session = {
    ...session,
    plan,
    outcomes: kept(session.outcomes),
    states: inTheirStages(kept(session.states), plan),
    breakpoints: inText(session.breakpoints, plan),
    ...(session.earlier && { earlier: timesOf(session.earlier, diff) }),
  };
  const all = firstUndone(next) === plan.steps.length;
  const status: Status =
    all && session.status.kind === "done" && plan.steps.length === session.plan.steps.length
      ? session.status
      : { kind: "stopped", reason: "edit" };
  return standingAt({ ...next, status }, placeOf(session, next, diff));
}

/** What steps took says something of them when they read otherwise; that they were built does not. */
const timesOf = (earlier: ByStep<EarlierTime>, { stands }: PlanDiff): ByStep<EarlierTime> =>
  Object.fromEntries(
    Object.entries(earlier).map(([id, time]) => [id, { ...time, built: time.built && stands.has(id as StepId) }]),
  );

/** A stage may have another number now. */
export function inTheirStages(states: ByStep<BuildState>, plan: Plan): ByStep<BuildState> {
  const moved: { [id: StepId]: BuildState } = {};
  let any = false;
  for (const { id, stage: index } of plan.steps) {
    const state = states[id];
    if (state?.stage === undefined || state.stage.index === index) continue;
    any = true;
    moved[id] = { ...state, done: {}, stage: { ...state.stage, index } };
  }
  return any ? { ...states, ...moved } : states;
}

/** At the first step that lost its result, or at what comes before it now; else where it stood; else at the first one without a result. */
function placeOf(before: Session, after: Session, { stands }: PlanDiff): number {
  const now = stepIndexes(after.plan);
  const { stages } = orderOf(after.plan);
  const placeIn = (id: StepId | undefined): number | undefined => {
    const index = id === undefined ? undefined : now.get(id);
    const step = index === undefined ? undefined : after.plan.steps[index];
    if (step === undefined) return undefined;
    const here = (stages.get(step.stage) ?? []).find((each) => !isDone(after, each));
    return here !== undefined && isReady(after, here) ? here : undefined;
  };
  const lost = before.plan.steps.filter(({ id, index }) => isDone(before, index) && !stands.has(id));
  for (const { id } of lost) {
    const place = placeIn(id);
    if (place !== undefined) return place;
  }
  return (lost.length === 0 ? placeIn(before.at) : undefined) ?? firstUndone(after);
}
