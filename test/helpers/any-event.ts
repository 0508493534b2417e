/** What may happen to a session, in any order, for property tests. */
import fc from "fast-check";
import { type BuildState, emptyState, type StageState } from "../../src/builder/state.ts";
import type { StepId } from "../../src/builder/steps.ts";
import { type NewBreakpoint, onLine, type Where } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { Event } from "../../src/debugger/events.ts";
import { type Failure, runningAt, runningSteps, type Session } from "../../src/debugger/session.ts";
import { bareStage } from "./bare-stage.ts";
import { planOf } from "./plans.ts";

export const text = "FROM busybox\nENV a=1\nRUN one\nRUN two\nRUN three\n";
const now = 0;
export const failed: Failure = {
  kind: "failed",
  message: "exit 1",
  exitCode: 1,
  ms: 5,
  image: "sha256:f",
  tag: "dbuild-failed:x",
};
export const stateAfter = (step: number, stage = 0): BuildState => ({ ...emptyState, stage: stageState(stage, String(step)) });

export const stageState = (index: number, key: string): StageState => ({ ...bareStage, index, image: `sha256:${key}`, key });

export const stages = `ARG V=1
FROM busybox AS a
RUN a1
RUN a2
FROM busybox AS b
RUN b1
RUN b2
FROM a AS last
RUN c1
COPY --from=b /x /
`;
/** On anything but a line alone. */
const breakpoint: fc.Arbitrary<NewBreakpoint> = fc
  .tuple(
    fc.constantFrom<Where>(
      { kind: "line", line: 4 },
      { kind: "stage", stage: "last" },
      { kind: "instruction", instruction: "run" },
      { kind: "exit-code", code: 1 },
      { kind: "exit-code", code: 0 },
      { kind: "layer-size", bytes: 0 },
      { kind: "file", glob: "/etc/**" },
    ),
    fc.constantFrom<Omit<NewBreakpoint, "where">>(
      {},
      { condition: "exit == 0" },
      { condition: "line > 3" },
      { hits: { from: 2 } },
      { hits: { every: 2 } },
      { temporary: true },
      { log: "{line}" },
      { run: "ls" },
    ),
  )
  .map(([where, rest]) => ({ where, ...rest }));

const goal = fc.oneof(
  fc.constant({ kind: "next" } as const),
  fc.constant({ kind: "continue" } as const),
  fc.nat(14).map((step) => ({ kind: "to", step: `s${step}` }) as const),
  fc.nat(14).map((step) => ({ kind: "stage", step: `s${step}` }) as const),
);
/** One that is under way, or a stale one. */
const anyRun = (session: Session, which: number): number => {
  const runs = runningSteps(session).map((step) => runningAt(session, step)?.run ?? 0);
  return runs[which] ?? session.run - which;
};
const plans = [
  stages,
  stages.replace("RUN b1", "RUN bb"),
  stages.replace("FROM busybox AS b", "FROM busybox AS c"),
  text,
  text.replace("RUN two", "RUN deux"),
  text.replace("ENV a=1\n", ""),
  `${text}RUN four\n`,
  "FROM scratch\nCOPY a /\n",
].map((to) => planOf(to));
const anyStep = fc.integer({ min: 1, max: 15 }).map((number): StepId => `s${number}`);
/** What may happen, `stale` among it: results that belong to another run. */
export const anyEvent: fc.Arbitrary<(session: Session) => Event> = fc.oneof(
  goal.map((to) => () => ({ type: "run", goal: to, now }) as Event),
  fc.tuple(fc.constantFrom("clean", "failed"), goal).map(
    ([start, to]) =>
      () =>
        ({ type: "retry", start, goal: to, now }) as Event,
  ),
  goal.map((to) => () => ({ type: "accept", goal: to, now }) as Event),
  fc.constantFrom("back", "pause", "abort").map((type) => () => ({ type }) as Event),
  fc.constant(() => ({ type: "skip", now }) as Event),
  anyStep.map((step) => () => ({ type: "jump", step, now }) as Event),
  fc.integer({ min: 1, max: 14 }).map((line) => () => ({ type: "addBreakpoint", breakpoint: onLine(line) }) as Event),
  breakpoint.map((each) => () => ({ type: "addBreakpoint", breakpoint: each }) as Event),
  fc.integer({ min: 1, max: 4 }).map((id) => () => ({ type: "removeBreakpoint", id: `b${id}` }) as Event),
  fc.boolean().map((enabled) => () => ({ type: "enableBreakpoint", id: "failure", enabled }) as Event),
  fc
    .record({ type: fc.constantFrom("addWatch", "removeWatch"), command: fc.constantFrom("ls", "ldd /app") })
    .map((event) => () => event as Event),
  fc.constantFrom(...plans).map((plan) => () => ({ type: "load", plan }) as Event),
  anyStep.map((step) => () => ({ type: "kept", step, failure: { ...failed, kind: "shell" } }) as Event),
  anyStep.map((step) => () => ({ type: "discarded", step, failure: { ...failed, kind: "shell" } }) as Event),
  fc.constant(() => ({ type: "undo" }) as Event),
  fc.nat(4).map((which) => (session: Session) => {
    const run = anyRun(session, which);
    return {
      type: "stepFailed",
      run,
      failure: { ...failed, image: `sha256:f${run}`, tag: `dbuild-failed:${run}` },
      now,
    } as Event;
  }),
  fc.nat(4).map((which) => (session: Session) => {
    const { image: _, ...failure } = failed;
    return { type: "stepFailed", run: anyRun(session, which), failure, writing: true, container: "c1", now } as Event;
  }),
  // what is written of one of them, or what becomes of it when the engine is lost
  fc.tuple(fc.nat(2), fc.constantFrom("written", "kept", "lost")).map(([which, what]) => (session: Session) => {
    const run = session.writing[which]?.run ?? -1;
    if (what === "lost") return { type: "engineLost", run, message: "gone" } as Event;
    const { image: _, tag: __, ...bare } = failed;
    const left = what === "kept" ? { container: `c${run}` } : { image: `sha256:f${run}`, tag: `dbuild-failed:${run}` };
    return { type: "stepFailed", run, failure: { ...bare, ...left }, now } as Event;
  }),
  fc.nat(4).map((which) => (session: Session) => {
    const run = anyRun(session, which);
    const step = runningSteps(session).find((each) => runningAt(session, each)?.run === run) ?? 0;
    const state = stateAfter(step, session.plan.steps[step]?.stage);
    const written = { b1: { path: "/etc/a", kind: "added", more: 0 }, b2: { path: "/etc/b", kind: "deleted", more: 1 } } as const;
    return { type: "stepDone", run, state, outcome: { how: "done", ms: 1, size: 0 }, written, now } as Event;
  }),
  anyStep.map((step) => () => ({ type: "back", step }) as Event),
  fc.nat(2).map((which) => (session: Session) => {
    const action = session.actions[which]?.number ?? -1;
    return { type: "acted", action, lines: ["b1, line 3: ls", "  app"] } as Event;
  }),
  fc.nat(1).map((stale) => (session: Session) => ({ type: "finished", run: session.run - stale, image: "i", tags: [] }) as Event),
  fc.nat(1).map((stale) => (session: Session) => ({ type: "engineLost", run: session.run - stale, message: "gone" }) as Event),
);
