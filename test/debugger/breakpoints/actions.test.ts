/** Breakpoints that run a command in the layer and print what it tells. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makePlan } from "../../../src/builder/plan/make-plan.ts";
import { type Action, actionLines, mostActions } from "../../../src/debugger/breakpoints/action.ts";
import type { NewBreakpoint } from "../../../src/debugger/breakpoints/breakpoint.ts";
import { listedBreakpoint } from "../../../src/debugger/breakpoints/words.ts";
import type { Event } from "../../../src/debugger/events.ts";
import { storedEvent } from "../../../src/debugger/journal/entries.ts";
import { type JournalEntry, replay } from "../../../src/debugger/journal/replay.ts";
import { newSession, type Session } from "../../../src/debugger/session.ts";
import { update } from "../../../src/debugger/update.ts";
import { text as bare, failed, stateAfter } from "../../helpers/any-event.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";
import { linux, planOf } from "../../helpers/plans.ts";
import { say as sayIn } from "../../helpers/say.ts";
import { until } from "../../helpers/until.ts";

describe("in a session", () => {
  const text = "FROM busybox\nRUN first\nUSER 1000\nRUN second\nRUN third\n";
  let session: MemorySession;
  afterEach(() => session.close());

  const open = (options: Partial<Parameters<typeof memorySession>[0]> = {}) => {
    session = memorySession({ text, ...options });
  };
  const say = (...lines: readonly string[]) => sayIn(session, ...lines);
  const list = () => session.session().breakpoints.slice(1).map(listedBreakpoint);
  const printed = () => session.session().printed.map((each) => each.text);
  const told = async () => {
    await until(
      () => session.session().actions.length === 0,
      () => `under way: ${JSON.stringify(session.session().actions)}`,
    );
    return printed();
  };

  it("its output is printed by the breakpoint and the line, and the build does not wait for it", async () => {
    open();
    session.hold("ls -l");
    session.fails("df", 1);
    expect(await say('break 4 run "ls -l /app"', "break on exit 0 run 'df /' log 'at {line}' if line > 3", "continue")).toBe(
      "done",
    );
    await session.runs("ls -l");
    expect(printed()).toEqual(["at 4", "at 5"]);
    session.print("ls -l", ["total 4", "\u001b[31m-rwx  1 app\u001b[0m", "  indented"]);
    await session.end("ls -l");
    expect(await told()).toEqual([
      "at 4",
      "at 5",
      "b1, line 4: ls -l /app",
      "  total 4",
      "  -rwx  1 app",
      "    indented",
      "b2, line 4: df /",
      "  exit code 1",
      "b2, line 5: df /",
      "  exit code 1",
    ]);
    expect(await session.engine.containers("dbuild-")).toEqual([]);
    expect(list()).toEqual([
      'b1 line 4 run "ls -l /app" (met once)',
      'b2 on exit 0 log "at {line}" run "df /" if line > 3 (met 2 times)',
    ]);
  });

  it.each([
    ['break on RUN run "df /" hits >2', ["b1, line 5: df /", "  it printed nothing"]],
    ["break on RUN run 'df /' temporary", ["b1, line 2: df /", "  it printed nothing"]],
    ["break 1 run 'df /'", ["b1, line 1: df /", "  There is no layer to run it in."]],
    ["break on size 0 run 'df /' if line == 3", ["b1, line 3: df /", "  it printed nothing"]],
    ["break on file /etc/app run 'df /'", ["b1, line 2: df /", "  it printed nothing"]],
  ])("%s", async (words, expected) => {
    open({ writes: { first: ["/etc/app"] } });
    expect(await say(words, "continue")).toBe("done");
    expect(await told()).toEqual(expected);
    if (words.includes("temporary")) expect(list()).toEqual([]);
  });

  it("on failure runs behind a failure, in the layer that it left, and the build goes on as far as it can", async () => {
    open();
    session.fails("second", 3);
    expect(await say("break on failure run 'cat /log'", "continue")).toBe("failure 4");
    expect(await told()).toEqual(["b0, line 4: cat /log", "  it printed nothing"]);
    expect(session.ran.at(-1)).toBe("cat /log");
  });

  it("one that cannot be run says why", async () => {
    open();
    session.refuseLooks("no room");
    expect(await say("break 4 run ls", "break 4 run 'ls'", "continue")).toMatch(/in quotes/);
    expect(await say("break 4 run 'ls'", "continue")).toBe("done");
    expect(await told()).toEqual(["b1, line 4: ls", expect.stringMatching(/^ {2}.*no room/i)]);
  });

  it("one that still runs when the session ends is ended, and leaves nothing", async () => {
    open();
    session.hold("sleep");
    await say("break 4 run 'sleep 1000'", "break 5 run 'sleep 2000'", "continue");
    await session.runs("sleep 1000");
    await session.controller.close();
    expect(session.ran.filter((each) => each.startsWith("sleep"))).toEqual(["sleep 1000"]);
    expect(await session.engine.containers("dbuild-")).toEqual([]);
    expect([printed(), session.session().actions.length]).toEqual([[], 2]);
  });

  it("shows no secret, also where colours stand in it", async () => {
    const secret = path.join(os.tmpdir(), `dbuild-action-${process.pid}`);
    fs.writeFileSync(secret, "tiger-lily\n");
    open({ secrets: { token: { kind: "file", path: secret } } });
    session.hold("cat");
    await say("break 4 run 'cat /token'", "continue");
    await session.runs("cat");
    session.print("cat", ["it is tiger-lily", "it is tiger-\u001b[1mlily"]);
    await session.end("cat");
    expect(await told()).toEqual(["b1, line 4: cat /token", "  it is ***", "  it is ***"]);
    fs.rmSync(secret);
  });

  it("setting one where there is one says what it takes the place of", async () => {
    open();
    await say("break on RUN");
    const set = (run: string) =>
      session.controller.execute({
        name: "set-breakpoint",
        breakpoint: { where: { kind: "instruction", instruction: "run" }, run },
      });
    expect(set("ls")).toEqual({ kind: "accepted", result: { words: 'b1 on RUN run "ls", instead of b1 on RUN' } });
    await say("break 4");
    // the same once more
    expect(set("ls")).toEqual({ kind: "accepted", result: { words: 'b1 on RUN run "ls"' } });
  });

  it.each(["printf 'a\\n'", 'say "a\\\\b"', "grep 'a\\.b' /x"])(
    "%s is the same when its words are read again",
    async (command) => {
      open();
      const words = (of: string) => `line 4 run ${JSON.stringify(of)}`;
      await say(`break 4 run ${JSON.stringify(command)}`);
      expect(list()).toEqual([`b1 ${words(command)}`]);
      expect(session.session().breakpoints[1]?.run).toBe(command);
    },
  );
});

describe("the session itself", () => {
  const begin = (...breakpoints: readonly NewBreakpoint[]): Session => newSession("s", planOf(bare), { breakpoints });
  /** Actions that are begun by these events. */
  const through = (first: Session, ...events: readonly Event[]) => {
    let session = first;
    const begun: Action[] = [];
    const entries: JournalEntry[] = [];
    for (const event of events) {
      const stored = storedEvent(event, session);
      if (stored !== undefined) entries.push({ event: stored, now: 0 });
      const [next, effects] = update(session, event);
      session = next;
      for (const effect of effects) if (effect.type === "runAction") begun.push(effect.action);
    }
    return { session, begun, entries };
  };
  const run: Event = { type: "run", goal: { kind: "continue" }, now: 0 };
  const done = (step: number): Event => ({
    type: "stepDone",
    run: step + 1,
    state: stateAfter(step),
    outcome: { how: "done", ms: 1, size: 0 },
    now: 0,
  });
  const { image: _, tag: __, ...bareFailure } = failed;
  const fails: Event = { type: "stepFailed", run: 3, failure: bareFailure, writing: true, container: "c", now: 0 };

  it("runs it in the layer before a place, and in its own behind an end", () => {
    const { begun } = through(
      begin(
        { where: { kind: "line", line: 3 }, run: "before" },
        { where: { kind: "exit-code", code: 0 }, run: "behind", condition: "line == 3" },
      ),
      ...[run, done(0), done(1), done(2)],
    );
    expect(begun.map(({ command, stage }) => [command, stage?.image])).toEqual([
      ["before", "sha256:1"],
      ["behind", "sha256:2"],
    ]);
  });

  it("waits for a failed layer that is being written", () => {
    const first = through(begin({ where: { kind: "exit-code", code: 1 }, run: "ls" }), run, done(0), done(1), fails);
    expect([first.begun, first.session.actions.length]).toEqual([[], 1]);
    const left = { ...bareFailure, image: "sha256:f", tag: "t" };
    expect(through(first.session, { type: "stepFailed", run: 3, failure: left, now: 0 }).begun).toEqual([
      expect.objectContaining({ command: "ls", stage: expect.objectContaining({ image: "sha256:f" }) }),
    ]);
    // no room for it: there is none
    const [kept] = through(first.session, { type: "stepFailed", run: 3, failure: bareFailure, now: 0 }).begun;
    expect([kept?.command, kept?.stage]).toEqual(["ls", undefined]);
  });

  it("comes back from its journal: what was told, and what the next process has to run", () => {
    const breakpoints: readonly NewBreakpoint[] = [{ where: { kind: "instruction", instruction: "run" }, run: "ls" }];
    const told: Event = { type: "acted", action: 1, lines: ["b1, line 3: ls", "  app"] };
    const { session, begun, entries } = through(begin(...breakpoints), run, done(0), done(1), told, done(2));
    expect(begun.map(({ line }) => line)).toEqual([3, 4]);
    const all = JSON.parse(JSON.stringify([{ begin: { text: bare, breakpoints } }, ...entries]));
    const restored = replay("s", all, (text) => makePlan(text, { buildArgs: {}, platformArgs: linux }));
    if ("why" in restored) throw new Error(restored.why);
    expect(restored.session.actions).toEqual(session.actions);
    expect(restored.session.printed).toEqual([
      { number: 1, text: "b1, line 3: ls" },
      { number: 2, text: "  app" },
    ]);
    expect(through(restored.session, { type: "resumed", now: 0 }).begun.map(({ line }) => line)).toEqual([4]);
    // one that nobody asked for tells nothing
    expect(through(session, { ...told, action: 9 }).session).toBe(session);
  });

  it("has a bound", () => {
    const many = Array.from({ length: mostActions }, (_, at) => ({ number: at + 1, breakpoint: "b1", line: 3, command: "ls" }));
    const first = begin({ where: { kind: "line", line: 3 }, run: "ls" });
    const { session, begun } = through({ ...first, actions: many }, run, done(0), done(1));
    expect([begun, session.actions.length]).toEqual([[], mostActions]);
    expect(session.printed.map(({ text }) => text)).toEqual([
      "b1, line 3: ls: not run, 100 commands of breakpoints wait already",
    ]);
  });

  it("tells forty lines at most, none endless, and why a command was given up", () => {
    const action: Action = { number: 1, breakpoint: "b1", line: 3, command: "ls" };
    const same = (text: string) => text;
    const lines = Array.from({ length: 50 }, (_, at) => (at === 0 ? "x".repeat(1000) : `${at}`));
    const told = actionLines(action, { lines, cut: false, code: 0 }, same);
    expect([told.length, told[1], told.at(-2), told.at(-1)]).toEqual([42, `  ${"x".repeat(400)}…`, "  39", "  …"]);
    expect(actionLines(action, { lines: [], cut: false, code: 137, why: "it took longer than 20 s" }, same)).toEqual([
      "b1, line 3: ls",
      "  it took longer than 20 s",
    ]);
  });
});
