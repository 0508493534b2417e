/** The session's rules: as dialogues, and as invariants under any order of events. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closed } from "../../src/builder/plan/order.ts";
import { emptyState } from "../../src/builder/state.ts";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { Effect, Event } from "../../src/debugger/events.ts";
import {
  failureOf,
  isReady,
  newSession,
  outcomeOf,
  position,
  runningAt,
  runningSteps,
  type Session,
  stateBefore,
} from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import { anyEvent, failed, stages, stateAfter, text } from "../helpers/any-event.ts";
import { planOf } from "../helpers/plans.ts";

const now = 0;
/** Feeds events; remembers the effects of the last. */
class Talk {
  session: Session;
  effects: readonly Effect[] = [];
  constructor(session: Session) {
    this.session = session;
  }
  say(event: Event): this {
    [this.session, this.effects] = update(this.session, event);
    return this;
  }
  /** Answers the run that is under way with success. */
  succeed(): this {
    const step = position(this.session);
    return this.say({
      type: "stepDone",
      run: this.session.run,
      state: stateAfter(step),
      outcome: { how: "done", ms: 1, size: 0 },
      now,
    });
  }
  fail(): this {
    return this.say({ type: "stepFailed", run: this.session.run, failure: failed, now });
  }
  get status() {
    const { status } = this.session;
    return status.kind === "stopped" ? `stopped:${status.reason}` : status.kind;
  }
}
const talk = (breakpoints: readonly number[] = []) =>
  new Talk(newSession("s", planOf(text), { breakpoints: breakpoints.map(onLine) }));
const linesOf = ({ breakpoints }: Session) => breakpoints.flatMap(({ where }) => (where.kind === "line" ? [where.line] : []));
const next = { type: "run", goal: { kind: "next" }, now } as const;
const go = { type: "run", goal: { kind: "continue" }, now } as const;

describe("stepping", () => {
  it("runs one step for next, all of them for continue, then finishes", () => {
    const t = talk().say(next);
    expect(t.effects).toMatchObject([{ type: "runStep", step: { index: 0 }, start: "clean" }]);
    t.succeed();
    expect([t.status, position(t.session)]).toEqual(["stopped:step", 1]);
    t.say(go);
    for (let step = 1; step < 5; step++) t.succeed();
    expect(t.effects).toMatchObject([{ type: "finish" }]);
    t.say({ type: "finished", run: t.session.run, image: "sha256:i", tags: [] });
    expect(t.status).toBe("done");
  });

  it("stops before the instruction of a breakpoint, but not on the one it stands at", () => {
    const t = talk([3]).say(go).succeed().succeed();
    expect([t.status, position(t.session)]).toEqual(["stopped:breakpoint", 2]);
    t.say(go);
    expect(t.effects).toMatchObject([{ type: "runStep", step: { index: 2 } }]);
  });

  it("runs to the cursor and not over it", () => {
    const t = talk().say({ type: "run", goal: { kind: "to", step: "s4" }, now });
    t.succeed().succeed().succeed();
    expect([t.status, position(t.session)]).toEqual(["stopped:cursor", 3]);
  });

  it("pauses after the instruction that runs, and ignores results of old runs", () => {
    const t = talk().say(go).say({ type: "pause" });
    expect(t.status).toBe("running");
    const { run } = t.session;
    t.succeed();
    expect(t.status).toBe("stopped:pause");
    const before = t.session;
    t.say({ type: "stepDone", run, state: emptyState, outcome: { how: "done", ms: 1, size: 0 }, now });
    expect(t.session).toBe(before);
  });

  it("goes further when told to while it runs, and takes a pause back", () => {
    const t = talk().say(next).say({ type: "pause" }).say(go).succeed();
    expect(t.status).toBe("running");
    const aborting = talk().say(next).say({ type: "abort" });
    const before = aborting.session;
    expect(aborting.say(go).session).toBe(before);
  });

  it("writes no image when the last instruction ends as it is being stopped, but does when told to go on", () => {
    const t = talk().say(go).succeed().succeed().succeed().succeed().say({ type: "abort" }).succeed();
    expect([t.status, position(t.session)]).toEqual(["stopped:pause", 5]);
    t.say(go);
    expect(t.effects).toMatchObject([{ type: "finish" }]);
  });

  it("goes back at once and runs the same step again", () => {
    const t = talk().say(next).succeed().say(next).succeed().say({ type: "back" });
    expect([t.status, position(t.session)]).toEqual(["stopped:back", 1]);
    t.say(next);
    expect(t.effects).toMatchObject([{ type: "runStep", step: { index: 1 }, state: stateAfter(0) }]);
  });
});

describe("failure", () => {
  const failedAtRun = () => talk().say(go).succeed().succeed().fail();

  it("stops, keeps the state before the step, and offers the failed layer", () => {
    const t = failedAtRun();
    expect([t.status, position(t.session)]).toEqual(["stopped:failure", 2]);
    expect(failureOf(t.session, 2)).toEqual(failed);
    t.say({ type: "retry", start: "failed", goal: { kind: "next" }, now });
    expect(t.effects).toMatchObject([{ type: "runStep", start: "failed", failure: failed }]);
    t.succeed();
    expect(t.session.failures).toEqual({});
  });

  it("survives going back and coming again: no slip of the finger loses a failed layer", () => {
    const t = failedAtRun().say({ type: "back" }).say(next).succeed();
    expect(failureOf(t.session, 2)).toEqual(failed);
    t.say({ type: "accept", goal: { kind: "next" }, now });
    expect(t.effects).toMatchObject([{ type: "acceptStep", failure: failed }]);
  });

  it("stays usable under an edited instruction of the same kind, not under another kind", () => {
    const edit = (to: string) => failureOf(failedAtRun().say({ type: "load", plan: planOf(to) }).session, 2);
    expect(edit(text.replace("RUN one", "RUN uno"))).toEqual(failed);
    expect(edit(text.replace("RUN one", "WORKDIR /one"))).toBeUndefined();
  });

  it.each([
    ["an edit", text.replace("a=1", "a=2"), 2, 1],
    ["a new line", text.replace("ENV", "RUN zero\nENV"), 3, 1],
    ["a line less", text.replace("ENV a=1\n", ""), 1, 1],
    ["a line moved up from below", "FROM busybox\nRUN three\nENV a=1\nRUN one\nRUN two\n", 3, 1],
    ["a line split in two", text.replace("ENV a=1", "ENV a=1\nENV b=1"), 3, 2],
    ["a new stage", `FROM busybox AS tools\nRUN tool\n${text}`, 2, 2],
  ])("stays with its step under %s above it", (_, to, step, at) => {
    const { session } = failedAtRun().say({ type: "load", plan: planOf(to) });
    expect([failureOf(session, step), position(session)]).toEqual([failed, at]);
  });

  it("comes back with its instruction when the edit that took it out is taken back", () => {
    const t = failedAtRun().say({ type: "load", plan: planOf(text.replace("RUN one\n", "")) });
    t.say({ type: "load", plan: planOf(text) });
    expect(failureOf(t.session, 2)).toEqual(failed);
  });

  it("of a retry that never ran does not hide the layer that is kept", () => {
    const t = failedAtRun().say({ type: "retry", start: "clean", goal: { kind: "next" }, now });
    t.say({ type: "stepFailed", run: t.session.run, failure: { kind: "failed", message: "no room", ms: 0 }, now });
    expect(failureOf(t.session, 2)).toMatchObject({ message: "no room", image: "sha256:f", tag: "dbuild-failed:x" });
  });

  it("of FROM or of metadata cannot be accepted: there is no layer to take", () => {
    const t = talk().say(next).fail();
    const before = t.session;
    expect(t.say({ type: "accept", goal: { kind: "next" }, now }).session).toBe(before);
  });
});

describe("editing", () => {
  it("goes back to the edited instruction and keeps what stands before it", () => {
    const t = talk().say(go);
    for (let step = 0; step < 5; step++) t.succeed();
    t.say({ type: "finished", run: t.session.run, image: "i", tags: [] });
    t.say({ type: "load", plan: planOf(text.replace("RUN two", "RUN deux")) });
    expect([t.status, position(t.session)]).toEqual(["stopped:edit", 3]);
  });

  it("moves breakpoints with their lines", () => {
    const t = talk([2, 4, 5]).say({ type: "load", plan: planOf(text.replace("RUN one", "RUN one \\\n && more\nRUN extra")) });
    expect(linesOf(t.session)).toEqual([2, 6, 7]);
  });

  it("of a comment changes no position", () => {
    const t = talk().say(next).succeed().say(next).succeed();
    t.say({ type: "load", plan: planOf(`# hello\n${text}`) });
    expect(position(t.session)).toBe(2);
  });
});

describe("a shell's kept changes", () => {
  it("become the failed layer of their step, and the position goes there", () => {
    const t = talk().say(go).succeed().succeed().succeed().succeed().succeed();
    t.say({ type: "finished", run: t.session.run, image: "i", tags: [] });
    t.say({ type: "kept", step: "s4", failure: { ...failed, kind: "shell" } });
    expect([t.status, position(t.session), failureOf(t.session, 3)?.kind]).toEqual(["stopped:kept", 3, "shell"]);
  });
});

const first = planOf(text);

/** Of every stage the first steps have a result, and what they stand on has one; the position is ready to run. */
function expectSound(session: Session): void {
  const { plan, status } = session;
  const at = position(session);
  const done = (step: number) => outcomeOf(session, step) !== undefined;
  const results = plan.steps.filter(({ index }) => done(index));
  expect([...closed(plan, done)]).toEqual(results.map(({ index }) => index));
  expect(Object.keys(session.outcomes).sort()).toEqual(results.map(({ id }) => id).sort());
  expect(Object.keys(session.states).sort()).toEqual(Object.keys(session.outcomes).sort());
  if (at < plan.steps.length) expect(isReady(session, at)).toBe(true);
  else expect(plan.steps.every(({ index }) => done(index))).toBe(true);
  for (const step of runningSteps(session)) expect(isReady(session, step)).toBe(true);
  if (status.kind === "done" || status.kind === "finishing") expect(at).toBe(plan.steps.length);
  if (status.kind === "stopped" && status.reason === "failure") expect(failureOf(session, at)).toBeDefined();
}

/** A run gets the state of its own stage, and every stage it reads. */
function expectGround(session: Session, { step, state }: Effect & { type: "runStep" }): void {
  expect(state).toEqual(stateBefore(session, step.index));
  if (step.stage >= 0 && step.instruction.kind !== "from") expect(state.stage?.index).toBe(step.stage);
  for (const need of session.plan.needs[step.index] ?? []) if (need >= 0) expect(state.done[need]?.index).toBe(need);
}

describe("any order of events", () => {
  it("keeps the invariants", () => {
    fc.assert(
      fc.property(fc.constantFrom(first, planOf(stages)), fc.array(anyEvent, { maxLength: 80 }), (plan, makers) => {
        let session = newSession("s", plan);
        const inFlight = new Set<number>();
        for (const make of makers) {
          const event = make(session);
          const before = session;
          const [after, effects] = update(session, event);
          session = after;
          const lostOne = event.type === "engineLost" && inFlight.has(event.run);
          if (
            event.type === "stepDone" ||
            event.type === "stepFailed" ||
            event.type === "finished" ||
            event.type === "engineLost"
          ) {
            if (after !== before) inFlight.delete(event.run);
          }
          for (const effect of effects) if (effect.type !== "abortRun" && effect.type !== "runAction") inFlight.add(effect.run);
          // A lost engine's other runs are given up; where it was lost while a failed layer was written, each tells for itself.
          if (lostOne && after !== before) inFlight.clear();
          // What is under way is exactly what the status says.
          const { status } = session;
          const said =
            status.kind === "finishing" ? [status.run] : runningSteps(session).map((step) => runningAt(session, step)?.run ?? -1);
          expect([...inFlight].sort()).toEqual(said.sort());
          if (status.kind === "running") expect(said.length).toBeGreaterThan(0);
          expectSound(session);
          for (const effect of effects) if (effect.type === "runStep") expectGround(session, effect);
        }
        expect(JSON.parse(JSON.stringify(session))).toEqual(session);
      }),
      { numRuns: 1000 },
    );
  });
});
