/** Sentences of notices that come from how the session stands. Pure. */
import type { Step } from "../builder/steps.ts";
import { UserError } from "../errors.ts";
import { runningAt, runningSteps, type Session } from "./session.ts";

/** The disk does not take the journal in `folder`, for that reason. */
export const unwrittenText = (folder: string, why: string): string =>
  `The session cannot be written to ${folder} (${why}). Output is shown all the same, but should dbuild be killed now, nobody can go on from here. Make room there, or set XDG_STATE_HOME to another place.`;

/** What a step changed could not be told to the breakpoints on files. */
export function unlookedText({ instruction }: Step, why: unknown): string {
  const hint = why instanceof UserError ? why.problems[0]?.hint : undefined;
  const said = `${(why as Error).message}${hint === undefined ? "" : ` — ${hint}`}`;
  return `What line ${instruction.span.line} changed could not be looked up, so no breakpoint on a file stopped there: ${said}.`;
}

/** A step has ended, and still counts as running. */
export const lookingText = ({ instruction }: Step): string =>
  `Line ${instruction.span.line} has ended; what it changed is looked up for the breakpoints on files.`;

/** Somebody paused the container of a step (docker pause), which otherwise looks like a program that hangs. */
export function suspendedText(session: Session): string | undefined {
  for (const step of runningSteps(session)) {
    const container = runningAt(session, step)?.suspended;
    if (container !== undefined)
      return `Somebody paused the container of step ${step + 1}: docker unpause ${container} lets it go on.`;
  }
  return undefined;
}
