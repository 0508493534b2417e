/**
 * What can be asked of a session now, and why not: the only judge. The session itself asks it (update.ts), and through the
 * commands every face does. A reason is a sentence in which `{pause}` stands for how the face calls that command. Pure.
 */
import type { StepId } from "../builder/steps.ts";
import { isStageDone } from "./advance.ts";
import { isAnyFrozen } from "./breakpoints/frozen.ts";
import type { Event } from "./events.ts";
import { failureHere, hasLayer, indexOf, isBusy, isDone, leftLayer, position, runningAt, type Session } from "./session.ts";
import { isBeingWritten } from "./writing.ts";

/** Events that somebody asks for; the others are told. */
export type Request = Extract<
  Event,
  { type: "run" | "retry" | "accept" | "commit" | "skip" | "jump" | "back" | "pause" | "abort" }
>;

const requests: ReadonlySet<Event["type"]> = new Set([
  "run",
  "retry",
  "accept",
  "commit",
  "skip",
  "jump",
  "back",
  "pause",
  "abort",
]);

export const isRequest = (event: Event): event is Request => requests.has(event.type);

export const isRunning = "An instruction is running. {pause} pauses after it.";
const isWritten = "The image is being written; this is the end.";
const stageDone = "Every instruction of that stage has run.";
const isStopping = "Stopping already; what the instruction did is kept.";

/** A sentence, or undefined when the session does it. */
export function refusal(session: Session, request: Request): string | undefined {
  switch (request.type) {
    case "run":
      return isBusy(session) ? refuseFurther(session, request.goal) : refuseRun(session, request.goal);
    case "retry":
      if (isBusy(session)) return isRunning;
      if (position(session) >= session.plan.steps.length) return "There is no step left to run. {back} goes back a step.";
      return request.start === "failed" ? refuseOnLayer("retry-failed", session) : undefined;
    case "accept":
      return isBusy(session) ? isRunning : refuseOnLayer("accept", session);
    case "commit":
      if (isBusy(session)) return isRunning;
      return failureHere(session)?.container === undefined
        ? "{commit} writes the layer of a container that was kept because there was no room; there is none here."
        : undefined;
    case "skip":
      return isBusy(session) ? isRunning : refuseSkip(session);
    case "jump":
      return isBusy(session) ? isRunning : refuseJump(session, request.step);
    case "back":
      return isBusy(session) ? isRunning : refuseBack(session, request.step);
    case "pause":
      return refusePause(session);
    case "abort":
      if (session.status.kind === "finishing") return isWritten;
      if (session.status.kind !== "running") return "Nothing is running.";
      return session.status.aborting ? isStopping : undefined;
  }
}

type Goal = Extract<Request, { type: "run" }>["goal"];

/** While instructions run: how far to go on after them. */
function refuseFurther(session: Session, goal: Goal): string | undefined {
  const { status } = session;
  if (status.kind !== "running") return isWritten;
  if (isAnyFrozen(session) && (goal.kind === "next" || goal.kind === "continue")) return undefined;
  if (goal.kind === "next") return "An instruction is running. {pause} pauses after it, {continue} goes on after it.";
  if (status.aborting) return isStopping;
  if (status.then) return "A removed layer is made again first. {interrupt} stops that.";
  if (goal.kind === "to") {
    const step = indexOf(session, goal.step);
    return step === undefined || isDone(session, step) || runningAt(session, step) ? isRunning : undefined;
  }
  if (goal.kind === "stage") return isStageDone(session, goal.step) ? stageDone : undefined;
  if (status.stop) return "It stops as soon as the other stages have ended their instruction.";
  const goesOn = status.goal.kind === "continue" && !status.pausing;
  return goesOn ? "It goes on already. {pause} pauses after this instruction." : undefined;
}

function refuseRun(session: Session, goal: Goal): string | undefined {
  if (session.status.kind === "done") return "The image is built. {back} goes back a step.";
  if (goal.kind === "stage") return isStageDone(session, goal.step) ? stageDone : undefined;
  if (goal.kind !== "to") return undefined;
  const step = indexOf(session, goal.step);
  if (step === undefined) return "That instruction is not among the steps any more.";
  if (step === position(session)) return "The build stands before this step already. {next} runs it.";
  return isDone(session, step) ? "That step has run already." : undefined;
}

function refuseSkip(session: Session): string | undefined {
  const step = session.plan.steps[position(session)];
  if (step === undefined) return "There is no step left to skip. {back} goes back a step.";
  if (step.instruction.kind === "from" || step.stage < 0)
    return `{skip} leaves out a step of a stage; what follows stands on this ${step.instruction.kind.toUpperCase()}.`;
  if (failureHere(session)?.container !== undefined)
    return "{skip} would give up the container that is kept here. {commit} writes its layer, once there is room.";
  return undefined;
}

function refuseJump(session: Session, id: StepId): string | undefined {
  const here = session.plan.steps[position(session)];
  const there = session.plan.steps[indexOf(session, id) ?? -1];
  if (there === undefined) return "That instruction is not among the steps any more.";
  if (there === here) return "The build stands before this step already. {next} runs it.";
  if (here !== undefined && (there.stage !== here.stage || there.index < here.index))
    return "{jump} leaves out steps down to another one of the stage where the build stands. {run-to} goes anywhere, and runs them.";
  return refuseSkip(session);
}

function refuseBack(session: Session, id: StepId | undefined): string | undefined {
  const step = id === undefined ? undefined : (indexOf(session, id) ?? -1);
  if (step !== undefined) return isDone(session, step) ? undefined : "That step has not run yet.";
  if (position(session) === 0) return "This is the first step.";
  const first = session.plan.steps.findIndex(({ index }) => isDone(session, index));
  return first >= 0 && first < position(session) ? undefined : "No step above this one has run.";
}

function refusePause({ status }: Session): string | undefined {
  if (status.kind === "finishing") return isWritten;
  if (status.kind !== "running") return "Nothing is running.";
  return status.pausing || status.stop ? "Pausing already. {interrupt} stops the instruction now." : undefined;
}

function refuseOnLayer(command: "retry-failed" | "accept", session: Session): string | undefined {
  const step = session.plan.steps[position(session)];
  const failure = failureHere(session);
  if (step === undefined) return "There is no step left to run. {back} goes back a step.";
  // what a shell left of such a step can be taken all the same
  const kind = step.instruction.kind.toUpperCase();
  if (!hasLayer(step) && failure?.kind !== "shell") return `{${command}} needs a step that makes a layer; ${kind} makes none.`;
  if (!hasLayer(step) && command === "retry-failed")
    return `${kind} runs nothing on a layer. {accept} takes what is kept as the step's result.`;
  if (failure?.writing !== undefined) return isBeingWritten;
  if (failure?.container !== undefined)
    return `{${command}} needs the failed layer, which could not be written yet. {commit} writes it, once there is room.`;
  if (failure?.removed)
    return `{${command}} needs the failed layer, which somebody removed from the engine. {retry} runs the step again.`;
  if (failure?.image === undefined) return `{${command}} needs a failed layer; this step has none.`;
  if (command === "retry-failed" && !leftLayer(failure))
    return "{retry-failed} needs a failed layer; this step left none. {retry} runs it on the one before it.";
  return undefined;
}
