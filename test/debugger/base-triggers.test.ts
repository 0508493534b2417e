/** ONBUILD triggers of a base are steps like others: run one by one, stopped at, failed, edited around. */
import { describe, expect, it } from "vitest";
import { diffPlans } from "../../src/builder/plan/diff-plans.ts";
import { emptyState } from "../../src/builder/state.ts";
import type { StepId, Trigger } from "../../src/builder/steps.ts";
import type { Event } from "../../src/debugger/events.ts";
import { newSession, position, type Session } from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import { parseTrigger } from "../../src/dockerfile/trigger.ts";
import { planOf } from "../helpers/plans.ts";

const now = 0;
const step: Event = { type: "run", goal: { kind: "next" }, now };
const go: Event = { type: "run", goal: { kind: "continue" }, now };

function triggersOf(...texts: readonly string[]): readonly Trigger[] {
  return texts.map((text) => {
    const read = parseTrigger(text, { line: 1, endLine: 1, start: 0, end: 9 });
    if (!read.ok) throw new Error(text);
    return read.instruction;
  });
}

const say = (session: Session, ...events: readonly Event[]): Session =>
  events.reduce((current, event) => update(current, event)[0], session);

/** The newest run ends well. */
const done = (session: Session, triggers: readonly Trigger[] = []): Session =>
  say(session, {
    type: "stepDone",
    run: session.run,
    state: emptyState,
    outcome: { how: "done", ms: 1, size: 0 },
    triggers,
    now,
  });

const ids = ({ plan }: Session): readonly StepId[] => plan.steps.map(({ id }) => id);
const at = (session: Session): StepId | undefined => session.plan.steps[position(session)]?.id;

const text = "FROM base\nRUN own\nRUN more\n";
const begun = (): Session => done(say(newSession("s", planOf(text)), step), triggersOf("ENV a=1", "RUN trigger"));

describe("triggers of an image", () => {
  it("come behind the FROM once it ran, and are stepped through", () => {
    let session = begun();
    expect(ids(session)).toEqual(["s1", "s1.1", "s1.2", "s2", "s3"]);
    expect(session.plan.steps[2]).toMatchObject({ id: "s1.2", index: 2, stage: 0, parent: "s1", instruction: { kind: "run" } });
    expect(at(session)).toBe("s1.1");
    session = done(say(session, step));
    expect(at(session)).toBe("s1.2");
    session = done(say(session, go));
    expect(session.status).toMatchObject({ kind: "running", running: { s2: {} } });
  });

  it("that fail are what the session stands at, and what can be taken as it is", () => {
    const failure = { kind: "failed", message: "exit 1", ms: 1, image: "sha256:f", tag: "dbuild-failed:f" } as const;
    let session = done(say(begun(), step));
    session = say(session, go);
    session = say(session, { type: "stepFailed", run: session.run, failure, now });
    expect(at(session)).toBe("s1.2");
    expect(session.failures["s1.2"]).toMatchObject({ image: "sha256:f" });
    const [, effects] = update(session, { type: "accept", goal: { kind: "next" }, now });
    expect(effects).toMatchObject([{ type: "acceptStep", step: { id: "s1.2" } }]);
  });

  it("go with the result of their FROM, and their failed layers do not", () => {
    const failure = { kind: "failed", message: "exit 1", ms: 1, image: "sha256:f" } as const;
    let session = say(begun(), step);
    session = say(session, { type: "stepFailed", run: session.run, failure, now });
    session = say(session, { type: "back", step: "s1" });
    expect([ids(session), at(session)]).toEqual([["s1", "s2", "s3"], "s1"]);
    expect(session.failures["s1.1"]).toMatchObject({ image: "sha256:f" });
    session = done(say(session, step), triggersOf("RUN other"));
    expect(ids(session)).toEqual(["s1", "s1.1", "s2", "s3"]);
  });

  it("stay with their results through an edit below, and go with one of the FROM", () => {
    let session = done(done(say(begun(), step)), []);
    session = done(say(session, step));
    session = say(session, { type: "load", plan: planOf(text.replace("RUN own", "RUN new\nRUN own")) });
    expect(ids(session)).toEqual(["s1", "s1.1", "s1.2", "s4", "s2", "s3"]);
    expect(Object.keys(session.outcomes)).toEqual(["s1", "s1.1", "s1.2"]);
    session = say(session, { type: "load", plan: planOf(text.replace("FROM base", "FROM other")) });
    expect([ids(session), at(session)]).toEqual([["s1", "s2", "s3"], "s1"]);
  });
});

describe("a stage that only a trigger reads", () => {
  const stages = "FROM busybox AS tools\nRUN tool\nFROM busybox AS not\nFROM base\nRUN own\n";

  it("comes with it, and is built before it", () => {
    let session = newSession("s", planOf(stages));
    expect(ids(session)).toEqual(["s4", "s5"]);
    session = done(say(session, go), triggersOf("COPY --from=tools /a /a"));
    expect(ids(session)).toEqual(["s1", "s2", "s4", "s4.1", "s5"]);
    expect(session.status).toMatchObject({ kind: "running", running: { s1: {} } });
    session = done(session);
    expect(session.status).toMatchObject({ running: { s2: {} } });
    session = done(session);
    expect(session.status).toMatchObject({ running: { "s4.1": {} } });
  });
});

it("a plan with triggers is told apart from one without", () => {
  const session = begun();
  const { changes } = diffPlans(session.plan, planOf(text));
  expect([...changes]).toContainEqual(["s1.1", "gone"]);
});
