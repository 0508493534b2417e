/** A desk without an engine, for tests of the screen: the real session, results given by the test, a Dockerfile in memory. */

import { makePlan } from "../../src/builder/plan/make-plan.ts";
import type { BuildState, StageState } from "../../src/builder/state.ts";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { CopyAsked, CopyResult } from "../../src/debugger/copy-port.ts";
import type { Desk, OpenShell, SaveResult } from "../../src/debugger/desk.ts";
import {
  type Effect,
  type Event,
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
import { replaceSource } from "../../src/dockerfile/replace.ts";
import type { FileChange } from "../../src/engine/engine.ts";
import type { StepOutput } from "../../src/output/log.ts";
import { linux } from "./plans.ts";

export type FakeDesk = Desk & {
  readonly events: readonly Event[];
  readonly effects: readonly Effect[];
  /** Lets a step that runs succeed: that at the position, else the first. */
  succeed(outcome?: Partial<Outcome>, step?: number): void;
  /** Lets a step that runs fail: that at the position, else the first. */
  fail(failure?: Partial<Failure>, step?: number): void;
  /** Lets the image be written. */
  finish(): void;
  lose(message: string): void;
  /** Lines of output of a step; replaces what was there. */
  print(step: number, lines: readonly string[]): void;
  /** The file on disk, which someone else may change. */
  disk: string;
  say(notice: string | undefined): void;
  /** What the next shell does. */
  shell: {
    changes: readonly FileChange[];
    error?: Error;
    ran: number;
    kept: number;
    discarded: number;
    during?: () => Promise<void>;
    /** It ends at once, for this reason. */
    trouble?: string;
  };
  /** What came of each copy asked for; what is asked when the list is empty works. */
  copies: { readonly asked: CopyAsked[]; readonly results: (CopyResult | Error)[] };
  /** Tells the listeners. */
  touch(): void;
};

export type FakeOptions = {
  readonly text: string;
  readonly target?: string;
  readonly tags?: readonly string[];
  readonly breakpoints?: readonly number[];
  readonly path?: string;
  /** Instructions that may run at once; 1 unless a test is about more. */
  readonly maxParallel?: number;
  /** Milliseconds; the real clock unless given. */
  readonly clock?: () => number;
  /** Called for every effect, for a desk that runs by itself. */
  readonly onEffect?: (desk: FakeDesk, effect: Effect) => void;
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

export function fakeDesk(options: FakeOptions): FakeDesk {
  const planFor = (text: string) => {
    const made = makePlan(text, {
      buildArgs: {},
      platformArgs: linux,
      ...(options.target !== undefined && { target: options.target }),
    });
    return made;
  };
  const first = planFor(options.text);
  if (!first.ok) throw new Error(first.problems.map(({ message }) => message).join("; "));
  let session: Session = newSession("fake", first.plan, {
    breakpoints: (options.breakpoints ?? []).map(onLine),
    maxParallel: options.maxParallel ?? 1,
  });
  let notice: string | undefined;
  const events: Event[] = [];
  const effects: Effect[] = [];
  const outputs = new Map<number, StepOutput>();
  const listeners = new Set<() => void>();
  const edits: string[] = [];
  const touch = () => {
    for (const listener of listeners) listener();
  };
  const dispatch = (event: Event) => {
    events.push(event);
    const [next, made] = update(session, event);
    if (next === session) return;
    session = next;
    touch();
    for (const effect of made) {
      effects.push(effect);
      if (effect.type === "abortRun") {
        const step = runningSteps(session).find((each) => runningAt(session, each)?.run === effect.run);
        queueMicrotask(() => desk.fail({ kind: "interrupted", message: "stopped by you" }, step));
      }
      options.onEffect?.(desk, effect);
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
      index: step.stage,
      image,
      size: 0,
      layers: at,
      cmdSet: false,
      config: {
        ...config,
        ...(instruction.kind === "workdir" && { WorkingDir: instruction.path }),
        ...(instruction.kind === "user" && { User: instruction.user }),
      },
      history: [],
      author: "",
      os: "linux",
      architecture: "amd64",
      variant: "",
      created: "",
      args: [],
      variables: [],
      key: "",
      ran: old?.ran === true || instruction.kind === "run",
      byHand: [...(old?.byHand ?? []), ...(byHand ? [`step ${at + 1} (line ${instruction.span.line}) by hand`] : [])],
    };
    return { ...before, stage };
  };

  const save = (next: string, line: number, force: boolean): SaveResult => {
    if (!force && desk.disk !== session.plan.text) return { kind: "conflict" };
    const made = planFor(next);
    if (!made.ok) return { kind: "invalid", problems: made.problems };
    const results = () => Object.keys(session.outcomes).length;
    const before = results();
    desk.disk = next;
    dispatch({ type: "load", plan: made.plan });
    return { kind: "saved", rerun: before - results(), line };
  };

  const desk: FakeDesk = {
    engine: {
      address: "unix:///var/run/docker.sock",
      version: "28.5.1",
      apiVersion: "1.51",
      os: "linux",
      architecture: "amd64",
      store: "graph",
    },
    tags: options.tags ?? ["story:latest"],
    session: () => session,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispatch,
    output: (step) => outputs.get(step),
    notice: () => notice,
    trouble: () => undefined,
    drafts: { keep: () => "/state/draft", found: () => undefined, forget: () => {} },
    source: {
      path: options.path ?? "Dockerfile",
      check: (id, source) => {
        const span = session.plan.steps.find((step) => step.id === id)?.instruction.span;
        const made = span && planFor(replaceSource(session.plan.text, span, source));
        return made && !made.ok ? made.problems : [];
      },
      replace: async (id, source, force = false) => {
        const span = session.plan.steps.find((step) => step.id === id)?.instruction.span;
        if (!span) return { kind: "failed", message: "that step is no longer there" };
        const before = session.plan.text;
        const result = save(replaceSource(before, span, source), span.line, force);
        if (result.kind === "saved") edits.push(before);
        return result;
      },
      canUndo: () => edits.length > 0,
      undo: async (force = false) => {
        const before = edits.at(-1);
        if (before === undefined) return { kind: "failed", message: "there is no edit to take back" };
        const result = save(before, 1, force);
        if (result.kind === "saved") edits.pop();
        return result;
      },
      reload: () => {
        const made = planFor(desk.disk);
        if (made.ok && desk.disk !== session.plan.text) dispatch({ type: "load", plan: made.plan });
        else if (!made.ok) desk.say(`${desk.source.path} cannot be used: ${made.problems[0]?.message}`);
        return made.ok;
      },
    },
    openShell: async (step) => {
      if (desk.shell.error) throw desk.shell.error;
      const shell: OpenShell = {
        kind: "layer",
        banner: [`You are in the layer of step ${step + 1}.`, "Leave with exit or Ctrl-D."],
        run: async () => {
          desk.shell.ran++;
          await desk.shell.during?.();
          return { code: 0, ...(desk.shell.trouble !== undefined && { trouble: desk.shell.trouble }) };
        },
        changes: async () => desk.shell.changes,
        keep: async () => {
          desk.shell.kept++;
          const failure: Failure = {
            kind: "shell",
            message: "changed by hand in a shell",
            ms: 0,
            image: imageId(900),
            tag: "dbuild-failed:fake-shell",
          };
          dispatch({ type: "kept", step, failure });
          return failure;
        },
        discard: async () => {
          desk.shell.discarded++;
        },
      };
      return shell;
    },
    copyOut: async (_step, asked) => {
      desk.copies.asked.push(asked);
      const result = desk.copies.results.shift() ?? { kind: "copied", files: 2, bytes: 1234, skipped: [] };
      if (result instanceof Error) throw result;
      return result;
    },
    events,
    effects,
    succeed: (outcome = {}, at = running()) => {
      const hand = outcome.how === "hand";
      const image = outcome.image ?? imageId(at);
      dispatch({
        type: "stepDone",
        run: runNumber(at),
        state: stateAfter(at, image, hand),
        outcome: { how: "done", ms: 1200, size: 4_200_000, image, ...outcome },
        now: (options.clock ?? Date.now)(),
      });
    },
    fail: (failure = {}, at = running()) => {
      const line = session.plan.steps[at]?.instruction.span.line;
      dispatch({
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
        now: (options.clock ?? Date.now)(),
      });
    },
    finish: () => dispatch({ type: "finished", run: session.run, image: imageId(999), tags: desk.tags }),
    lose: (message) => dispatch({ type: "engineLost", run: session.run, message }),
    print: (step, lines) => {
      outputs.set(step, outputOf(lines));
      touch();
    },
    disk: options.text,
    say: (text) => {
      notice = text;
      touch();
    },
    shell: { changes: [], ran: 0, kept: 0, discarded: 0 },
    copies: { asked: [], results: [] },
    touch,
  };
  return desk;
}
