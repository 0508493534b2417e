/** The step at the position is left out: what was true before it is its result, and the build is a person's from there on. Pure. */
import { noted } from "../builder/instructions/metadata.ts";
import { chainKey } from "../builder/layer.ts";
import type { StageState } from "../builder/state.ts";
import type { Step, StepId } from "../builder/steps.ts";
import { advance, placeAfter, same, setOut, stopped, type Transition } from "./advance.ts";
import { skippedNote } from "./manual-change-labels.ts";
import { position, type Session, standingAt, stateBefore } from "./session.ts";

/** Where nothing is left to run then, the image is written. Its failed layer goes; undo brings it back. */
export function skip(session: Session, now: number): Transition {
  const step = session.plan.steps[position(session)];
  const before = step && stateBefore(session, step.index);
  if (step === undefined || before?.stage === undefined) return same(session);
  const note = skippedNote(step);
  const stage = skipped(before.stage, step, note);
  const { [step.id]: _, ...failures } = session.failures;
  const outcome = { how: "hand", note, skipped: true, ms: 0, size: 0, ...(stage.image && { image: stage.image }) } as const;
  const next: Session = {
    ...session,
    outcomes: { ...session.outcomes, [step.id]: outcome },
    states: { ...session.states, [step.id]: { ...before, stage } },
    last: step.id,
    failures,
  };
  const there = standingAt(next, placeAfter(next, step.index));
  const [done, effects] = advance(setOut(there, { kind: "next" }), now);
  const here = done.status.kind === "stopped" && done.status.reason === "step";
  return here ? [stopped(done, "skip"), []] : [done, effects];
}

/** Leaves out every step of the stage from the position to above `step`. */
export function jump(session: Session, step: StepId, now: number): Transition {
  let next = session;
  while (next.plan.steps[position(next)]?.id !== step) {
    const [after, effects] = skip(next, now);
    if (effects.length > 0 || after.status.kind !== "stopped" || position(after) === position(next)) return [after, effects];
    next = after;
  }
  return [next, []];
}

/** The same stage with another key: nothing that stands on it is looked up, or stored for others. */
function skipped(stage: StageState, { instruction: { text } }: Step, note: string): StageState {
  const next = { ...stage, key: chainKey(stage.key, "skipped", text), byHand: [...stage.byHand, note] };
  return noted(next, `${text} # dbuild: skipped`);
}
