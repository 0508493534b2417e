/** A session that another process had: what was under way in it. Pure. */
import { same, type Transition, workOf } from "./advance.ts";
import { actionsGoOn } from "./breakpoints/action.ts";
import type { Effect } from "./events.ts";
import { runningAt, runningSteps, type Session, stateBefore } from "./session.ts";
import { writingsGoOn } from "./writing.ts";

/** What was under way when the process before this one ended goes on, or is done once more where that changes nothing. */
export function resumed(session: Session, now: number): Transition {
  const [going, begun] = goesOn(session);
  const next = session.actions.length === 0 ? going : { ...going };
  const effects = [...begun, ...actionsGoOn(session)];
  if (session.writing.length === 0) return [next, effects];
  // nobody wrote them meanwhile
  const writing = next.writing.map((each) => ({ ...each, since: now }));
  return [{ ...next, writing }, [...writingsGoOn(session), ...effects]];
}

function goesOn(session: Session): Transition {
  const { status, plan } = session;
  if (status.kind === "finishing")
    return [{ ...session }, [{ type: "finish", run: status.run, state: stateBefore(session, plan.steps.length) }]];
  if (status.kind !== "running") return same(session);
  // a layer that was made again for a look into it is made again when somebody looks
  if (status.then !== undefined) return [{ ...session, status: status.then }, []];
  const effects = runningSteps(session).flatMap((index) => {
    const step = plan.steps[index];
    const running = runningAt(session, index);
    return step === undefined || running === undefined ? [] : workOf(session, step, running);
  });
  return [{ ...session }, [...effects, ...(status.aborting ? abortsOf(session) : [])]];
}

/** Ends what runs, but for run `but`. */
export const abortsOf = (session: Session, but?: number): readonly Effect[] =>
  runningSteps(session).flatMap((step) => {
    const run = runningAt(session, step)?.run;
    return run === undefined || run === but ? [] : [{ type: "abortRun", run }];
  });
