/** How far the whole build is, and how long what is left may take: by what its steps took before. Pure. */
import { orderOf } from "../builder/plan/order.ts";
import { foundAgain } from "./found-again.ts";
import { usualTime } from "./last-times.ts";
import { hasLayer, isDone, runningAt, runningSteps, type Session } from "./session.ts";

export type TimeLeft = {
  readonly done: number;
  readonly steps: number;
  /** Milliseconds; undefined: no time of what is left is known. */
  readonly ms?: number;
  /** Of some step that is left nothing is known. */
  readonly atLeast: boolean;
};

/** `now` in milliseconds, as in the session. */
export function timeLeft(session: Session, now: number): TimeLeft {
  const { steps } = session.plan;
  const { previous, stages } = orderOf(session.plan);
  const left = steps.filter(({ index }) => !isDone(session, index));
  const found = foundAgain(session, late(session, now));
  const ends: number[] = [];
  let sum = 0;
  let known = false;
  let atLeast = false;
  for (const { id, index, instruction } of steps) {
    const needed = session.plan.needs[index]?.map((stage) => stages.get(stage)?.at(-1)) ?? [];
    const start = Math.max(0, ...[previous[index], ...needed].map((each) => (each === undefined ? 0 : (ends[each] ?? 0))));
    let ms = 0;
    if (!isDone(session, index) && !found.has(index)) {
      const took = usualTime(session, id);
      const ran = now - (runningAt(session, index)?.startedAt ?? now);
      if (took !== undefined) {
        ms = Math.max(0, took - ran);
        known = true;
      } else if (hasLayer({ instruction }) || instruction.kind === "from") atLeast = true;
    }
    sum += ms;
    ends[index] = start + ms;
  }
  // stages run side by side, each as fast as what it waits for, and not more at once than the session allows
  const longest = Math.max(0, ...ends, sum / session.maxParallel);
  return { done: steps.length - left.length, steps: steps.length, ...(known && { ms: longest }), atLeast };
}

/** A step that runs longer was not found, in milliseconds. */
const findingTakes = 2000;

function late(session: Session, now: number): ReadonlySet<number> {
  return new Set(runningSteps(session).filter((index) => now - (runningAt(session, index)?.startedAt ?? now) > findingTakes));
}
