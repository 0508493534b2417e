/** ONBUILD triggers of bases as steps of the session: known once their FROM ran, gone with its result. Pure. */
import { type Plan, withTriggers } from "../builder/plan/plan.ts";
import type { StepId, Trigger } from "../builder/steps.ts";
import type { Session } from "./session.ts";

/** The session with `triggers` behind the FROM `from`, and the stages that only they need. */
export function withBaseTriggers(session: Session, from: StepId, triggers: readonly Trigger[]): Session {
  const { plan } = session;
  if (triggers.length === 0 && plan.triggers[from] === undefined) return session;
  return { ...session, plan: withTriggers(plan, { ...plan.triggers, [from]: triggers }) };
}

/** `plan` with the triggers of those FROMs alone that `stands`. */
export function standingTriggers(plan: Plan, stands: (from: StepId) => boolean): Plan {
  const entries = Object.entries(plan.triggers);
  const left = entries.filter(([from]) => stands(from as StepId));
  return left.length === entries.length ? plan : withTriggers(plan, Object.fromEntries(left));
}
