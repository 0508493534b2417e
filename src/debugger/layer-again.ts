/** A layer that somebody removed and a look needs (a shell, a copy): the session while the step that made it makes it again. Pure. */
import type { Step } from "../builder/steps.ts";
import { same, type Transition } from "./advance.ts";
import { isBusy, type Session } from "./session.ts";

/** The step that made the layer `image`, where it can make it again: what a person made nobody can. */
export function makerOf({ plan, states, outcomes }: Session, image: string): Step | undefined {
  const step = plan.steps.find(({ id }) => states[id]?.stage?.image === image);
  const manual = step && (outcomes[step.id]?.how === "hand" || states[step.id]?.stage?.byHand.length !== 0);
  return manual ? undefined : step;
}

/** Nothing else runs meanwhile, and the session comes back to where it is now. */
export function startRebuild(session: Session, image: string, now: number): Transition {
  const step = makerOf(session, image);
  if (isBusy(session) || step === undefined) return same(session);
  const run = session.run + 1;
  const running = { [step.id]: { run, start: "clean", startedAt: now } } as const;
  const { status: then } = session;
  const status = { kind: "running", goal: { kind: "next" }, running, pausing: false, aborting: false, then } as const;
  return [{ ...session, run, status }, [{ type: "rebuildLayer", run, step, image }]];
}

/** However that came out: what was made is known by `rebuilt`. */
export function endRebuild(session: Session, run: number): Session {
  const { status } = session;
  if (status.kind !== "running" || status.then === undefined) return session;
  return Object.values(status.running).some((each) => each.run === run) ? { ...session, status: status.then } : session;
}
