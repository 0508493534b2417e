/** What dbuild writes about steps a person had a hand in: for labels, the screen and `docker history`. Pure. */
import type { Step } from "../builder/steps.ts";
import { cleanText } from "../output/clean.ts";
import type { Edited } from "./open-file.ts";
import type { Failure, Outcome } from "./session.ts";

const where = (step: Step): string => `step ${step.index + 1} (line ${step.instruction.span.line})`;

/** R: the step ran again on top of what was kept. */
export const retriedNote = (step: Step, failure: Failure): string =>
  `${where(step)} run on top of ${origin(failure)}${handBeforeWords(failure)}`;

/** a: what was kept stands for the step's result. */
export const acceptedNote = (step: Step, failure: Failure): string =>
  failure.edited === undefined
    ? `${where(step)} accepted as ${origin(failure)} left it${handBeforeWords(failure)}`
    : `${filesWords(failure.edited)} edited after ${where(step)}${beforeWords(failure.edited)}`;

/** skip: the step was left out. */
export const skippedNote = (step: Step): string => `${where(step)} skipped`;

/** That many names are told; of a layer edited on and on the oldest are let go. */
const mostNamed = 50;
const longestBefore = 400;

/** The step's layer with the file at `path` edited, too. `failure`: what is below, if that is not `outcome`, the step's result. */
export function withEdit(path: string, failure: Failure | undefined, outcome: Outcome | undefined): Edited {
  const name = cleanText(path);
  const files = [...(failure?.edited?.files ?? []).filter((each) => each !== name), name].slice(-mostNamed);
  const below = failure === undefined ? outcome?.note : `${origin(failure)}${handBeforeWords(failure)}`;
  const before = failure?.edited === undefined ? below : failure.edited.before;
  return { files, ...(before !== undefined && { before: before.slice(0, longestBefore) }) };
}

/**
 * What a person had made of the step before the shell that changed it. `failure`: what the shell was opened in, if that is not
 * `outcome`, the step's result.
 */
export function handBefore(failure: Failure | undefined, outcome: Outcome | undefined): Pick<Failure, "handBefore"> {
  const words = failure === undefined ? outcome?.note : failure.edited === undefined ? failure.handBefore : origin(failure);
  return words === undefined ? {} : { handBefore: words.slice(0, longestBefore) };
}

/** What a layer is that files were edited in: `file /etc/app.conf edited by hand`. */
export const editedWords = (edited: Edited): string => `${filesWords(edited)} edited by hand${beforeWords(edited)}`;

const filesWords = ({ files }: Edited): string => `${files.length === 1 ? "file" : "files"} ${files.join(", ")}`;
const handBeforeWords = ({ handBefore: before }: Failure): string => beforeWords(before === undefined ? {} : { before });
const beforeWords = ({ before }: Pick<Edited, "before">): string => (before === undefined ? "" : `; before that: ${before}`);

function origin(failure: Failure): string {
  if (failure.edited !== undefined) return `a layer with ${editedWords(failure.edited)}`;
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
