/** Which steps without a result get one without running, for their layers are there from before. Pure. */
import { needsMet, orderOf } from "../builder/plan/order.ts";
import type { BuildState } from "../builder/state.ts";
import type { StepId } from "../builder/steps.ts";
import { failureOf, hasLayer, type Outcome, outcomeOf, type Session } from "./session.ts";
import type { Moment } from "./undo.ts";

const none: ReadonlySet<number> = new Set();
const known = new WeakMap<Session, ReadonlySet<number>>();

/** Indexes of those, as far as one can tell. `late`: they run, and so long that they were not found. */
export function foundAgain(session: Session, late = none): ReadonlySet<number> {
  if (late.size > 0) return search(session, late);
  const ready = known.get(session) ?? search(session, late);
  known.set(session, ready);
  return ready;
}

function search(session: Session, late: ReadonlySet<number>): ReadonlySet<number> {
  const { plan, earlier = {}, noCache, undo } = session;
  if (noCache) return none;
  const { previous } = orderOf(plan);
  const moments = undo.filter((moment) => moment.plan.text === plan.text).toReversed();
  const states: { [id: StepId]: BuildState } = { ...session.states };
  const found = new Set<number>();
  /** Neither they nor what they stand on has been run in this session. */
  const unrun = new Set<number>();
  for (const step of plan.steps) {
    const { id, index } = step;
    const isOn = (holds: (index: number) => boolean): boolean => {
      const before = previous[index];
      return (before === undefined || holds(before)) && needsMet(plan, index, holds);
    };
    const isUnrun = isOn((each) => unrun.has(each));
    const outcome = outcomeOf(session, index);
    if (outcome !== undefined) {
      if (isUnrun && !hasRun(outcome, step)) unrun.add(index);
      continue;
    }
    if (late.has(index) || failureOf(session, index) !== undefined) continue;
    const moment = moments.find(({ outcomes }) => outcomes[id] !== undefined);
    const isSame = (each: number): boolean => isAsIn(moment, states, plan.steps[each]?.id as StepId);
    if (moment !== undefined && isClean(moment, id) && isOn(isSame)) {
      states[id] = moment.states[id] as BuildState;
      found.add(index);
      if (isUnrun && !hasRun(moment.outcomes[id] as Outcome, step)) unrun.add(index);
    } else if (isUnrun && earlier[id]?.built === true) {
      found.add(index);
      unrun.add(index);
    }
  }
  return found;
}

const hasRun = ({ how }: Outcome, step: Session["plan"]["steps"][number]): boolean =>
  how !== "cached" && step.instruction.kind !== "from" && hasLayer(step);

/** The cache has what nobody's hand was in. */
function isClean({ outcomes, states }: Moment, id: StepId): boolean {
  const { byHand = [], fresh } = states[id]?.stage ?? {};
  return outcomes[id]?.how !== "hand" && states[id] !== undefined && byHand.length === 0 && !fresh;
}

function isAsIn(moment: Moment | undefined, states: Session["states"], id: StepId): boolean {
  const [now, then] = [states[id], moment?.states[id]];
  return now !== undefined && then !== undefined && now.stage?.key === then.stage?.key && now.stage?.image === then.stage?.image;
}
