/** Breakpoints as values: which step one belongs to, where it goes when the text changes, when the build stops. */
import { describe, expect, it } from "vitest";
import type { BuildState } from "../../../src/builder/state.ts";
import { type NewBreakpoint, onFailure, onLine, type Where } from "../../../src/debugger/breakpoints/breakpoint.ts";
import type { Event } from "../../../src/debugger/events.ts";
import { newSession, position, runningAt, runningSteps, type Session } from "../../../src/debugger/session.ts";
import { update } from "../../../src/debugger/update.ts";
import { planOf } from "../../helpers/plans.ts";

const text = "FROM busybox\nENV a=1\n# why\nRUN one \\\n  && more\nRUN two\n";
const begin = (breakpoints: readonly NewBreakpoint[] = [], from = text): Session =>
  newSession("s", planOf(from), { breakpoints });
const say = (session: Session, event: Event): Session => update(session, event)[0];
const edited = (session: Session, to: string): Session => say(session, { type: "load", plan: planOf(to) });
const go: Event = { type: "run", goal: { kind: "continue" }, now: 0 };

/** By breakpoint the line it is on and the instruction it belongs to. */
const places = ({ breakpoints }: Session) =>
  breakpoints.flatMap(({ where }) => (where.kind === "line" ? [[where.line, where.step]] : []));

/** The step on `line`, which runs, ends: well, or with exit code 1. */
function end(session: Session, line: number, how: "done" | "failed" = "done"): Session {
  const step = runningSteps(session).find((each) => session.plan.steps[each]?.instruction.span.line === line) ?? -1;
  const { run = -1 } = runningAt(session, step) ?? {};
  const failure = { kind: "failed", message: "exit 1", exitCode: 1, ms: 1, image: "sha256:f" } as const;
  if (how === "failed") return say(session, { type: "stepFailed", run, failure, now: 0 });
  const stage = { index: session.plan.steps[step]?.stage ?? 0, image: `sha256:${line}`, key: `${line}`, byHand: [] };
  const state = { globals: [], done: {}, stage } as unknown as BuildState;
  return say(session, { type: "stepDone", run, state, outcome: { how: "done", ms: 1, size: 0 }, now: 0 });
}
const stop = (session: Session) => {
  const { status, plan } = session;
  return status.kind === "stopped" ? `${status.reason} ${plan.steps[position(session)]?.instruction.span.line}` : status.kind;
};

describe("a breakpoint on a line", () => {
  it.each([
    [2, 2, "s2"],
    [3, 4, "s3"],
    [5, 4, "s3"],
    [9, 9, undefined],
  ])("%i is on line %i, with the instruction there", (asked, line, step) => {
    expect(places(begin([onLine(asked)]))).toEqual([[line, step]]);
  });

  it.each<[string, string, number]>([
    ["lines above it are inserted", `# one\n# two\n${text}`, 6],
    ["an instruction above it goes", text.replace("ENV a=1\n", ""), 3],
    ["it is edited", text.replace("one", "uno"), 4],
    ["it moves below another", "FROM busybox\nENV a=1\nRUN two\nRUN one \\\n  && more\n", 4],
    ["it moves above one", "FROM busybox\nRUN one \\\n  && more\nENV a=1\nRUN two\n", 2],
  ])("stays with its instruction when %s", (_, to, line) => {
    expect(places(edited(begin([onLine(4)]), to))).toEqual([[line, "s3"]]);
  });

  it("comes back with an instruction that was taken out", () => {
    const without = edited(begin([onLine(2)]), text.replace("ENV a=1\n", ""));
    const there = (session: Session) => end(say(session, go), 1);
    expect(stop(there(without))).toBe("running");
    expect(stop(there(edited(without, `# new\n${text}`)))).toBe("running");
    expect(stop(end(say(edited(without, text), go), 1))).toBe("breakpoint 2");
  });

  it("is set once on an instruction, and its id is never given again", () => {
    const twice = say(begin([onLine(4)]), { type: "addBreakpoint", breakpoint: onLine(5) });
    expect(twice.breakpoints.map(({ id }) => id)).toEqual(["b0", "b1"]);
    const again = say(say(twice, { type: "removeBreakpoint", id: "b1" }), { type: "addBreakpoint", breakpoint: onLine(4) });
    expect(again.breakpoints.map(({ id }) => id)).toEqual(["b0", "b2"]);
  });

  it("stops before its step, unless it is disabled; a temporary one is gone then", () => {
    const session = begin([{ ...onLine(2), temporary: true }, onLine(4), { ...onLine(6), enabled: false }]);
    const first = end(say(session, go), 1);
    expect([stop(first), first.breakpoints.map(({ id }) => id)]).toEqual(["breakpoint 2", ["b0", "b2", "b3"]]);
    const second = end(say(first, go), 2);
    expect([stop(second), second.breakpoints.map(({ id }) => id)]).toEqual(["breakpoint 4", ["b0", "b2", "b3"]]);
    const third = end(say(second, go), 4);
    expect(third.status.kind).toBe("running");
    expect(stop(end(say(second, { type: "enableBreakpoint", id: "b3", enabled: true }), 4))).toBe("breakpoint 4");
  });
});

describe("the breakpoint on failure", () => {
  const stages = "FROM busybox AS a\nRUN a1\nRUN a2\nFROM busybox\nRUN b1\nRUN b2\nCOPY --from=a / /\n";
  const bothRun = (session: Session) => end(end(say(session, go), 1), 4);

  it("is there from the start, and starts nothing more once a step has failed", () => {
    expect(begin().breakpoints).toEqual([onFailure]);
    const failed = end(bothRun(begin([], stages)), 2, "failed");
    expect(failed.status).toMatchObject({ stop: { reason: "failure", breakpoint: "b0" } });
    expect(stop(end(failed, 5))).toBe("failure 2");
  });

  it("disabled, the other stages go on as far as they can, and the build stops at what failed then", () => {
    const session = say(begin([], stages), { type: "enableBreakpoint", id: "b0", enabled: false });
    const failed = end(bothRun(session), 2, "failed");
    expect([failed.status.kind, runningSteps(failed).length]).toEqual(["running", 1]);
    const last = end(end(failed, 5), 6);
    expect(stop(last)).toBe("failure 2");
    expect(Object.values(last.failures)).toMatchObject([{ kind: "failed", exitCode: 1 }]);
    expect(runningSteps(say(last, { type: "retry", start: "clean", goal: { kind: "next" }, now: 0 }))).toEqual([1]);
  });
});

it.each<[Where, Partial<NewBreakpoint>]>([
  [{ kind: "failure" }, { condition: "exit != 0" }],
  [{ kind: "line", line: 4 }, { condition: "file == 'x'" }],
])("%j with %j is a value that the session does not take", (where, rest) => {
  const session = begin();
  const breakpoint: NewBreakpoint = { where, ...rest };
  expect(JSON.parse(JSON.stringify(breakpoint))).toEqual(breakpoint);
  expect(say(session, { type: "addBreakpoint", breakpoint })).toBe(session);
});
