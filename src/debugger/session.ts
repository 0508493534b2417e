/** The debugging session: a value, and questions to it. Knows neither the engine nor a screen; update.ts says how it changes. */
import { needsMet, orderOf, wholeStage } from "../builder/plan/order.ts";
import { type Plan, stepIndexes } from "../builder/plan/plan.ts";
import type { BuildState, StageState } from "../builder/state.ts";
import { emptyState } from "../builder/state.ts";
import type { Step, StepId } from "../builder/steps.ts";
import type { FailingCommand, RunCommand } from "../builder/triage/failing-command.ts";
import type { Attempt } from "./attempts.ts";
import type { Action } from "./breakpoints/action.ts";
import { type Breakpoint, type NewBreakpoint, onFailure } from "./breakpoints/breakpoint.ts";
import { withBreakpoint } from "./breakpoints/with-breakpoint.ts";
import type { Hit, Written } from "./breakpoints/written.ts";
import type { EarlierTime } from "./last-times.ts";
import type { Leftover } from "./leftovers.ts";
import type { Edited } from "./open-file.ts";
import type { Moment } from "./undo.ts";
import type { Writing } from "./writing.ts";

/** How a step that is done came to its result. Times in milliseconds, sizes in bytes. */
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
  /** A command of the RUN that failed while its script went on. */
  readonly passedOver?: RunCommand;
  /** It was left out. */
  readonly skipped?: true;
};

/** A kept, unclean state of a step: what a failure or a person left behind. `shell`: it was changed by hand. */
export type Failure = {
  readonly kind: "failed" | "interrupted" | "shell";
  /** What went wrong, one line, cleaned. */
  readonly message: string;
  readonly hint?: string;
  /** The command of a RUN that it failed at, where that can be told, and one that failed while the script went on. */
  readonly failing?: FailingCommand;
  readonly passedOver?: RunCommand;
  readonly exitCode?: number;
  /** It was changed by hand file by file, not in a shell. */
  readonly edited?: Edited;
  /** What a person had made of the step before that shell, in words. */
  readonly handBefore?: string;
  readonly ms: number;
  /** The run whose layer it is, while that is still being written (Session.writing): `tag` is what it will be called. */
  readonly writing?: number;
  /** The failed layer: its id and the tag that keeps it. Absent: nothing ran (FROM). */
  readonly image?: string;
  readonly tag?: string;
  /** `image` is the layer before the step: the step itself left none (a COPY that was refused, a container that did not start). */
  readonly before?: true;
  /** Its layer was there, and somebody removed it from the engine. */
  readonly removed?: true;
  /** Container of the step, while the commit of the layer itself failed (full disk); nothing is thrown away then. */
  readonly container?: string;
  /** Commands that make an image of that container, once there is room. */
  readonly rescue?: readonly string[];
  /** It failed while the build stopped elsewhere: nobody has seen it. The build stops here once before it runs the step again. */
  readonly unseen?: true;
};

/** How far to run: one step, to the next stop, to before step `step`, or to the end of the stage that `step` is in. */
export type Goal = { readonly kind: "next" | "continue" } | { readonly kind: "to" | "stage"; readonly step: StepId };

/** What a step runs on. */
export type Start = "clean" | "failed";

export type StopReason =
  | "entry"
  | "step"
  | "breakpoint"
  | "cursor"
  | "stage"
  | "skip"
  | "pause"
  | "failure"
  | "back"
  | "edit"
  | "kept"
  | "undo"
  | "engine";

/** An instruction that runs. `startedAt` in milliseconds. */
export type Running = {
  readonly run: number;
  readonly start: Start;
  readonly startedAt: number;
  /** What is done, where it is not run for the first time on its layers: a run once more, or the kept state is taken or written. */
  readonly work?: "retry" | "accept" | "commit";
  /** The name of its container, while somebody has it paused (docker pause). */
  readonly suspended?: string;
  /** We have it paused: by which breakpoint, and the line of its output that met it. */
  readonly frozen?: { readonly breakpoint: Breakpoint; readonly line?: string };
};

/** Where and why the session stops as soon as what still runs has ended. */
export type Stop = {
  readonly step: StepId;
  readonly reason: "breakpoint" | "failure";
  /** Id of the breakpoint that was hit; a failure stops without one where the person stopped the instruction. */
  readonly breakpoint?: string;
  /** It was hit as the step ended: the session stands behind it. */
  readonly after?: true;
  readonly file?: Written;
};

export type Status =
  | {
      readonly kind: "stopped";
      readonly reason: StopReason;
      readonly message?: string;
      readonly hit?: Hit;
      /** Steps that were running when the engine was lost: their containers may still be there, their layers are not. */
      readonly lost?: readonly number[];
    }
  | {
      readonly kind: "running";
      readonly goal: Goal;
      /** By step: at most one of each stage. Never empty. */
      readonly running: ByStep<Running>;
      readonly pausing: boolean;
      /** The person asked to stop the instructions themselves; they will come back as interrupted. */
      readonly aborting: boolean;
      readonly stop?: Stop;
      /** A removed layer is made again for a look into it: nothing else starts, and this is how the session stands after it. */
      readonly then?: Status;
    }
  | { readonly kind: "finishing"; readonly run: number; readonly startedAt: number }
  | { readonly kind: "done"; readonly image: string; readonly tags: readonly string[]; readonly byHand: readonly string[] };

/** What is known of steps, by who they are: it follows them through edits of the text. */
export type ByStep<T> = { readonly [id: StepId]: T };

export type Session = {
  readonly id: string;
  readonly plan: Plan;
  /** How steps came to their results, and what is true after them: the first ones of every stage, and what a result stands on has one. */
  readonly outcomes: ByStep<Outcome>;
  readonly states: ByStep<BuildState>;
  /** The step the session stands before: without a result and ready to run; absent when all are done. */
  readonly at?: StepId;
  /** The step that got its result last. */
  readonly last?: StepId;
  /** Kept unclean states. They survive going back and any edit, even one that takes their instruction out: no slip of the finger loses one. */
  readonly failures: ByStep<Failure>;
  /** Failed layers that are being written, by the run that left them, beside whatever else is done. */
  readonly writing: readonly Writing[];
  /** Every run of a step that has ended (attempts.ts). */
  readonly attempts: ByStep<readonly Attempt[]>;
  /** What is known of steps from builds before this session. */
  readonly earlier?: ByStep<EarlierTime>;
  /** No layer is looked up (--no-cache): what was built is built anew when the build comes to it again. */
  readonly noCache?: true;
  /** Steps that are bound to fail, as `dbuild check` knows before they run. They may be run all the same. */
  readonly foreseen?: ByStep<{ readonly message: string; readonly hint?: string }>;
  /** Shells that are open in layers: the tag that what was done in it has, should dbuild be killed (a later start makes it). */
  readonly shells: ByStep<string>;
  /** What earlier sessions left and the build has not come to yet. */
  readonly leftovers: readonly Leftover[];
  /** The one on failure first, then in the order in which they were set. */
  readonly breakpoints: readonly Breakpoint[];
  /** The newest id given to one is `b<lastBreakpoint>`. */
  readonly lastBreakpoint: number;
  /** Commands whose output is looked at in the layer of every step, in the order in which they were set. */
  readonly watches: readonly string[];
  /** Messages of breakpoints that print instead of stopping, the newest last, numbered through; and their commands that have yet to. */
  readonly printed: readonly { readonly number: number; readonly text: string }[];
  readonly actions: readonly Action[];
  /** What can be taken back, the newest last. */
  readonly undo: readonly Moment[];
  readonly status: Status;
  /** Number of the newest run; results of runs that are not under way are ignored. */
  readonly run: number;
  /** How many instructions may run at once. */
  readonly maxParallel: number;
};

/** docker build knows no bound; this one only keeps a generated file of fifty stages from starting fifty containers. */
const usualParallel = 8;

export type SessionOptions = { readonly breakpoints?: readonly NewBreakpoint[]; readonly maxParallel?: number };

export function newSession(id: string, plan: Plan, options: SessionOptions = {}): Session {
  const { breakpoints = [], maxParallel = usualParallel } = options;
  const first: Session = {
    id,
    plan,
    outcomes: {},
    states: {},
    ...(plan.steps[0] && { at: plan.steps[0].id }),
    failures: {},
    writing: [],
    attempts: {},
    shells: {},
    leftovers: [],
    breakpoints: [onFailure],
    lastBreakpoint: 0,
    watches: [],
    printed: [],
    actions: [],
    undo: [],
    status: { kind: "stopped", reason: "entry" },
    run: 0,
    maxParallel,
  };
  return breakpoints.reduce(withBreakpoint, first);
}

/** Where the step stands in the plan; undefined: the target does not need it, or it is gone. */
export const indexOf = ({ plan }: Session, id: StepId): number | undefined => stepIndexes(plan).get(id);

/** Index of the step that would run next; steps.length at the end. */
export const position = (session: Session): number =>
  (session.at === undefined ? undefined : indexOf(session, session.at)) ?? session.plan.steps.length;

/** The session before the step at `index`; at steps.length: at the end. */
export function standingAt({ at: _, ...session }: Session, index: number): Session {
  const step = session.plan.steps[index];
  return step === undefined ? session : { ...session, at: step.id };
}

/** The kept unclean state of the step at the position, if there is one. */
export const failureHere = (session: Session): Failure | undefined => failureOf(session, position(session));

export const isBusy = (session: Session): boolean => session.status.kind === "running" || session.status.kind === "finishing";

/** What `all` has for the step at `index` of the plan. */
const at = <T>({ plan }: Session, all: ByStep<T>, index: number): T | undefined => {
  const id = plan.steps[index]?.id;
  return id === undefined ? undefined : all[id];
};

export const outcomeOf = (session: Session, step: number): Outcome | undefined => at(session, session.outcomes, step);
/** What is true after the step, once it has a result. */
export const stateAfter = (session: Session, step: number): BuildState | undefined => at(session, session.states, step);
/** What a person had a hand in, of the step and of what its result stands on. */
export const handBelow = (session: Session, step: number): readonly string[] => stateAfter(session, step)?.stage?.byHand ?? [];
export const failureOf = (session: Session, step: number): Failure | undefined => at(session, session.failures, step);

export const isDone = (session: Session, step: number): boolean => outcomeOf(session, step) !== undefined;

/** No result yet, and everything it stands on has one. */
export function isReady(session: Session, step: number): boolean {
  const { plan } = session;
  if (plan.steps[step] === undefined || isDone(session, step)) return false;
  const before = orderOf(plan).previous[step];
  return (before === undefined || isDone(session, before)) && needsMet(plan, step, (each) => isDone(session, each));
}

/** The instruction of `step` while it runs. */
export const runningAt = (session: Session, step: number): Running | undefined =>
  session.status.kind === "running" ? at(session, session.status.running, step) : undefined;

/** Steps that run, in file order. */
export function runningSteps({ status, plan }: Session): readonly number[] {
  if (status.kind !== "running") return [];
  const places = stepIndexes(plan);
  return (Object.keys(status.running) as StepId[]).flatMap((id) => places.get(id) ?? []).sort((one, other) => one - other);
}

/** The first step without a result; steps.length when all have one. */
export function firstUndone(session: Session): number {
  const found = session.plan.steps.findIndex(({ index }) => !isDone(session, index));
  return found < 0 ? session.plan.steps.length : found;
}

/** What is true before `step`: its stage so far, and the stages above it that are done. At steps.length: the finished target. */
export function stateBefore(session: Session, step: number): BuildState {
  const { plan } = session;
  const { previous, stages } = orderOf(plan);
  const stage = (plan.steps[step] ?? plan.steps.at(-1))?.stage ?? -1;
  const before = plan.steps[step] === undefined ? plan.steps.length - 1 : previous[step];
  const after = (at: number | undefined): BuildState | undefined => (at === undefined ? undefined : stateAfter(session, at));
  if (stage < 0) return after(before) ?? emptyState;
  const done: Record<string, StageState> = {};
  for (const [index, steps] of stages) {
    const last = after(steps.at(-1))?.stage;
    if (index >= 0 && index < stage && last !== undefined && wholeStage(plan, index, (each) => isDone(session, each)))
      done[index] = last;
  }
  const globals = after(stages.get(-1)?.at(-1))?.globals ?? [];
  const current = after(before)?.stage;
  return { globals, done, ...(current && { stage: current }) };
}

/** Is there a layer that the step itself left, unclean as it is? */
export const leftLayer = (failure: Failure | undefined): failure is Failure & { readonly image: string } =>
  failure?.image !== undefined && failure.before !== true;

/** Can a person's state stand for this step's result? FROM and the metadata instructions have no layer of their own. */
export function hasLayer(step: Pick<Step, "instruction">): boolean {
  const { kind } = step.instruction;
  return kind === "run" || kind === "copy" || kind === "add" || kind === "workdir";
}
