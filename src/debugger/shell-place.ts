/** Where a shell at a step goes: which layer, with which surroundings, and in what words. Pure. */
import { posix } from "node:path";
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
import { isBeingWritten } from "./writing.ts";

/** What is entered: the layer, the stage whose surroundings hold there, and words for it. */
export type Place = {
  readonly step: Step;
  readonly image: string | undefined;
  readonly stage: StageState;
  /** Where mounts of the step find other stages. */
  readonly state: BuildState;
  readonly words: string;
};

/** `why`: a sentence (as in `Refused`), when there is nothing to enter. */
export type NoPlace = { readonly why: string };

/** As placeAt; throws UserError for a step that nothing can be entered at. */
export function placeOf(session: Session, index: number): Place {
  const place = isBusy(session) ? { why: "an instruction is running" } : placeAt(session, index);
  if ("why" in place) throw new UserError(place.why.replaceAll(/[{}]/g, ""));
  return place;
}

/** What a shell or a copy at the step enters while nothing runs. */
export function placeAt(session: Session, index: number): Place | NoPlace {
  const step = session.plan.steps[index];
  if (!step) return { why: "There is no such step." };
  if (!isDone(session, index) && !isReady(session, index))
    return { why: `Step ${index + 1} has not run yet. {run-to} runs to it.` };
  const failure = failureOf(session, index);
  const before = stateBefore(session, index);
  if (!isDone(session, index)) {
    if (failure?.writing !== undefined) return { why: isBeingWritten };
    const kept = leftLayer(failure);
    if (!before.stage || step.instruction.kind === "from")
      return {
        why: kept
          ? "What is kept can be looked at once {accept} has taken it as the result of this FROM."
          : "There is no layer yet. {next} runs the FROM.",
      };
    return {
      step,
      image: kept ? failure.image : before.stage.image,
      stage: before.stage,
      state: before,
      words: `the ${kept ? stateWord(failure) : "layer before"} step ${index + 1}`,
    };
  }
  const after = stateAfter(session, index)?.stage;
  if (!after) return { why: "There is no layer yet; a step after a FROM has one." };
  return {
    step,
    image: after.image,
    stage: surroundingsOf(step, before, after),
    state: before,
    words: `the layer after step ${index + 1}`,
  };
}

/** As ownLayerAt; throws UserError for a step that has none. */
export function ownLayerOf(session: Session, index: number): Place {
  const place = isBusy(session) ? { why: "an instruction is running" } : ownLayerAt(session, index);
  if ("why" in place) throw new UserError(place.why.replaceAll(/[{}]/g, ""));
  return place;
}

/** The layer that the step itself made or left, never the one before it: what of it is changed becomes the step's. */
export function ownLayerAt(session: Session, index: number): Place | NoPlace {
  const place = placeAt(session, index);
  if ("why" in place) return place;
  const failure = failureOf(session, index);
  const kind = place.step.instruction.kind.toUpperCase();
  if (!hasLayer(place.step) && !leftLayer(failure))
    return { why: `A file is edited in the layer of a step that makes one; ${kind} makes none.` };
  if (isDone(session, index) || leftLayer(failure)) return place;
  if (failure?.container !== undefined)
    return { why: `The layer of step ${index + 1} could not be written yet. {commit} writes it, once there is room.` };
  return { why: `Step ${index + 1} has left no layer yet; a file is edited in it once it has run.` };
}

/** `path` in the place's layer, from its working directory where it is relative. */
export const pathIn = ({ stage }: Pick<Place, "stage">, path: string): string =>
  posix.resolve("/", stage.config.WorkingDir ?? "/", path);

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
