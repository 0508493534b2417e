/** Which command makes sense now, and if not, why. Pure; the footer offers what is possible, a key that is not says why. */
import {
  failureHere,
  failureOf,
  hasLayer,
  isBusy,
  isDone,
  isReady,
  leftLayer,
  position,
  runningAt,
  type Session,
  stateBefore,
} from "../debugger/session.ts";
import type { Item } from "./items.ts";
import type { Command } from "./keys.ts";
import { isEdited } from "./words.ts";

export type Situation = {
  readonly session: Session;
  readonly selected: Item | undefined;
  readonly canUndo: boolean;
};

/** A sentence, or undefined when the command can be done. */
export function unable(command: Command, { session, selected, canUndo }: Situation): string | undefined {
  const busy = isBusy(session);
  switch (command) {
    case "continue":
      if (session.status.kind === "running") {
        const { goal, pausing, stop } = session.status;
        if (stop) return "It stops as soon as the other stages have ended their instruction.";
        return goal.kind === "continue" && !pausing ? "It goes on already. p pauses after this instruction." : undefined;
      }
      return unableNext(session, busy);
    case "next":
      return unableNext(session, busy);
    case "run-to":
      if (selected?.step === undefined) return notNeeded(selected);
      if (busy && (isDone(session, selected.step) || runningAt(session, selected.step)))
        return "An instruction is running. p pauses after it.";
      return selected.step === position(session) ? "The build stands before this step already. n runs it." : undefined;
    case "back":
      if (busy) return "An instruction is running. p pauses after it.";
      if (position(session) === 0) return "This is the first step.";
      return firstDone(session) < position(session) ? undefined : "No step above this one has run.";
    case "breakpoint":
      return selected?.step === undefined ? notNeeded(selected) : undefined;
    case "pause":
      if (!busy) return "Nothing is running.";
      if (session.status.kind === "finishing") return "The image is being written; this is the end.";
      return session.status.kind === "running" && (session.status.pausing || session.status.stop)
        ? "Pausing already. Ctrl-C stops the instruction now."
        : undefined;
    case "retry":
      if (busy) return "An instruction is running. p pauses after it.";
      return position(session) >= session.plan.steps.length ? "There is no step left to run. u goes back a step." : undefined;
    case "retry-failed":
    case "accept":
      return unableOnLayer(command === "accept" ? "a" : "R", session, busy);
    case "commit":
      if (busy) return "An instruction is running. p pauses after it.";
      return failureHere(session)?.container === undefined
        ? "C writes the layer of a container that was kept because there was no room; there is none here."
        : undefined;
    case "shell":
    case "own-shell":
      return unableShell(session, selected, busy);
    case "copy":
      if (selected?.step !== undefined && busy) return "An instruction is running. Pause with p, then copy.";
      return unableShell(session, selected, busy);
    case "edit":
      if (busy) return "An instruction is running. Pause with p, then edit.";
      return selected?.step === undefined ? `${notNeeded(selected)} E opens the whole file.` : undefined;
    case "edit-file":
      return busy ? "An instruction is running. Pause with p, then edit." : undefined;
    case "undo":
      if (busy) return "An instruction is running. Pause with p, then take the edit back.";
      return canUndo ? undefined : "There is no edit to take back.";
    default:
      return undefined;
  }
}

function unableNext(session: Session, busy: boolean): string | undefined {
  if (busy) return "An instruction is running. p pauses after it, c goes on after it.";
  return session.status.kind === "done" ? "The image is built. u goes back a step." : undefined;
}

const firstDone = (session: Session): number => session.plan.steps.findIndex(({ index }) => isDone(session, index));

const notNeeded = (item: Item | undefined): string =>
  item === undefined ? "No step is selected." : `The target does not need line ${item.instruction.span.line}; it is never run.`;

function unableOnLayer(key: string, session: Session, busy: boolean): string | undefined {
  if (busy) return "An instruction is running. p pauses after it.";
  const step = session.plan.steps[position(session)];
  const failure = failureHere(session);
  if (step !== undefined && !hasLayer(step)) {
    return `${key} needs a step that makes a layer; ${step.instruction.kind.toUpperCase()} makes none.`;
  }
  if (failure?.container !== undefined)
    return `${key} needs the failed layer, which could not be written yet. C writes it, once there is room.`;
  if (failure?.removed) return `${key} needs the failed layer, which somebody removed from the engine. r runs the step again.`;
  if (failure?.image === undefined) return `${key} needs a failed layer; this step has none.`;
  if (key === "R" && !leftLayer(failure)) return "R needs a failed layer; this step left none. r runs it on the one before it.";
  return undefined;
}

function unableShell(session: Session, selected: Item | undefined, busy: boolean): string | undefined {
  if (selected?.step === undefined) return notNeeded(selected);
  const { step } = selected;
  if (runningAt(session, step) !== undefined) return undefined;
  if (busy) return "An instruction is running. Pause with p, then open a shell here.";
  if (!isDone(session, step) && !isReady(session, step)) return `Step ${step + 1} has not run yet. t runs to it.`;
  const begun = stateBefore(session, step).stage ?? failureOf(session, step)?.stage;
  if (!isDone(session, step) && begun === undefined) return "There is no layer yet. n runs the FROM.";
  return undefined;
}

/** What the footer offers, the most useful first. */
const wanted: Readonly<Record<"paused" | "failed" | "edited" | "running" | "done", readonly Command[]>> = {
  paused: ["next", "continue", "breakpoint", "run-to", "shell", "edit", "back", "undo", "edit-file", "pane"],
  failed: ["commit", "shell", "edit", "retry", "retry-failed", "accept", "copy", "back", "undo", "edit-file", "pane"],
  edited: [
    "commit",
    "continue",
    "next",
    "retry-failed",
    "shell",
    "edit",
    "accept",
    "undo",
    "retry",
    "copy",
    "back",
    "edit-file",
    "pane",
  ],
  running: ["pause", "interrupt", "continue", "shell", "breakpoint", "pane", "wrap"],
  done: ["shell", "copy", "back", "edit", "undo", "pane"],
};

export function offered(situation: Situation): readonly Command[] {
  const { session } = situation;
  const kind = isBusy(session)
    ? "running"
    : session.status.kind === "done"
      ? "done"
      : failureHere(session) !== undefined
        ? isEdited(session)
          ? "edited"
          : "failed"
        : "paused";
  return [...wanted[kind], "next-tab" as const].filter((command) => unable(command, situation) === undefined);
}
