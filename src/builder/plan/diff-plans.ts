/** What a new text does to the steps of the old one. Pure. */
import type { Step, StepId } from "../steps.ts";
import { commonOrder } from "./match.ts";
import { meaning, orderOf } from "./order.ts";
import { type Plan, stepIndexes } from "./plan.ts";

export type StepChange = "same" | "moved" | "edited" | "added" | "gone";

export type PlanDiff = {
  /** Every step of the two plans. */
  readonly changes: ReadonlyMap<StepId, StepChange>;
  /** Steps whose result stands: they say the same, after steps that say the same, and read stages that are the same. */
  readonly stands: ReadonlySet<StepId>;
};

/** `after` has its ids from `before` (identify). */
export function diffPlans(before: Plan, after: Plan): PlanDiff {
  const old = stepIndexes(before);
  const oldAt = (id: StepId): Step | undefined => before.steps[old.get(id) ?? -1];
  const saysTheSame = (step: Step): boolean => {
    const other = oldAt(step.id);
    return other !== undefined && meaning(other.instruction) === meaning(step.instruction);
  };
  const changesOf = (): ReadonlyMap<StepId, StepChange> => {
    const stayed = inPlace(before, after);
    const changes = new Map<StepId, StepChange>();
    for (const step of after.steps) {
      const change = !old.has(step.id) ? "added" : !saysTheSame(step) ? "edited" : stayed.has(step.id) ? "same" : "moved";
      changes.set(step.id, change);
    }
    for (const { id } of before.steps) if (!changes.has(id)) changes.set(id, "gone");
    return changes;
  };
  let changes: ReadonlyMap<StepId, StepChange> | undefined;
  return {
    // an edit asks only for what stands, and wants it at once
    get changes() {
      changes ??= changesOf();
      return changes;
    },
    stands: standing(before, after, saysTheSame),
  };
}

/** Steps that did not move past others that are in both plans. */
function inPlace(before: Plan, after: Plan): ReadonlySet<StepId> {
  const now = stepIndexes(after);
  const was = stepIndexes(before);
  const left = before.steps.map(({ id }) => id).filter((id) => now.has(id));
  const right = after.steps.map(({ id }) => id).filter((id) => was.has(id));
  return new Set((commonOrder(left, right) ?? []).flatMap(([from]) => left[from] ?? []));
}

function standing(before: Plan, after: Plan, saysTheSame: (step: Step) => boolean): ReadonlySet<StepId> {
  const old = stepIndexes(before);
  const [orderBefore, orderAfter] = [orderOf(before), orderOf(after)];
  const stands = new Set<StepId>();
  const idAt = (plan: Plan, index: number | undefined) => (index === undefined ? undefined : plan.steps[index]?.id);
  const wholeStands = (stage: number, counterpart: number): boolean => {
    const steps = orderAfter.stages.get(stage) ?? [];
    const counterparts = orderBefore.stages.get(counterpart) ?? [];
    return (
      // its FROM
      idAt(after, steps[0]) === idAt(before, counterparts[0]) &&
      steps.length === counterparts.length &&
      steps.every((index) => stands.has(after.steps[index]?.id as StepId))
    );
  };
  for (const step of after.steps) {
    const was = old.get(step.id);
    if (was === undefined || !saysTheSame(step)) continue;
    const above = idAt(after, orderAfter.previous[step.index]);
    if (above !== idAt(before, orderBefore.previous[was]) || (above !== undefined && !stands.has(above))) continue;
    const [needs, counterparts] = [after.needs[step.index] ?? [], before.needs[was] ?? []];
    if (needs.length !== counterparts.length) continue;
    if (needs.every((need, which) => wholeStands(need, counterparts[which] as number))) stands.add(step.id);
  }
  return stands;
}
