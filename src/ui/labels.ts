/** The session in words and numbers as a person reads them. Pure. */
import type { Step } from "../builder/steps.ts";
import { isFrozen } from "../debugger/breakpoints/frozen.ts";
import { frozenWords, hitWords } from "../debugger/breakpoints/words.ts";
import { lineOf } from "../debugger/commands/why-not.ts";
import { foundAgain } from "../debugger/found-again.ts";
import { type Cost, costAhead, usualTime } from "../debugger/last-times.ts";
import type { Failure, Goal, Outcome, Session, Status, Stop } from "../debugger/session.ts";
import { failureHere, hasLayer, indexOf, leftLayer, position, runningAt, runningSteps } from "../debugger/session.ts";
import type { TimeLeft } from "../debugger/time-left.ts";
import type { Moment } from "../debugger/undo.ts";
import type { Style } from "./theme.ts";

/** `0.4 s`, `12 s`, `3m 05s`, `2h 07m`. */
export function duration(ms: number): string {
  if (ms < 9950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${two(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}

/** What a step took, or undefined where a time says nothing: an instruction without a layer, done in no time. */
export const took = ({ ms }: Outcome, step: Step): string | undefined => (ms < 100 && !hasLayer(step) ? undefined : duration(ms));

/** Whole seconds, for a clock that ticks. */
export const elapsed = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1000);
};

const two = (value: number): string => String(value).padStart(2, "0");

/** Decimal units, as docker prints them: `0 B`, `12.3 MB`. */
export function bytes(size: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** The twelve digits one types. */
export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

export type StatusLabel = "PAUSED" | "RUNNING" | "FAILED" | "DONE";

export function statusLabel(session: Session): StatusLabel {
  const { status } = session;
  if (isFrozen(session)) return "PAUSED";
  if (status.kind === "running" || status.kind === "finishing") return "RUNNING";
  if (status.kind === "done") return "DONE";
  if (status.reason === "engine") return "FAILED";
  return status.reason === "failure" ? "FAILED" : "PAUSED";
}

export const statusStyle: Readonly<Record<StatusLabel, Style>> = {
  PAUSED: "paused",
  RUNNING: "running",
  FAILED: "failed",
  DONE: "done",
};

/** Where the session stands, between steps: `before step 4/9, line 12`. */
export function positionLabel(session: Session, now: number): string {
  const { status, plan } = session;
  const at = position(session);
  const step = plan.steps[at];
  const count = plan.steps.length;
  if (status.kind === "done") return `all ${plural(count, "step")}`;
  if (status.kind === "finishing") return `writing the image, ${elapsed(now - status.startedAt)}`;
  if (step === undefined) return count === 0 ? "nothing to build" : `after step ${count}/${count}`;
  const place = `step ${at + 1}/${count}, line ${step.instruction.span.line}`;
  if (status.kind === "running") return runningLabel(session, now);
  const failure = failureHere(session);
  if (status.reason === "failure") return failure === undefined ? place : `${place}, ${failureLabel(failure)}`;
  return `before ${place}`;
}

/** `step 4/9, line 12, 3 s and 2 more`: the step at the position, or the first that runs; how many run beside it. */
function runningLabel(session: Session, now: number): string {
  const { steps } = session.plan;
  const all = runningSteps(session);
  const shown = runningAt(session, position(session)) ? position(session) : (all[0] ?? position(session));
  const place = `step ${shown + 1}/${steps.length}, line ${steps[shown]?.instruction.span.line}`;
  const { startedAt = now, suspended, frozen } = runningAt(session, shown) ?? {};
  const id = steps[shown]?.id;
  const last = id === undefined ? undefined : usualTime(session, id);
  const before = last === undefined ? "" : ` (last time ${duration(last)})`;
  const running = `${elapsed(now - startedAt)}${before}${suspended === undefined ? "" : ", container paused by somebody"}`;
  const time = frozen === undefined ? running : "frozen";
  return `${place}, ${time}${all.length > 1 ? ` and ${all.length - 1} more` : ""}`;
}

/** `about 3 min left`, `at least 1.5 h left`; empty where nothing is to be said. At most 20 characters, and the same for a while. */
export function timeLeftLabel({ ms, atLeast }: Pick<TimeLeft, "ms" | "atLeast">): string {
  if (ms === undefined || (atLeast && ms < 60_000)) return "";
  if (ms < 45_000) return ms > 0 ? "under 1 min left" : "";
  const minutes = atLeast ? Math.floor(ms / 60_000) : Math.round(ms / 60_000);
  const long =
    minutes < 90 ? `${minutes} min` : minutes < 600 ? `${(minutes / 60).toFixed(1)} h` : `${Math.round(minutes / 60)} h`;
  return `${atLeast ? "at least" : "about"} ${long} left`;
}

/** ` 4 steps run again, last time 3m 52s.`; empty where nothing does. */
export function againLabel({ steps, ms }: Cost): string {
  if (steps === 0) return "";
  return ` ${plural(steps, "step")} ${steps === 1 ? "runs" : "run"} again${ms === undefined ? "" : `, last time ${duration(ms)}`}.`;
}

/** What kept a failed layer: `exit code 2`, `stopped by you`, `made in your shell`. */
export function failureLabel(failure: Failure): string {
  if (failure.edited !== undefined) return "edited by you";
  if (failure.kind === "shell") return "made in your shell";
  if (failure.kind === "interrupted") return "stopped by you";
  return failure.exitCode === undefined ? "failed" : `exit code ${failure.exitCode}`;
}

/** What `z` took back. */
export const deedLabels: Readonly<Record<Moment["did"], string>> = {
  edit: "the edit",
  reload: "the change of the file",
  retry: "the run, its failed layer is back",
  "retry-failed": "the run on the failed layer",
  accept: "the failed layer taken as the result",
  back: "the step back",
  keep: "the shell's changes kept",
  discard: "the shell's changes discarded",
  "edit-in-layer": "the edit of a file in its layer",
  skip: "the skipped step, its failed layer is back",
};

/** The Dockerfile was changed since the failure at the position: what is kept comes from the text before. */
export const isEdited = ({ status }: Session): boolean => status.kind === "stopped" && status.reason === "edit";

/** What just happened and what is next, in one sentence, with commands as `{next}` where their keys belong. */
export function sentence(session: Session): string {
  const { status } = session;
  const at = position(session);
  const step = session.plan.steps[at];
  const line = step?.instruction.span.line;
  if (status.kind === "running") {
    const many = runningSteps(session).length > 1;
    if (status.aborting)
      return many
        ? "Stopping the instructions. What they did is kept as failed layers."
        : "Stopping the instruction. What it did is kept as a failed layer.";
    if (status.stop) return waitingLabel(session, status.stop);
    const frozen = frozenWords(session);
    if (frozen !== undefined) return `Frozen by ${frozen} {continue} lets it go on, Ctrl-C stops it.`;
    if (status.pausing)
      return many
        ? "Pausing after these instructions. Ctrl-C again stops them now."
        : "Pausing after this instruction. Ctrl-C again stops it now.";
    return runningTo(session, status.goal);
  }
  if (status.kind === "finishing") return "Every step is done. Writing the image.";
  if (status.kind === "done") {
    const id = shortId(status.image);
    const name = status.tags.length > 0 ? `${status.tags.join(", ")} (${id})` : id;
    const hand = status.byHand.length > 0 ? `, ${manualLabel(session, status.byHand.length)}` : ".";
    return `Built ${name}${hand} docker run --rm -it ${status.tags[0] ?? id}`;
  }
  const failure = failureHere(session);
  switch (status.reason) {
    case "entry":
      return "Paused before the first instruction. {next} runs it, {continue} runs on.";
    case "step":
      return lastResult(session);
    case "breakpoint":
      return breakpointSentence(session, status.hit);
    case "cursor":
      return line === undefined ? "" : `Here is line ${line}.`;
    case "stage":
      return line === undefined ? "The stage is finished." : `The stage is finished. Line ${line} runs next.`;
    case "skip":
      return lastResult(session);
    case "pause":
      return `Paused. ${lastResult(session)}`;
    case "failure":
      return `${failedSentence(at, failure)}${status.hit === undefined ? "" : ` Breakpoint ${hitWords(status.hit)}.`}`;
    case "back":
      return `One step back.${againLabel(costAhead(session)) || (foundAgain(session).has(at) ? " What was built is found again." : "")}`;
    case "edit":
      return at < session.plan.steps.length
        ? `The Dockerfile was changed. Line ${line} runs next.`
        : "The Dockerfile was changed.";
    case "kept":
      return step === undefined || hasLayer(step)
        ? "Your changes are kept: {accept} takes the failed layer as the result, {retry-failed} runs on it."
        : "Your changes are kept: {accept} takes the failed layer as the result and goes on.";
    case "undo":
      return line === undefined ? "Taken back." : `Taken back. Line ${line} runs next.`;
    case "engine":
      return status.message ?? "The engine was lost.";
  }
}

/** Which breakpoint was hit, and by which step where it is not the next one. */
function breakpointSentence(session: Session, hit: (Status & { kind: "stopped" })["hit"]): string {
  const line = session.plan.steps[position(session)]?.instruction.span.line;
  if (hit === undefined) return `Breakpoint on line ${line}.`;
  const { breakpoint, step } = hit;
  const at = session.plan.steps[indexOf(session, step) ?? -1]?.instruction.span.line;
  if (breakpoint.where.kind === "line" && at === line && breakpoint.condition === undefined) return `Breakpoint on line ${line}.`;
  return `Breakpoint ${hitWords(hit)}${at === line ? "" : `, met by line ${at}`}.`;
}

/** A stop that waits for other stages to end their instruction. */
function waitingLabel(session: Session, { step, reason }: Stop): string {
  const line = session.plan.steps[indexOf(session, step) ?? -1]?.instruction.span.line;
  const what = reason === "failure" ? `Line ${line} failed.` : `Breakpoint on line ${line}.`;
  const count = runningSteps(session).length;
  return `${what} ${count === 1 ? "Another stage ends its" : `${count} other stages end their`} instruction first. Ctrl-C stops ${count === 1 ? "it" : "them"} now.`;
}

/** Which lines a person made, and how to see that the Dockerfile alone does it too. */
function manualLabel(session: Session, count: number): string {
  const lines = session.plan.steps.flatMap(({ id, instruction }) =>
    session.outcomes[id]?.how === "hand" ? [instruction.span.line] : [],
  );
  const which = lines.length > 0 ? `${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}` : plural(count, "step");
  return `made by hand: ${which}. Prove the fix: {verify}, or dbuild verify.`;
}

function runningTo({ plan }: Session, goal: Goal): string {
  if (!("step" in goal))
    return goal.kind === "next" ? "Running this instruction." : "Running on to the next breakpoint, failure or end.";
  const line = lineOf(plan, goal.step) ?? "?";
  return goal.kind === "to" ? `Running on to line ${line}.` : `Running on to the end of the stage of line ${line}.`;
}

function failedSentence(at: number, failure: Failure | undefined): string {
  if (failure === undefined) return `Step ${at + 1} failed.`;
  const what = failure.kind === "interrupted" ? "was stopped" : "failed";
  if (failure.writing !== undefined) return `Step ${at + 1} ${what}; its layer is still being written.`;
  const kept = failure.container !== undefined ? "its container is kept" : "what it did is kept";
  return `Step ${at + 1} ${what}${leftLayer(failure) || failure.container !== undefined ? `; ${kept}` : ""}.`;
}

function lastResult(session: Session): string {
  const step = session.plan.steps.find(({ id }) => id === session.last);
  const outcome = step && session.outcomes[step.id];
  if (step === undefined || outcome === undefined) return "";
  const name = `Step ${step.index + 1}`;
  if (outcome.how === "cached") return `${name} was built before.`;
  if (outcome.skipped) return `${name} skipped: the image will be marked as made by hand.`;
  if (outcome.how === "hand") return `Made by hand: ${outcome.note ?? name}.`;
  const time = took(outcome, step);
  return `${name} done${time === undefined ? "" : ` in ${time}`}${outcome.size > 0 ? `, ${bytes(outcome.size)}` : ""}.`;
}
