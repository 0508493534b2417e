/** What may happen to a session (events), and what is to be done then (effects), which the driver performs. Types only. */
import type { Plan } from "../builder/plan/plan.ts";
import type { BuildState, StageState } from "../builder/state.ts";
import type { Step, StepId, Trigger } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { Action } from "./breakpoints/action.ts";
import type { NewBreakpoint } from "./breakpoints/breakpoint.ts";
import type { WrittenFiles } from "./breakpoints/written.ts";
import type { Leftover } from "./leftovers.ts";
import type { Failure, Goal, Outcome, Start } from "./session.ts";

export type Event =
  | { readonly type: "run"; readonly goal: Goal; readonly now: number }
  /** Run the step at the position again: clean, or on top of its failed layer. `goal` says how far to go on. */
  | { readonly type: "retry"; readonly start: Start; readonly goal: Goal; readonly now: number }
  /** Take the kept state of the step at the position as its result and go on to `goal` (`next` stops right after). */
  | { readonly type: "accept"; readonly goal: Goal; readonly now: number }
  /** Write the layer of the container that is kept for the step at the position: its result, as if it had been written at once. */
  | { readonly type: "commit"; readonly now: number }
  /** Leave the step at the position out: what is true before it is its result. */
  | { readonly type: "skip"; readonly now: number }
  /** The same of every step of the stage from the position to above `step`. */
  | { readonly type: "jump"; readonly step: StepId; readonly now: number }
  /** Take back `step` (or the last one with a result above the position), and whatever stands on it. */
  | { readonly type: "back"; readonly step?: StepId }
  | { readonly type: "pause" }
  /** End every instruction that runs; what they did is kept as their failed layers. */
  | { readonly type: "abort" }
  | { readonly type: "addBreakpoint"; readonly breakpoint: NewBreakpoint }
  | { readonly type: "removeBreakpoint"; readonly id: string }
  | { readonly type: "addWatch" | "removeWatch"; readonly command: string }
  /** `tooSlow`: what it looks for takes too long, so it is disabled. */
  | { readonly type: "enableBreakpoint"; readonly id: string; readonly enabled: boolean; readonly tooSlow?: true }
  /** What is known to fail in `text`; of no account once another text is loaded. */
  | { readonly type: "foreseen"; readonly text: string; readonly problems: readonly SyntaxProblem[] }
  /** New text: what does not stand on a changed step is kept. `own`: this session wrote it. */
  | { readonly type: "load"; readonly plan: Plan; readonly own?: true }
  /** A shell was made in the layer of `step`; `tag` as in `shells`. */
  | { readonly type: "shellOpened"; readonly step: StepId; readonly tag: string }
  | { readonly type: "shellClosed"; readonly tag: string }
  /** A shell in `step` left changes behind and the person keeps them. */
  | { readonly type: "kept"; readonly step: StepId; readonly failure: Failure }
  /** They do not: `failure` is what they would be kept as, should that be taken back. */
  | { readonly type: "discarded"; readonly step: StepId; readonly failure: Failure }
  /** Takes back what was done last of all that can be. */
  | { readonly type: "undo" }
  | {
      readonly type: "stepDone";
      readonly run: number;
      readonly state: BuildState;
      readonly outcome: Outcome;
      /** Of the base, where the step is a FROM. */
      readonly triggers?: readonly Trigger[];
      /** Of the files that breakpoints are on. */
      readonly written?: WrittenFiles;
      readonly now: number;
    }
  /** A breakpoint on the log or on time was reached while run `run` runs; `line`: of its output. */
  | { readonly type: "reached"; readonly run: number; readonly breakpoint: string; readonly line?: string }
  /** The command of a breakpoint has ended: what is told of it, cut, without what nobody may see. */
  | { readonly type: "acted"; readonly action: number; readonly lines: readonly string[] }
  /** Somebody had the engine pause the container of run `run`; absent: it goes on. */
  | { readonly type: "suspended"; readonly run: number; readonly container?: string }
  /** The layer `image` had gone from the engine; the step that made it made it again, as that of `stage`. */
  | { readonly type: "rebuilt"; readonly image: string; readonly stage: StageState }
  /** Layers of earlier sessions, which are there. */
  | { readonly type: "found"; readonly leftovers: readonly Leftover[] }
  /** The layer `image` is wanted for a look into it and has gone from the engine: the step that made it makes it again. */
  | { readonly type: "rebuild"; readonly image: string; readonly now: number }
  | { readonly type: "rebuildEnded"; readonly run: number }
  /** The kept layer `image` of a step is not in the engine any more. */
  | { readonly type: "removed"; readonly image: string }
  /**
   * `writing`: its program has ended, and its layer is still to be written, out of `container`; once that is done the same event tells
   * what came of it.
   */
  | {
      readonly type: "stepFailed";
      readonly run: number;
      readonly failure: Failure;
      readonly writing?: true;
      readonly container?: string;
      readonly now: number;
    }
  | { readonly type: "finished"; readonly run: number; readonly image: string; readonly tags: readonly string[] }
  /** The engine was lost, or finishing failed: stop here, keep everything. */
  | { readonly type: "engineLost"; readonly run: number; readonly message: string }
  /** Another process takes the session up: whatever was under way goes on. */
  | { readonly type: "resumed"; readonly now: number };

export type Effect =
  | {
      readonly type: "runStep";
      readonly run: number;
      readonly step: Step;
      readonly state: BuildState;
      readonly start: Start;
      readonly failure?: Failure;
      readonly retry: boolean;
      /** What an earlier process left of that run is gone on with; nothing is run anew. */
      readonly onlyLeft?: true;
      /** The stage after the same instruction on the same base layer in another stage: its layer is this step's, too. */
      readonly duplicateOf?: StageState;
    }
  | {
      readonly type: "acceptStep";
      readonly run: number;
      readonly step: Step;
      readonly state: BuildState;
      readonly failure: Failure;
    }
  | {
      readonly type: "commitStep";
      readonly run: number;
      readonly step: Step;
      readonly state: BuildState;
      readonly failure: Failure;
    }
  | { readonly type: "rebuildLayer"; readonly run: number; readonly step: Step; readonly image: string }
  | { readonly type: "runAction"; readonly action: Action }
  | { readonly type: "abortRun"; readonly run: number }
  | { readonly type: "pauseRun"; readonly run: number }
  | { readonly type: "unpauseRun"; readonly run: number }
  | { readonly type: "finish"; readonly run: number; readonly state: BuildState };
