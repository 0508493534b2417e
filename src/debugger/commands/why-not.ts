/** Which command makes sense now, and if not, why: what keys, footer, scripts and the door itself ask. Pure. */
import { type Plan, placedInstructions } from "../../builder/plan/plan.ts";
import type { StepId } from "../../builder/steps.ts";
import { notWired, onFailure } from "../breakpoints/breakpoint.ts";
import { stopsBefore } from "../breakpoints/judge.ts";
import { isRunning, type Request, refusal } from "../refusal.ts";
import { indexOf, isBusy, isDone, position, runningAt, type Session } from "../session.ts";
import { ownLayerAt, placeAt } from "../shell-place.ts";
import { copyPlaceAt } from "../stopped-container.ts";
import { writingAt } from "../writing.ts";
import type { Command } from "./command.ts";

export type Facts = {
  readonly session: Session;
  /** Another process has the session: why nothing can be done. */
  readonly readOnly?: string;
  /** Whether there is an image to verify, and nothing verifies it already; absent: there is none. */
  readonly verify?: "can" | "runs";
};

/** Does it start an instruction? Then the Dockerfile is read again before anything is judged: what the editor shows is what runs. */
export const starts = ({ name }: Command): boolean => starting.has(name);

const starting: ReadonlySet<Command["name"]> = new Set([
  "next",
  "continue",
  "run-to",
  "finish",
  "skip",
  "jump",
  "retry",
  "retry-failed",
  "accept",
]);

/** The command as what happens to the session; undefined: it is about something else, or its step is not there. */
export function requestOf(command: Command, session: Session, now: number): Request | undefined {
  switch (command.name) {
    case "next":
    case "continue":
      return { type: "run", goal: { kind: command.name }, now };
    case "run-to": {
      const step = indexOf(session, command.step);
      if (step === undefined) return undefined;
      if (isDone(session, step)) return { type: "back", step: command.step };
      return { type: "run", goal: { kind: "to", step: command.step }, now };
    }
    case "finish":
      return { type: "run", goal: { kind: "stage", step: command.step }, now };
    case "skip":
      return { type: "skip", now };
    case "jump":
      return { type: "jump", step: command.step, now };
    case "retry":
    case "retry-failed": {
      const start = command.name === "retry" ? "clean" : "failed";
      return { type: "retry", start, goal: { kind: command.goal ?? "next" }, now };
    }
    case "accept":
      return { type: "accept", goal: { kind: command.goal ?? "continue" }, now };
    case "reverse-continue":
    case "restart": {
      const step = stopAbove(session, command.name);
      return step === undefined ? { type: "back" } : { type: "back", step };
    }
    case "commit":
      return { type: "commit", now };
    case "back":
    case "pause":
      return { type: command.name };
    case "stop":
      return { type: "abort" };
    default:
      return undefined;
  }
}

/** The last step above the position that has run and that a breakpoint is on, else the first that has run. */
function stopAbove(session: Session, name: "reverse-continue" | "restart"): StepId | undefined {
  const done = session.plan.steps.filter(({ index }) => index < position(session) && isDone(session, index));
  const stop = name === "restart" ? undefined : done.findLast((step) => stopsBefore(session, step));
  return (stop ?? done[0])?.id;
}

export const nothingToUndo = "There is nothing to take back.";

/** A sentence (as in `Refused`), or undefined when it can be done. */
export function whyNot(command: Command, { session, verify, readOnly }: Facts): string | undefined {
  if (readOnly !== undefined) return readOnly;
  if ("step" in command) {
    const unknown = whyNoStep(command.step, session);
    if (unknown !== undefined) return command.name === "edit" ? `${unknown} {edit-file} opens the whole file.` : unknown;
  }
  const request = requestOf(command, session, 0);
  if (request !== undefined) return refusal(session, request);
  const busy = isBusy(session);
  switch (command.name) {
    case "shell": {
      const step = indexOf(session, command.step) ?? -1;
      // a shell waits for a failed layer that is being written
      if (runningAt(session, step) !== undefined || (!busy && writingAt(session, step))) return undefined;
      return busy ? "An instruction is running. Pause with {pause}, then open a shell here." : whyOf(placeAt(session, step));
    }
    case "copy":
      if (busy) return "An instruction is running. Pause with {pause}, then copy.";
      return whyOf(copyPlaceAt(session, indexOf(session, command.step) ?? -1));
    case "edit-in-layer": {
      if (busy) return "An instruction is running. Pause with {pause}, then edit.";
      return whyOf(ownLayerAt(session, indexOf(session, command.step) ?? -1));
    }
    case "edit":
      if (session.plan.steps.some(({ id, parent }) => id === command.step && parent !== undefined))
        return "The base image brought this instruction (ONBUILD). {edit} on its FROM takes another base.";
      return busy ? "An instruction is running. Pause with {pause}, then edit." : undefined;
    case "undo":
      if (busy) return "An instruction is running. Pause with {pause}, then take it back.";
      return session.undo.length > 0 ? undefined : nothingToUndo;
    case "verify":
      if (verify === "runs") return "It is being verified; what comes of it is told here.";
      return verify === "can" ? undefined : "There is no image to verify yet: {continue} runs to the end.";
    case "reload":
      return busy ? isRunning : undefined;
    case "set-breakpoint":
      return notWired(command.breakpoint);
    case "delete-breakpoint":
    case "enable-breakpoint": {
      const { id, name } = command;
      if (!session.breakpoints.some((each) => each.id === id)) return `There is no breakpoint "${id}"; {breakpoints} lists them.`;
      return name === "delete-breakpoint" && id === onFailure.id
        ? "The breakpoint on failure stays; disable b0 turns it off."
        : undefined;
    }
    default:
      return undefined;
  }
}

const whyOf = (place: object & { readonly why?: string }): string | undefined => place.why;

function whyNoStep(id: StepId, { plan }: Session): string | undefined {
  if (plan.steps.some((step) => step.id === id)) return undefined;
  const line = lineOf(plan, id);
  return line === undefined
    ? "That instruction is not in the file any more."
    : `The target does not need line ${line}; it is never run.`;
}

/** The line where the instruction begins. */
export const lineOf = (plan: Plan, id: StepId | undefined): number | undefined =>
  id === undefined ? undefined : placedInstructions(plan.program)[plan.ids.indexOf(id)]?.instruction.span.line;
