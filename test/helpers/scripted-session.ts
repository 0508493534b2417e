/** The real session played by a test: it says which event comes next and how runs end. No engine, no controller: for still pictures. */

import { makePlan } from "../../src/builder/plan/make-plan.ts";
import type { BuildState, StageState } from "../../src/builder/state.ts";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { Event } from "../../src/debugger/events.ts";
import {
  type Failure,
  newSession,
  type Outcome,
  position,
  runningAt,
  runningSteps,
  type Session,
  stateBefore,
} from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import type { StepOutput } from "../../src/output/log.ts";
import { bareStage } from "./bare-stage.ts";
import { linux } from "./plans.ts";

export type ScriptedSession = {
  session(): Session;
  say(event: Event): void;
  /** Lets a step that runs succeed: that at the position, else the first. */
  succeed(outcome?: Partial<Outcome>, step?: number): void;
  /** Lets a step that runs fail: that at the position, else the first. */
  fail(failure?: Partial<Failure>, step?: number): void;
  /** Lets the image be written. */
  finish(): void;
  lose(message: string): void;
  /** Lines of output of a step; replaces what was there. */
  /** `at`: milliseconds after the start that a line came; absent: it has no times. */
  print(step: number, lines: readonly string[], at?: (line: number) => number): void;
  output(step: number): StepOutput | undefined;
  /** What there is to know around the session. */
  notices: readonly string[];
  readonly path: string;
  readonly tags: readonly string[];
};

export type ScriptOptions = {
  readonly text: string;
  readonly tags?: readonly string[];
  readonly breakpoints?: readonly number[];
  readonly path?: string;
  /** Instructions that may run at once; 1 unless a test is about more. */
  readonly maxParallel?: number;
  /** When steps start and end, in milliseconds. */
  readonly now?: number;
};

const digits = (value: number): string => value.toString(16).padStart(12, "0").repeat(6).slice(0, 64);

/** An image id that can be told apart at a glance. */
export const imageId = (value: number): string => `sha256:${digits(0xabc000 + value)}`;

export function outputOf(lines: readonly string[]): StepOutput {
  return {
    file: "/log",
    bytes: lines.reduce((sum, line) => sum + line.length + 1, 0),
    lineCount: lines.length,
    finishedLines: lines.length,
    read: (from, count) => lines.slice(from, from + count),
  };
}

export function scriptedSession(options: ScriptOptions): ScriptedSession {
  const { now = 0, tags = ["story:latest"], path = "Dockerfile" } = options;
  const first = makePlan(options.text, { buildArgs: {}, platformArgs: linux });
  if (!first.ok) throw new Error(first.problems.map(({ message }) => message).join("; "));
  let session: Session = newSession("fake", first.plan, {
    breakpoints: (options.breakpoints ?? []).map(onLine),
    maxParallel: options.maxParallel ?? 1,
  });
  const outputs = new Map<number, StepOutput>();
  const say = (event: Event) => {
    const [next, effects] = update(session, event);
    session = next;
    for (const effect of effects) {
      if (effect.type !== "abortRun") continue;
      const step = runningSteps(session).find((each) => runningAt(session, each)?.run === effect.run);
      script.fail({ kind: "interrupted", message: "stopped by you" }, step);
    }
  };
  const running = (): number => {
    const [first] = runningSteps(session);
    return runningAt(session, position(session)) || first === undefined ? position(session) : first;
  };
  const runNumber = (step: number) => runningAt(session, step)?.run ?? session.run;

  const stateAfter = (at: number, image: string, byHand: boolean): BuildState => {
    const before = stateBefore(session, at);
    const step = session.plan.steps[at];
    if (step === undefined || step.stage < 0) return before;
    const old = before.stage?.index === step.stage ? before.stage : undefined;
    const { instruction } = step;
    const config = { ...old?.config };
    const stage: StageState = {
      ...bareStage,
      index: step.stage,
      image,
      layers: at,
      config: {
        ...config,
        ...(instruction.kind === "workdir" && { WorkingDir: instruction.path }),
        ...(instruction.kind === "user" && { User: instruction.user }),
      },
      ran: old?.ran === true || instruction.kind === "run",
      byHand: [...(old?.byHand ?? []), ...(byHand ? [`step ${at + 1} (line ${instruction.span.line}) by hand`] : [])],
    };
    return { ...before, stage };
  };

  const script: ScriptedSession = {
    session: () => session,
    say,
    output: (step) => outputs.get(step),
    succeed: (outcome = {}, at = running()) => {
      const hand = outcome.how === "hand";
      const image = outcome.image ?? imageId(at);
      say({
        type: "stepDone",
        run: runNumber(at),
        state: stateAfter(at, image, hand),
        outcome: { how: "done", ms: 1200, size: 4_200_000, image, ...outcome },
        now,
      });
    },
    fail: (failure = {}, at = running()) => {
      const line = session.plan.steps[at]?.instruction.span.line;
      say({
        type: "stepFailed",
        run: runNumber(at),
        failure: {
          kind: "failed",
          message: "the command failed",
          exitCode: 2,
          ms: 12_300,
          image: imageId(500),
          tag: `dbuild-failed:fake-line${line}-1`,
          ...failure,
        },
        now,
      });
    },
    finish: () => say({ type: "finished", run: session.run, image: imageId(999), tags }),
    lose: (message) => say({ type: "engineLost", run: session.run, message }),
    print: (step, lines, at) =>
      void outputs.set(step, { ...outputOf(lines), ...(at && { times: { start: 0, at, changes: () => [] } }) }),
    notices: [],
    path,
    tags,
  };
  return script;
}
