/** What dbuild writes about steps a person had a hand in: for labels, the screen and `docker history`. Pure. */
import type { Step } from "../builder/steps.ts";
import type { Failure } from "./session.ts";

const where = (step: Step): string => `step ${step.index + 1} (line ${step.instruction.span.line})`;

/** R: the step ran again on top of what was kept. */
export const retriedNote = (step: Step, failure: Failure): string => `${where(step)} run on top of ${origin(failure)}`;

/** a: what was kept stands for the step's result. */
export const acceptedNote = (step: Step, failure: Failure): string => `${where(step)} accepted as ${origin(failure)} left it`;

/** skip: the step was left out. */
export const skippedNote = (step: Step): string => `${where(step)} skipped`;

function origin(failure: Failure): string {
  if (failure.kind === "shell") return "a shell";
  if (failure.kind === "interrupted") return "an interrupted attempt";
  return failure.exitCode === undefined ? "a failed attempt" : `a failed attempt (exit code ${failure.exitCode})`;
}

/** What to say at the end of a build that a person had a hand in: what it was, and what proves that it does not matter. */
export function byHandLines(notes: readonly string[]): readonly string[] {
  if (notes.length === 0) return [];
  const ofBase = notes.every((note) => note.startsWith("FROM "));
  const clean = ofBase
    ? "build that base clean, then this image again"
    : "dbuild verify proves that the Dockerfile gives the same image";
  return [...notes.map((note) => `made by hand: ${note}`), clean];
}
