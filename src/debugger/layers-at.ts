/** Which two layers tell what a step changed. Pure. */
import type { Layers, Stopped } from "../look/layer-files.ts";
import { failureOf, isDone, leftLayer, outcomeOf, runningAt, type Session, stateAfter, stateBefore } from "./session.ts";
import { type NoPlace, placeAt } from "./shell-place.ts";
import { stoppedAt } from "./stopped-container.ts";
import { isBeingWritten } from "./writing.ts";

/** The layer of the step at `index`, its failed one or the container it failed in where it has no result, and the layer before it. */
export function layersAt(session: Session, index: number): Layers | Stopped | NoPlace {
  const step = session.plan.steps[index];
  if (step === undefined) return { why: "There is no such step." };
  const before = stateBefore(session, index).stage?.image;
  if (isDone(session, index)) {
    const after = stateAfter(session, index)?.stage;
    if (step.instruction.kind !== "from") return { before, after: after?.image };
    if (outcomeOf(session, index)?.how !== "hand") return { why: "A FROM changes nothing: it takes a base as it is." };
    return { before: after?.base, after: after?.image };
  }
  if (runningAt(session, index) !== undefined) return { why: "It runs. What it changes is told when it has ended." };
  const container = stoppedAt(session, index);
  // one that was made of the failed layer tells what its run changed of that, not what the step did
  if (container !== undefined && session.attempts[step.id]?.at(-1)?.start !== "failed") return { before, container };
  const failure = failureOf(session, index);
  if (failure?.writing !== undefined) return { why: isBeingWritten };
  if (container !== undefined)
    return {
      why: `Its layer is not written yet: {commit} writes it, once there is room. Till then: docker diff ${container.slice(0, 12)}`,
    };
  if (failure?.removed) return { why: "Somebody removed its failed layer from the engine. {retry} runs it again." };
  if (leftLayer(failure)) {
    if (step.instruction.kind !== "from") return { before, after: failure.image };
    return { why: "What is kept is told once {accept} has taken it as the result of this FROM." };
  }
  if (failure !== undefined) return { why: "It left no layer: nothing of it had run." };
  return { why: "It has not run yet. {run-to} runs to it." };
}

/** The layers in which shells at two steps would open, to be compared. */
export function layersBetween(session: Session, from: number, to: number): Layers | NoPlace {
  const [before, after] = [placeAt(session, from), placeAt(session, to)];
  if ("why" in before) return before;
  return "why" in after ? after : { before: before.image, after: after.image };
}
