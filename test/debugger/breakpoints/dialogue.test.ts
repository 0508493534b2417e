/** Breakpoints as dialogues: words are said, the build is expected to stop somewhere, over the real controller. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { frozenWords, listedBreakpoint, whyNeverHit } from "../../../src/debugger/breakpoints/words.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";
import { say as sayIn } from "../../helpers/say.ts";

const text = "FROM busybox AS tools\nENV CC=gcc\nRUN make one\nFROM busybox AS final\nUSER 1000\nRUN make two\nRUN three\n";
let session: MemorySession;
afterEach(() => session.close());

const say = (...lines: readonly string[]) => sayIn(session, ...lines);
const open = () => {
  session = memorySession({ text: text.replace("FROM busybox AS final", "FROM tools AS final"), maxParallel: 1 });
};
const list = () => session.session().breakpoints.map(listedBreakpoint);
const why = () => session.session().breakpoints.flatMap((each) => whyNeverHit(each, session.session()) ?? []);
const notices = () => session.controller.snapshot().notices.map((each) => each.text);
/** A variable on which `(a+)+$` takes for ever. */
const slow = `FROM busybox\nENV A=${"a".repeat(60)}!\nRUN one\nRUN two\n`;
const printed = () => session.session().printed.map((each) => each.text);

describe("a breakpoint", () => {
  it.each([
    ["break 3", "breakpoint b1 3"],
    ["break +2", "breakpoint b1 3"],
    ["break stage:final", "breakpoint b1 4"],
    ["break /make two/", "breakpoint b1 6"],
    ["break on stage final", "breakpoint b1 4"],
    ["break on stage 1", "breakpoint b1 4"],
    ["break on RUN", "breakpoint b1 3"],
    ["break on user", "breakpoint b1 5"],
    // a condition on how it ends is judged behind it
    ["break on exit 0", "breakpoint b1 2"],
    ["break on RUN if exit == 0", "breakpoint b1 4"],
    ["break 7 if exit == 0", "breakpoint b1 end"],
    ["break on size 1", "breakpoint b1 2"],
    ["break on RUN if user == '1000'", "breakpoint b1 6"],
    ["break on RUN if env.CC == 'clang'", "done"],
    ["break on RUN hits >2", "breakpoint b1 7"],
    ["break on RUN hits %2", "breakpoint b1 6"],
    ["break 3 log 'here'", "done"],
  ])("%s", async (words, stop) => {
    open();
    expect(await say(words, "continue")).toBe(stop);
  });

  it.each([
    ["break on exti 2", /on failure, stage, exit, size, elapsed, log, file or an instruction such as RUN; did you mean exit/],
    ["break on exit two", /takes an exit code/],
    ["break on exit 999", /takes an exit code, 0 to 255: on exit 2/],
    ["break on log", /between slashes: on log \/error:\/\.$/],
    ["break on log error: 1 of 2 hits >1", /between slashes: on log \/error: 1 of 2\/\.$/],
    ["break on log 'a/b (c) if d'", /on log \/a\\\/b \\\(c\\\) if d\/\.$/],
    ["break on log /(/", /cannot be looked for/],
    ["break on elapsed soon", /takes a time/],
    ["break on size big", /takes a size/],
    ["break 3 iff x", /"iff" means nothing there/],
    ["break 3 if exit = 1", /The condition cannot be read/],
    ["break 3 if exit == 0 hits >1 temporary", /^if stands last: hits >1 temporary if exit == 0\.$/],
    ["break 3 if exit = 0 hits >1", /The condition cannot be read/],
    ["break 3 hits 4", /hits takes >3/],
    ["break 3 log here", /message in quotes/],
    ["break 3 run ls", /a command in quotes: run "ls -l \/app"\.$/],
    ["break 3 run ' '", /a command in quotes/],
    ["break on log /x/ run 'ls'", /^A RUN that runs has no layer yet/],
    ["break on elapsed 1m log 'x' run 'ls'", /^A RUN that runs has no layer yet/],
    ["break 99", /no instruction at "99"/],
    ["delete b7", /There is no breakpoint "b7"/],
    ["delete b0", /disable b0 turns it off/],
    ["break on failure if exit == 2", /has no condition/],
    ["break on failure run 'ls' hits >1", /has no condition or count/],
  ])("%s is refused", async (words, reason) => {
    open();
    expect(await say(words)).toMatch(reason);
    expect(list()).toEqual(["b0 on failure"]);
  });

  it("goes on behind a stop, and is set once at a place", async () => {
    open();
    expect(await say("break 7 if exit == 0", "continue", "continue")).toBe("done");
    await say("break on RUN if user == 'x'", "break on RUN hits >1", "break 3 temporary", "break on exit 3");
    expect(list()).toEqual([
      "b0 on failure",
      "b1 line 7 if exit == 0 (met once)",
      "b2 on RUN hits >1",
      "b3 line 3 temporary",
      "b4 on exit 3",
    ]);
    expect(await say("disable b2", "run-to 1", "continue")).toBe("breakpoint b3 3");
    expect(list()).toEqual([
      "b0 on failure",
      "b1 line 7 if exit == 0 (met once)",
      "b2 on RUN hits >1 (disabled)",
      "b4 on exit 3",
    ]);
    await say("delete b1", "enable b2");
    expect(list()).toEqual(["b0 on failure", "b2 on RUN hits >1", "b4 on exit 3"]);
    expect(await say("continue")).toBe("breakpoint b2 7");
  });

  it("stops at an exit code where failures do not stop", async () => {
    open();
    session.fails("make two", 3);
    expect(await say("disable b0", "break on exit 4", "break on exit 3 temporary", "continue")).toBe("failure b2 6");
    expect(list()).toEqual(["b0 on failure (disabled)", "b1 on exit 4"]);
  });

  it("prints and goes on", async () => {
    open();
    expect(
      await say('break on RUN log "{instruction} {line}, {user}" if line > 3', "break 7 log 'took {exit}' if exit == 0", "run"),
    ).toBe("done");
    expect(printed()).toEqual(["RUN 6, 1000", "RUN 7, 1000", "took 0"]);
  });

  it("prints and counts at steps that are run one by one, and once where another one stopped before it", async () => {
    open();
    expect(await say("break on RUN log 'at {line}'", "break on FROM log '{line}'", "next", "next", "next")).toBe("step 4");
    expect(printed()).toEqual(["1", "at 3"]);
    expect(await say("break 6 hits %2", "break 7", "continue", "next")).toBe("done");
    expect(printed()).toEqual(["1", "at 3", "4", "at 6", "at 7"]);
    expect(list().slice(1)).toEqual([
      'b1 on RUN log "at {line}" (met 3 times)',
      'b2 on FROM log "{line}" (met 2 times)',
      "b3 line 6 hits %2 (met once)",
      "b4 line 7 (met once)",
    ]);
  });

  it("counts every attempt", async () => {
    open();
    session.fails("make two", 3);
    expect(await say("break 6 log 'tried as {user}'", "continue", "retry", "retry-failed", "continue")).toBe("failure 6");
    expect(printed()).toEqual(Array(4).fill("tried as 1000"));
  });

  it.each([
    ["a condition", "break on RUN if env.A =~ /^(a+)+$/"],
    ["a condition on the text", "break on ENV if /(a+)+$/"],
    ["a message", "break on RUN log '{env.A !~ /^(a+)+$/}'"],
  ])("with %s whose pattern takes for ever is told and disabled; the others are judged all the same", async (_, words) => {
    session = memorySession({ text: slow });
    expect(await say(words, "break 4", "continue")).toBe("breakpoint b2 4");
    expect(list()[1]).toBe(`b1 ${words.replace("break ", "").replaceAll("'", '"')} (disabled: its pattern takes too long)`);
    expect(notices()).toEqual(["b1 is disabled: its pattern takes too long (write it without repeats inside repeats)"]);
    expect(await say("enable b1", "continue")).toBe("done");
    expect(list()[1]).not.toContain("took");
  });

  it("prints no value that outputs do not show", async () => {
    const proxy = "http://me:pass%20word@proxy:80";
    const secret = path.join(os.tmpdir(), `dbuild-secret-${process.pid}`);
    fs.writeFileSync(secret, "tiger-lily\n");
    session = memorySession({
      text: "FROM busybox\nARG HTTP_PROXY\nARG TOKEN\nRUN one\n",
      buildArgs: { HTTP_PROXY: proxy, TOKEN: "tiger-lily" },
      secrets: { token: { kind: "file", path: secret } },
    });
    await say("break on RUN log '{arg.HTTP_PROXY}, {env.A} and {arg.TOKEN}'", "continue");
    fs.rmSync(secret);
    expect(printed()).toEqual(["***,  and ***"]);
  });

  it("says why it cannot be hit", async () => {
    session = memorySession({ text });
    await say("break 3", "break on stage tools", "break on stage nine", "break on CMD", "break 7");
    expect(why()).toEqual([
      "the target does not need line 3",
      "the target does not need stage tools",
      "there is no stage nine",
      "the target has no CMD",
    ]);
    await say("run");
    expect(why()).toContain("the target does not need line 3");
    await say("continue");
    expect(why().at(-1)).toBe("line 7 has run already: back goes above it");
  });
});

describe("while a RUN runs", () => {
  const line3 = async (words: string): Promise<string> => {
    open();
    session.hold("make one");
    await say(words);
    const stop = say("continue");
    await session.runs("make one");
    session.print("make one", ["fine", "error: it broke", "error: more"]);
    return stop;
  };

  it.each(["100MB", "1GB", "3kB", "1500"])("on size %s is told as it was typed", async (size) => {
    open();
    await say(`break on size ${size}`);
    expect(list()).toContain(`b1 on size ${size}`);
  });

  it("a line of its log freezes it; it is let go on, or stopped", async () => {
    expect(await line3("break on log /ERR(or)?:/i")).toBe("running");
    expect(frozenWords(session.session())).toBe("breakpoint b1 on log /ERR(or)?:/i, line 3: error: it broke.");
    expect(session.controller.snapshot().notices).toEqual([]);
    const onward = say("next");
    session.print("make one", ["error: again"]);
    expect(await onward).toBe("running");
    expect(frozenWords(session.session())).toMatch(/error: again/);
    expect(await say("stop")).toBe("failure 3");
    session.fails("make one", 0);
    const done = say("continue");
    await session.runs("make one");
    await session.end("make one");
    expect(await done).toBe("done");
  });

  it("a pattern that takes for ever on a line is told and disabled; the others are looked for all the same", async () => {
    open();
    session.hold("make one");
    await say("break on log /^(a+)+$/", "break on log /fine/");
    const stop = say("continue");
    await session.runs("make one");
    session.print("make one", [`${"a".repeat(60)}!`, "fine"]);
    expect(await stop).toBe("running");
    expect(frozenWords(session.session())).toMatch(/^breakpoint b2 .*: fine\.$/);
    expect(notices()).toEqual([
      "b1 is disabled: its pattern takes too long on a line of the output (write it without repeats inside repeats)",
    ]);
    expect(list()[1]).toContain("disabled");
  });

  it("so does the time that it takes", async () => {
    expect(await line3("break on elapsed 1ms temporary")).toBe("running");
    expect(frozenWords(session.session())).toBe("breakpoint b1 on elapsed 0.001s temporary, line 3.");
    const done = say("continue");
    await session.end("make one");
    expect(await done).toBe("done");
  });

  it("counts, conditions and messages hold there, too", async () => {
    open();
    session.hold("make one");
    await say(
      "break on log /error/ hits %2 temporary",
      "break on log /fine/ log 'seen at {line}'",
      "break on log /more/ if line > 9",
    );
    const stop = say("continue");
    await session.runs("make one");
    session.print("make one", ["fine", "error: one", "more", "error: two"]);
    expect(await stop).toBe("running");
    expect(frozenWords(session.session())).toMatch(/: error: two\.$/);
    expect(printed()).toEqual(["seen at 3"]);
    expect(list()).toEqual(["b0 on failure", 'b2 on log /fine/ log "seen at {line}" (met once)', "b3 on log /more/ if line > 9"]);
  });
});
