/**
 * The debugging session: a value, and one pure function from (session, event) to (session, effects).
 * Knows neither the engine nor a screen; the driver (debugger.ts) performs the effects.
 */
import type { BuildState } from "../build/state.ts";
import { emptyState } from "../build/state.ts";
import type { Step } from "../build/steps.ts";
import type { Program } from "../dockerfile/program.ts";

/** The Dockerfile as the session stands on it. */
export type Plan = {
  readonly text: string;
  readonly program: Program;
  readonly steps: readonly Step[];
};

/** How a step that is behind the position came to its result. Times in milliseconds, sizes in bytes. */
export type Outcome = {
  readonly how: "cached" | "done" | "hand";
  /** Engine id after the step; absent when no stage has begun or the stage is empty. */
  readonly image?: string;
  /** Time the step took; 0 when cached. */
  readonly ms: number;
  /** Bytes the step's layer added. */
  readonly size: number;
  /** For `hand`: what the person did, in words. */
  readonly note?: string;
};

/** A kept, unclean state of a step: what a failure or a person's shell left behind. */
export type Failure = {
  readonly kind: "failed" | "interrupted" | "shell";
  /** What went wrong, one line, cleaned. */
  readonly message: string;
  readonly hint?: string;
  readonly exitCode?: number;
  readonly ms: number;
  /** The failed layer: its id and the tag that keeps it. Absent: nothing ran (FROM) . */
  readonly image?: string;
  readonly tag?: string;
  /** Container of the step, while the commit of the layer itself failed (full disk); nothing is thrown away then. */
  readonly container?: string;
};

/** How far to run: one step, to the next stop, or to before step `to`. */
export type Goal = { readonly kind: "next" } | { readonly kind: "continue" } | { readonly kind: "to"; readonly step: number };

/** What a step runs on. */
export type Start = "clean" | "failed";

export type StopReason = "entry" | "step" | "breakpoint" | "cursor" | "pause" | "failure" | "back" | "edit" | "kept" | "engine";

export type Status =
  | { readonly kind: "stopped"; readonly reason: StopReason; readonly message?: string }
  | {
      readonly kind: "running";
      readonly run: number;
      readonly goal: Goal;
      readonly start: Start;
      readonly startedAt: number;
      readonly pausing: boolean;
      /** The person asked to stop the instruction itself; it will come back as interrupted. */
      readonly aborting: boolean;
    }
  | { readonly kind: "finishing"; readonly run: number; readonly startedAt: number }
  | { readonly kind: "done"; readonly image: string; readonly tags: readonly string[]; readonly byHand: readonly string[] };

export type Session = {
  readonly id: string;
  readonly plan: Plan;
  /** snapshots[i] is what is true before step i; the position is the last one's index. */
  readonly snapshots: readonly BuildState[];
  /** outcomes[i] is how step i came to its result; one shorter than snapshots. */
  readonly outcomes: readonly Outcome[];
  /** Kept unclean states by step index; they survive going back, so no slip of the finger loses one. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** Lines, sorted. */
  readonly breakpoints: readonly number[];
  readonly status: Status;
  /** Number of the newest run; results of older ones are ignored. */
  readonly run: number;
};

export type Event =
  | { readonly type: "run"; readonly goal: Goal; readonly now: number }
  /** Run the step at the position again: clean, or on top of its failed layer. `goal` says how far to go on. */
  | { readonly type: "retry"; readonly start: Start; readonly goal: Goal; readonly now: number }
  /** Take the kept state of the step at the position as its result and go on to `goal` (`next` stops right after). */
  | { readonly type: "accept"; readonly goal: Goal; readonly now: number }
  | { readonly type: "back" }
  | { readonly type: "pause" }
  /** End the instruction that runs; what it did is kept as its failed layer. */
  | { readonly type: "abort" }
  | { readonly type: "setBreakpoints"; readonly lines: readonly number[] }
  /** New text: snapshots are kept up to the first step that differs. */
  | { readonly type: "load"; readonly plan: Plan }
  /** A shell in step `step` left changes behind and the person keeps them. */
  | { readonly type: "kept"; readonly step: number; readonly failure: Failure }
  | {
      readonly type: "stepDone";
      readonly run: number;
      readonly state: BuildState;
      readonly outcome: Outcome;
      readonly now: number;
    }
  | { readonly type: "stepFailed"; readonly run: number; readonly failure: Failure }
  | { readonly type: "finished"; readonly run: number; readonly image: string; readonly tags: readonly string[] }
  /** The engine was lost, or finishing failed: stop here, keep everything. */
  | { readonly type: "engineLost"; readonly run: number; readonly message: string };

export type Effect =
  | {
      readonly type: "runStep";
      readonly run: number;
      readonly step: Step;
      readonly state: BuildState;
      readonly start: Start;
      readonly failure?: Failure;
      readonly retry: boolean;
    }
  | {
      readonly type: "acceptStep";
      readonly run: number;
      readonly step: Step;
      readonly state: BuildState;
      readonly failure: Failure;
    }
  | { readonly type: "abortRun"; readonly run: number }
  | { readonly type: "finish"; readonly run: number; readonly state: BuildState };

export function newSession(id: string, plan: Plan, breakpoints: readonly number[] = []): Session {
  return {
    id,
    plan,
    snapshots: [emptyState],
    outcomes: [],
    failures: {},
    breakpoints: sorted(breakpoints),
    status: { kind: "stopped", reason: "entry" },
    run: 0,
  };
}

/** Index of the step that would run next; steps.length at the end. */
export const position = (session: Session): number => session.snapshots.length - 1;

/** The kept unclean state of the step at the position, if there is one. */
export const failureHere = (session: Session): Failure | undefined => session.failures[position(session)];

export const isBusy = (session: Session): boolean => session.status.kind === "running" || session.status.kind === "finishing";

/** The one door. Events that make no sense now leave the session as it is (same object), with no effects. */
export function update(session: Session, event: Event): readonly [Session, readonly Effect[]] {
  switch (event.type) {
    case "run":
      return isBusy(session) ? goFurther(session, event.goal) : proceed(session, event.goal, event.now, true);
    case "retry":
      return retry(session, event.start, event.goal, event.now);
    case "accept":
      return accept(session, event.goal, event.now);
    case "back":
      return back(session);
    case "pause":
      if (session.status.kind !== "running" || session.status.pausing) return same(session);
      return [{ ...session, status: { ...session.status, pausing: true } }, []];
    case "abort":
      if (session.status.kind !== "running" || session.status.aborting) return same(session);
      return [
        { ...session, status: { ...session.status, pausing: true, aborting: true } },
        [{ type: "abortRun", run: session.status.run }],
      ];
    case "setBreakpoints":
      return [{ ...session, breakpoints: sorted(event.lines) }, []];
    case "load":
      return load(session, event.plan);
    case "kept":
      return kept(session, event.step, event.failure);
    case "stepDone":
      return stepDone(session, event);
    case "stepFailed":
      return stepFailed(session, event);
    case "finished":
      if (session.status.kind !== "finishing" || session.status.run !== event.run) return same(session);
      return [{ ...session, status: { kind: "done", image: event.image, tags: event.tags, byHand: byHand(session) } }, []];
    case "engineLost":
      if (!isBusy(session) || session.run !== event.run) return same(session);
      return [{ ...session, status: { kind: "stopped", reason: "engine", message: event.message } }, []];
  }
}

/** While an instruction runs, continue and run-to-cursor set how far to go on after it; they take a pause back, too. */
function goFurther(session: Session, goal: Goal): readonly [Session, readonly Effect[]] {
  const { status } = session;
  if (status.kind !== "running" || status.aborting || goal.kind === "next") return same(session);
  return [{ ...session, status: { ...status, goal, pausing: false } }, []];
}

/** Notes on every step of the build so far that a person made. */
function byHand(session: Session): readonly string[] {
  return session.snapshots.at(-1)?.stage?.byHand ?? [];
}

/** Should a run towards `goal` stop before `step`? Undefined: go on. */
function stopBefore(session: Session, goal: Goal, step: Step): StopReason | undefined {
  if (goal.kind === "next") return "step";
  if (goal.kind === "to" && goal.step === step.index) return "cursor";
  const { line, endLine } = step.instruction.span;
  if (session.breakpoints.some((at) => at >= line && at <= endLine)) return "breakpoint";
  return undefined;
}

/** Start the step at the position (`first`), or the one after a result, unless the goal says stop. */
function proceed(session: Session, goal: Goal, now: number, first: boolean): readonly [Session, readonly Effect[]] {
  const at = position(session);
  const run = session.run + 1;
  const state = session.snapshots[at] as BuildState;
  const step = session.plan.steps[at];
  if (step === undefined) {
    if (session.status.kind === "done") return same(session);
    return [{ ...session, run, status: { kind: "finishing", run, startedAt: now } }, [{ type: "finish", run, state }]];
  }
  const reason = first ? (goal.kind === "to" && goal.step <= at ? "cursor" : undefined) : stopBefore(session, goal, step);
  if (reason !== undefined) return [{ ...session, status: { kind: "stopped", reason } }, []];
  return startStep(session, step, state, goal, "clean", false, now);
}

function startStep(
  session: Session,
  step: Step,
  state: BuildState,
  goal: Goal,
  start: Start,
  retrying: boolean,
  now: number,
): readonly [Session, readonly Effect[]] {
  const run = session.run + 1;
  const failure = session.failures[step.index];
  return [
    { ...session, run, status: { kind: "running", run, goal, start, startedAt: now, pausing: false, aborting: false } },
    [{ type: "runStep", run, step, state, start, retry: retrying, ...(failure && { failure }) }],
  ];
}

function retry(session: Session, start: Start, goal: Goal, now: number): readonly [Session, readonly Effect[]] {
  if (isBusy(session)) return same(session);
  const at = position(session);
  const step = session.plan.steps[at];
  const failure = session.failures[at];
  if (step === undefined || (start === "failed" && (failure?.image === undefined || !hasLayer(step)))) return same(session);
  return startStep(session, step, session.snapshots[at] as BuildState, goal, start, true, now);
}

/** Can a person's state stand for this step's result? FROM and the metadata instructions have no layer of their own. */
export function hasLayer(step: Step): boolean {
  const { kind } = step.instruction;
  return kind === "run" || kind === "copy" || kind === "add" || kind === "workdir";
}

function accept(session: Session, goal: Goal, now: number): readonly [Session, readonly Effect[]] {
  const at = position(session);
  const step = session.plan.steps[at];
  const failure = session.failures[at];
  if (isBusy(session) || step === undefined || failure?.image === undefined || !hasLayer(step)) return same(session);
  const run = session.run + 1;
  return [
    { ...session, run, status: { kind: "running", run, goal, start: "failed", startedAt: now, pausing: false, aborting: false } },
    [{ type: "acceptStep", run, step, state: session.snapshots[at] as BuildState, failure }],
  ];
}

function back(session: Session): readonly [Session, readonly Effect[]] {
  if (isBusy(session) || position(session) === 0) return same(session);
  return [truncated(session, position(session) - 1, { kind: "stopped", reason: "back" }), []];
}

/** The same session at an earlier position. */
function truncated(session: Session, at: number, status: Status): Session {
  return { ...session, snapshots: session.snapshots.slice(0, at + 1), outcomes: session.outcomes.slice(0, at), status };
}

function load(session: Session, plan: Plan): readonly [Session, readonly Effect[]] {
  if (isBusy(session)) return same(session);
  if (plan.text === session.plan.text) return same(session);
  const common = commonSteps(session.plan.steps, plan.steps);
  const at = Math.min(position(session), common);
  // A failed layer stays usable under an edited instruction of the same kind (retry on top of it), never under another.
  const failures = Object.fromEntries(
    Object.entries(session.failures).filter(([index]) => {
      const step = Number(index);
      if (step < common) return true;
      return step === common && plan.steps[step]?.instruction.kind === session.plan.steps[step]?.instruction.kind;
    }),
  );
  const unchanged = at === position(session) && at === plan.steps.length && session.status.kind === "done";
  const status: Status = unchanged ? session.status : { kind: "stopped", reason: "edit" };
  const breakpoints = moved(session.breakpoints, session.plan.text, plan.text);
  return [{ ...truncated(session, at, status), plan, failures, breakpoints }, []];
}

/** How many steps at the start of both lists say the same. Stages are compared by name too: a renamed stage is another. */
function commonSteps(before: readonly Step[], after: readonly Step[]): number {
  let count = 0;
  while (count < before.length && count < after.length) {
    const left = before[count] as Step;
    const right = after[count] as Step;
    if (left.stage !== right.stage || left.instruction.text !== right.instruction.text) break;
    count++;
  }
  return count;
}

/** Breakpoints follow their lines: those below the edited region move with it. */
function moved(lines: readonly number[], before: string, after: string): readonly number[] {
  const old = before.split("\n");
  const now = after.split("\n");
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old[old.length - 1 - tail] === now[now.length - 1 - tail])
    tail++;
  const shift = now.length - old.length;
  const result = lines.map((line) => {
    if (line <= head) return line;
    if (line > old.length - tail) return line + shift;
    return Math.min(line, Math.max(head + 1, now.length - tail));
  });
  return sorted(result);
}

function kept(session: Session, at: number, failure: Failure): readonly [Session, readonly Effect[]] {
  if (isBusy(session) || at > position(session) || session.plan.steps[at] === undefined) return same(session);
  const there = truncated(session, at, { kind: "stopped", reason: "kept" });
  return [{ ...there, failures: { ...session.failures, [at]: failure } }, []];
}

function stepDone(session: Session, event: Event & { type: "stepDone" }): readonly [Session, readonly Effect[]] {
  if (session.status.kind !== "running" || session.status.run !== event.run) return same(session);
  const { goal, pausing } = session.status;
  const failures = { ...session.failures };
  delete failures[position(session)];
  const next: Session = {
    ...session,
    snapshots: [...session.snapshots, event.state],
    outcomes: [...session.outcomes, event.outcome],
    failures,
  };
  const atEnd = position(next) === next.plan.steps.length;
  // At the end there is nothing left to decide: the image is written at once.
  if (pausing && !atEnd) return [{ ...next, status: { kind: "stopped", reason: "pause" } }, []];
  return proceed(next, goal, event.now, false);
}

function stepFailed(session: Session, event: Event & { type: "stepFailed" }): readonly [Session, readonly Effect[]] {
  if (session.status.kind !== "running" || session.status.run !== event.run) return same(session);
  const at = position(session);
  // A retry that could not even start must not hide the layer that is already kept.
  const old = session.failures[at];
  const failure: Failure =
    event.failure.image === undefined && old?.image !== undefined
      ? { ...event.failure, image: old.image, ...(old.tag !== undefined && { tag: old.tag }) }
      : event.failure;
  return [{ ...session, failures: { ...session.failures, [at]: failure }, status: { kind: "stopped", reason: "failure" } }, []];
}

const same = (session: Session): readonly [Session, readonly Effect[]] => [session, []];

const sorted = (lines: readonly number[]): readonly number[] => [...new Set(lines)].sort((a, b) => a - b);
