/** Where a shell at a step goes: which layer, with which surroundings, and in what words. Pure. */
import type { BuildState, StageState } from "../builder/state.ts";
import type { Step } from "../builder/steps.ts";
import { UserError } from "../errors.ts";
import {
  type Failure,
  failureOf,
  hasLayer,
  isBusy,
  isDone,
  isReady,
  leftLayer,
  type Session,
  stateAfter,
  stateBefore,
} from "./session.ts";

/** What is entered: the layer, the stage whose surroundings hold there, and words for it. */
export type Place = {
  readonly step: Step;
  readonly image: string | undefined;
  readonly stage: StageState;
  /** Where mounts of the step find other stages. */
  readonly state: BuildState;
  readonly words: string;
};

/** Throws UserError with a sentence when there is nothing to enter. */
export function placeOf(session: Session, index: number): Place {
  const step = session.plan.steps[index];
  if (!step) throw new UserError("there is no such step");
  if (isBusy(session)) throw new UserError({ message: "an instruction is running", hint: "pause first (p)" });
  if (!isDone(session, index) && !isReady(session, index))
    throw new UserError({ message: `step ${index + 1} has not run yet`, hint: "run to it first (t)" });
  const failure = failureOf(session, index);
  const before = stateBefore(session, index);
  if (!isDone(session, index)) {
    // A trigger of the base failed inside FROM: its layer can be entered, with what the trigger saw.
    if (step.instruction.kind === "from" && failure?.stage !== undefined) {
      const image = failure.image ?? failure.stage.image;
      return {
        step,
        image,
        state: { ...before, stage: failure.stage },
        stage: failure.stage,
        words: `the ${leftLayer(failure) ? stateWord(failure) : "layer before the trigger that failed in"} step ${index + 1}`,
      };
    }
    if (!before.stage || step.instruction.kind === "from") {
      throw new UserError({ message: "no stage has begun here, so there is nothing to enter yet", hint: "run FROM first (n)" });
    }
    const kept = leftLayer(failure) && hasLayer(step);
    return {
      step,
      image: kept ? failure.image : before.stage.image,
      stage: before.stage,
      state: before,
      words: `the ${kept ? stateWord(failure) : "layer before"} step ${index + 1}`,
    };
  }
  const after = stateAfter(session, index)?.stage;
  if (!after)
    throw new UserError({
      message: "no stage has begun here, so there is nothing to enter yet",
      hint: "choose a step after FROM",
    });
  return {
    step,
    image: after.image,
    stage: surroundingsOf(step, before, after),
    state: before,
    words: `the layer after step ${index + 1}`,
  };
}

/** A RUN is entered with what it saw itself; anything else with what it made. */
const surroundingsOf = (step: Step, before: BuildState, after: StageState): StageState =>
  step.instruction.kind === "run" && before.stage ? before.stage : after;

function stateWord({ kind }: Failure): string {
  if (kind === "shell") return "state kept by hand of";
  return kind === "interrupted" ? "interrupted layer of" : "failed layer of";
}

/** What a RUN ran: as its shell got it, or as words. */
export function lastCommand({ instruction }: Step): string | readonly string[] | undefined {
  if (instruction.kind !== "run") return undefined;
  return instruction.command.form === "shell" ? instruction.command.text : instruction.command.args;
}
