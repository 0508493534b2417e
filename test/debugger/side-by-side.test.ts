/** Stages that do not need each other: what runs beside what, where the session stops, what it keeps; and the end is that of one after the other. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/builder/plan/plan.ts";
import type { BuildState } from "../../src/builder/state.ts";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { Effect, Event } from "../../src/debugger/events.ts";
import {
  type Failure,
  failureOf,
  isDone,
  newSession,
  type Outcome,
  position,
  runningAt,
  runningSteps,
  type Session,
  stateAfter,
} from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import { bareStage } from "../helpers/bare-stage.ts";
import { planOf } from "../helpers/plans.ts";

const three = `FROM busybox AS a
RUN a1
RUN a2
FROM alpine AS b
RUN b1
RUN b2
FROM debian
RUN c1
COPY --from=a /x /
COPY --from=b /x /
`;
const now = 0;
const done: Outcome = { how: "done", ms: 1, size: 0 };
const failed: Failure = { kind: "failed", message: "exit 1", exitCode: 1, ms: 5, image: "sha256:f", tag: "dbuild-failed:x" };
const interrupted: Failure = { ...failed, kind: "interrupted", message: "stopped while it ran" };
const go = { type: "run", goal: { kind: "continue" }, now } as const;
const next = { type: "run", goal: { kind: "next" }, now } as const;
const doneSteps = (session: Session) => session.plan.steps.flatMap(({ index }) => (isDone(session, index) ? [index] : []));
const to = (step: number) => ({ type: "run", goal: { kind: "to", step: `s${step + 1}` }, now }) as const;

type Run = Effect & { type: "runStep" };

/** What an engine without secrets makes of a step: its key says everything that led to it. */
function made(plan: Plan, { step, state, duplicateOf }: Run): BuildState {
  if (step.stage < 0) return { ...state, globals: [...state.globals, { name: step.instruction.text }] };
  if (duplicateOf) return { ...state, stage: { ...duplicateOf, index: step.stage } };
  const read = (plan.needs[step.index] ?? []).flatMap((need) => {
    if (need < 0) return state.globals.map(({ name }) => name);
    const stage = state.done[need];
    if (!stage) throw new Error(`line ${step.instruction.span.line} ran before stage ${need}`);
    return [stage.key];
  });
  const before = step.instruction.kind === "from" ? "" : state.stage?.key;
  if (before === undefined) throw new Error(`line ${step.instruction.span.line} ran without a stage`);
  const said = step.instruction.kind === "from" ? step.instruction.image : step.instruction.text;
  return { ...state, stage: { ...bareStage, index: step.stage, key: `${before}(${read.join()})${said};` } };
}

/** A session with the runs that are under way. */
class Bench {
  session: Session;
  readonly runs = new Map<number, Run>();
  aborted: number[] = [];
  finish: BuildState | undefined;
  constructor(text: string, { breakpoints = [], ...options }: { breakpoints?: readonly number[]; maxParallel?: number } = {}) {
    this.session = newSession("s", planOf(text), { ...options, breakpoints: breakpoints.map(onLine) });
  }
  say(event: Event): this {
    const [session, effects] = update(this.session, event);
    this.session = session;
    for (const effect of effects) {
      if (effect.type === "runStep") this.runs.set(effect.step.index, effect);
      if (effect.type === "abortRun") this.aborted.push(effect.run);
      if (effect.type === "finish") this.finish = effect.state;
    }
    return this;
  }
  /** Steps under way, by line. */
  get lines(): readonly number[] {
    const { steps } = this.session.plan;
    return runningSteps(this.session).map((step) => steps[step]?.instruction.span.line ?? 0);
  }
  get place(): string {
    const { status, plan } = this.session;
    const line = plan.steps[position(this.session)]?.instruction.span.line ?? "end";
    return `${status.kind === "stopped" ? status.reason : status.kind} ${line}`;
  }
  private run(line: number): Run {
    const step = this.session.plan.steps.find(({ instruction }) => instruction.span.line === line)?.index ?? -1;
    const run = this.runs.get(step);
    if (!run || runningAt(this.session, step)?.run !== run.run) throw new Error(`line ${line} does not run: ${this.lines}`);
    return run;
  }
  succeed(...lines: number[]): this {
    for (const line of lines) {
      const run = this.run(line);
      this.say({ type: "stepDone", run: run.run, state: made(this.session.plan, run), outcome: done, now });
    }
    return this;
  }
  fail(line: number, failure = failed): this {
    return this.say({ type: "stepFailed", run: this.run(line).run, failure, now });
  }
}

describe("continue", () => {
  it("runs every stage as far as what it reads is there", () => {
    const t = new Bench(three).say(go);
    expect(t.lines).toEqual([1, 4, 7]);
    t.succeed(7);
    expect(t.lines).toEqual([1, 4, 8]);
    t.succeed(8);
    // COPY --from=a waits for the whole of a.
    expect(t.lines).toEqual([1, 4]);
    t.succeed(1, 2, 3);
    expect(t.lines).toEqual([4, 9]);
    t.succeed(9, 4, 5, 6, 10);
    expect(t.place).toBe("finishing end");
  });

  it("starts no more at once than it may, the stage at the position first", () => {
    const t = new Bench(three, { maxParallel: 2 }).say(go);
    expect(t.lines).toEqual([1, 4]);
    expect(t.succeed(4).lines).toEqual([1, 5]);
    expect(t.succeed(1).lines).toEqual([2, 5]);
  });

  it("one step at a time stays one step at a time; continue while it runs starts the others", () => {
    const t = new Bench(three).say(next);
    expect(t.lines).toEqual([1]);
    t.say(go);
    expect(t.lines).toEqual([1, 4, 7]);
  });

  it("to a line runs what stands above it, and nothing from it on", () => {
    const t = new Bench(three).say(to(4));
    expect(t.lines).toEqual([1, 4]);
    t.succeed(4);
    expect(t.lines).toEqual([1]);
    t.succeed(1, 2, 3);
    expect(t.place).toBe("cursor 5");
  });

  it("a stage FROM another waits for it, one FROM a global ARG for the ARGs", () => {
    const t = new Bench("ARG V=1\nFROM busybox AS a\nRUN a1\nFROM a AS b\nRUN b1\nFROM alpine\nCOPY --from=b /x /\n").say(go);
    expect(t.lines).toEqual([1]);
    expect(t.succeed(1).lines).toEqual([2, 6]);
    expect(t.succeed(2).lines).toEqual([3, 6]);
    expect(t.succeed(3).lines).toEqual([4, 6]);
  });

  it("a stage that a mount reads is waited for", () => {
    const t = new Bench("FROM busybox AS a\nRUN a1\nFROM alpine\nRUN --mount=from=a,target=/a b1\n").say(go).succeed(3);
    expect(t.lines).toEqual([1]);
    expect(t.succeed(1, 2).lines).toEqual([4]);
  });
});

describe("the same work in two stages", () => {
  const twins = "FROM busybox AS a\nRUN same\nRUN a2\nFROM busybox AS b\nRUN same\nRUN b2\nFROM b\nCOPY --from=a /x /\n";

  it("is done once: the later one waits and takes the layer", () => {
    const t = new Bench(twins).say(go);
    expect(t.lines).toEqual([1]);
    t.succeed(1);
    expect(t.lines).toEqual([2, 4]);
    t.succeed(4);
    expect(t.lines).toEqual([2]);
    t.succeed(2);
    expect(t.lines).toEqual([3, 5]);
    expect(t.runs.get(4)?.duplicateOf?.key).toBe(stateAfter(t.session, 1)?.stage?.key);
    t.succeed(5);
    expect([t.lines, t.runs.get(5)?.duplicateOf]).toEqual([[3, 6], undefined]);
  });

  it("is done again where a person asks for it, or made the other by hand", () => {
    const t = new Bench(twins)
      .say(to(1))
      .succeed(1)
      .say(next)
      .fail(2)
      .say({ type: "accept", goal: { kind: "next" }, now });
    const state = { ...stateAfter(t.session, 0), stage: { ...bareStage, key: "hand", byHand: ["a shell"] } } as BuildState;
    t.say({ type: "stepDone", run: runningAt(t.session, 1)?.run ?? 0, state, outcome: { ...done, how: "hand" }, now });
    t.say(go).succeed(4);
    expect(t.lines).toEqual([3, 5]);
    expect(t.runs.get(4)?.duplicateOf).toBeUndefined();
    t.fail(5)
      .succeed(3)
      .say({ type: "retry", start: "clean", goal: { kind: "next" }, now });
    expect(t.runs.get(4)).toMatchObject({ retry: true });
  });
});

describe("a stop in one stage", () => {
  const middle = () => new Bench(three).say(go).succeed(1, 4, 7);

  it("of a failure lets the others end their instruction, then stands at it", () => {
    const t = middle().fail(5);
    expect([t.lines, t.session.status]).toEqual([
      [2, 8],
      expect.objectContaining({ stop: { step: "s5", reason: "failure", breakpoint: "b0" } }),
    ]);
    t.succeed(8, 2);
    expect(t.place).toBe("failure 5");
    // Nothing of the others is lost.
    expect(doneSteps(t.session)).toEqual([0, 1, 3, 6, 7]);
    t.say({ type: "retry", start: "failed", goal: { kind: "next" }, now });
    expect(t.lines).toEqual([5]);
    expect(t.succeed(5).place).toBe("step 6");
    expect(t.say(go).lines).toEqual([3, 6]);
  });

  it("of a breakpoint does so too, and the next continue runs over it", () => {
    const t = new Bench(three, { breakpoints: [5] }).say(go);
    t.succeed(4);
    expect(t.lines).toEqual([1, 7]);
    expect(t.succeed(1).lines).toEqual([7]);
    expect(t.succeed(7).place).toBe("breakpoint 5");
    expect(t.say(go).lines).toEqual([2, 5, 8]);
  });

  it("of a pause waits for all of them; continue takes it back", () => {
    const t = middle().say({ type: "pause" }).succeed(2);
    expect(t.lines).toEqual([5, 8]);
    t.say(go);
    expect(t.lines).toEqual([3, 5, 8]);
    t.say({ type: "pause" }).succeed(3, 5, 8);
    expect(t.place.startsWith("pause")).toBe(true);
  });

  it("a failure comes before a breakpoint and a pause", () => {
    const t = new Bench(three, { breakpoints: [5] }).say(go).succeed(4).say({ type: "pause" }).fail(1).succeed(7);
    expect(t.place).toBe("failure 1");
  });

  it("a second failure is kept, and is stopped at before its step runs again", () => {
    const t = middle().fail(5).fail(2).succeed(8);
    expect([t.place, failureOf(t.session, 1)?.unseen]).toEqual(["failure 5", true]);
    t.say(go);
    expect(t.lines).toEqual([5]);
    t.succeed(5);
    expect([t.place, failureOf(t.session, 1)]).toEqual(["failure 2", failed]);
    expect(t.say({ type: "retry", start: "failed", goal: { kind: "continue" }, now }).lines).toEqual([2, 6]);
  });

  it("run-to goes to a stage that was left in the middle without running anything", () => {
    const t = middle().fail(5).fail(2).succeed(8).say(to(1));
    expect([t.place, t.lines]).toEqual(["cursor 2", []]);
    expect(t.say({ type: "accept", goal: { kind: "next" }, now }).lines).toEqual([2]);
  });

  it("abort ends everything and keeps every layer; continue runs it all again", () => {
    const t = middle().say({ type: "abort" });
    expect(t.aborted.length).toBe(3);
    const here = position(t.session);
    t.fail(8, interrupted).fail(5, interrupted).fail(2, interrupted);
    const failed = t.session.plan.steps.flatMap(({ index }) => (failureOf(t.session, index) ? [index] : []));
    expect([position(t.session), failed]).toEqual([here, [1, 4, 7]]);
    expect(t.say(go).lines).toEqual([2, 5, 8]);
  });

  it("of the engine gives the others up", () => {
    const t = middle();
    const run = runningAt(t.session, 4)?.run ?? 0;
    t.say({ type: "engineLost", run, message: "gone" });
    expect([t.place.startsWith("engine"), t.aborted.length]).toEqual([true, 2]);
    const before = t.session;
    expect(t.say({ type: "stepDone", run: run - 1, state: {} as BuildState, outcome: done, now }).session).toBe(before);
  });
});

describe("going back and editing with other stages ahead", () => {
  const ahead = () => new Bench(three).say(go).succeed(1, 4, 7, 8, 5, 2).fail(3).succeed(6);
  const steps = (t: Bench) => doneSteps(t.session);

  it("back takes only what stands on the step", () => {
    const t = ahead().say({ type: "back" });
    expect([t.place, steps(t)]).toEqual(["back 2", [0, 3, 4, 5, 6, 7]]);
    t.say({ type: "back", step: "s5" });
    expect([t.place, steps(t)]).toEqual(["back 5", [0, 3, 6, 7]]);
  });

  it("back over a stage that another one read takes that one back as well", () => {
    const t = new Bench(three).say(go).succeed(1, 2, 3, 4, 5, 6, 7, 8, 9).say({ type: "pause" }).fail(10);
    t.say({ type: "back", step: "s2" });
    expect([t.place, steps(t)]).toEqual(["back 2", [0, 3, 4, 5, 6, 7]]);
  });

  it("an edit keeps the stages that do not read the edited one", () => {
    const t = ahead().say({ type: "load", plan: planOf(three.replace("RUN b1", "RUN bb")) });
    expect([t.place, steps(t)]).toEqual(["edit 5", [0, 1, 3, 6, 7]]);
    // The failed layer of the other stage is still there to go on from.
    expect(failureOf(t.session, 2)).toEqual(failed);
  });

  it("an edit that adds lines moves results, failures and position along", () => {
    const t = ahead().say({ type: "load", plan: planOf(three.replace("RUN a2", "RUN a2\nRUN a3")) });
    expect([t.place, steps(t)]).toEqual(["edit 3", [0, 1, 4, 5, 6, 7, 8]]);
    expect(failureOf(t.session, 2)).toEqual(failed);
    t.say(go);
    expect(t.lines).toEqual([3]);
    expect(t.succeed(3, 4).lines).toEqual([10]);
  });

  it("a shell's changes in a done step of another stage put the session there", () => {
    const t = ahead().say({ type: "kept", step: "s5", failure: { ...failed, kind: "shell" } });
    expect([t.place, steps(t)]).toEqual(["kept 5", [0, 1, 3, 6, 7]]);
  });
});

describe("whatever ends first", () => {
  const text = `ARG V=1
FROM busybox AS a
RUN one
RUN a2
FROM busybox AS b
RUN one
RUN b2
FROM a AS c
RUN c1
COPY --from=b /x /
FROM alpine AS d
RUN d1
FROM debian
RUN --mount=from=d,target=/d e1
COPY --from=c /x /
COPY --from=b /x /
`;
  const linear = () => {
    const t = new Bench(text, { maxParallel: 1 }).say(go);
    while (t.lines.length > 0) t.succeed(...t.lines);
    return t;
  };

  it("ends in the same states as one after the other", () => {
    const wanted = linear();
    expect(wanted.finish?.stage?.key).toContain("e1");
    const numbers = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(
        numbers,
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.constantFrom("fail", "pause", "next", "")),
        (picks, maxParallel, disturb) => {
          const t = new Bench(text, { maxParallel }).say(go);
          for (let turn = 0; turn < 200 && t.session.status.kind !== "finishing"; turn++) {
            const { lines } = t;
            expect(lines.length).toBeLessThanOrEqual(maxParallel);
            if (lines.length === 0) {
              t.say(disturb[turn] === "next" ? next : go);
              continue;
            }
            const line = lines[(picks[turn] ?? 0) % lines.length] ?? 0;
            if (disturb[turn] === "pause") t.say({ type: "pause" });
            if (disturb[turn] === "fail") t.fail(line);
            else t.succeed(line);
          }
          expect(t.session.status.kind).toBe("finishing");
          expect(t.finish?.stage).toEqual(wanted.finish?.stage);
          for (const { index } of t.session.plan.steps) {
            expect(stateAfter(t.session, index)?.stage).toEqual(stateAfter(wanted.session, index)?.stage);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
