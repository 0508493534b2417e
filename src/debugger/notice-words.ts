/** Sentences of notices that come from how the session stands. Pure. */
import { runningAt, runningSteps, type Session } from "./session.ts";

/** The disk does not take the journal, for that reason. */
export const unwrittenText = (why: string): string =>
  `This session cannot be written down (${why}): should dbuild be killed now, what comes from here on cannot be gone on with. Make room in the state folder.`;

/** Somebody paused the container of a step (docker pause), which otherwise looks like a program that hangs. */
export function suspendedText(session: Session): string | undefined {
  for (const step of runningSteps(session)) {
    const container = runningAt(session, step)?.suspended;
    if (container !== undefined)
      return `Somebody paused the container of step ${step + 1}: docker unpause ${container} lets it go on.`;
  }
  return undefined;
}
