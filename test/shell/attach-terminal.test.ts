/** The hand-over with a terminal and a session made of nothing: what happens in which order. */
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { LeftProgram } from "../../src/debugger/shell-port.ts";
import type { TerminalSession } from "../../src/engine/engine.ts";
import { attachTerminal } from "../../src/shell/attach-terminal.ts";
import type { TerminalIo } from "../../src/shell/raw-terminal.ts";

afterEach(() => vi.useRealTimers());

function fakeTerminal() {
  const stdin = Object.assign(new PassThrough(), {
    isRaw: false,
    isTTY: true,
    setRawMode(raw: boolean) {
      stdin.isRaw = raw;
      return stdin;
    },
  });
  let printed = "";
  const stdout = Object.assign(new EventEmitter(), {
    columns: 90,
    rows: 20,
    write(data: string | Uint8Array, done?: () => void) {
      printed += Buffer.from(data).toString("latin1");
      done?.();
      return true;
    },
  });
  const io = { stdin, stdout } as unknown as TerminalIo;
  return { io, stdin, stdout, printed: () => printed };
}

function fakeSession() {
  const events: string[] = [];
  let listener: (data: Uint8Array) => void = () => {};
  let end: (code: number) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const exited = new Promise<number>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const session: TerminalSession = {
    write: (data) => void events.push(`write ${Buffer.from(data).toString()}`),
    resize: (columns, rows) => void events.push(`resize ${columns}x${rows}`),
    onData: (next) => {
      listener = next;
    },
    exited,
    close: () => void events.push("close"),
  };
  return { session, events, end, fail, say: (text: string) => listener(Buffer.from(text)) };
}

const tick = (milliseconds = 5): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
const counts = () =>
  ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGTSTP", "SIGCONT", "exit"].map((name) => process.listenerCount(name));

describe("handing the terminal over", () => {
  test("is raw at once, and what is typed waits for the program to speak", async () => {
    const { io, stdin } = fakeTerminal();
    const { session, events, end, say } = fakeSession();
    let connect: (session: TerminalSession) => void = () => {};
    const left = attachTerminal(io, () => new Promise((resolve) => (connect = resolve)));
    expect(stdin.isRaw).toBe(true);
    stdin.write("one ");
    await tick();
    connect(session);
    await tick();
    stdin.write("two");
    await tick();
    expect(events).toEqual(["resize 90x20"]);
    say("$ ");
    await tick();
    stdin.write("three");
    await tick();
    expect(events).toEqual(["resize 90x20", "write one ", "write two", "write three"]);
    end(3);
    expect(await left).toBe(3);
    expect(stdin.isRaw).toBe(false);
    expect(stdin.isPaused()).toBe(true);
  });

  test.each([
    ["the engine started, for two seconds", {}, 2000],
    ["a docker client starts, for ten", { byClient: true } as const, 10_000],
  ])("what is typed for a silent program that %s, waits", async (_name, how, milliseconds) => {
    vi.useFakeTimers();
    const { io, stdin } = fakeTerminal();
    const { session, events, end } = fakeSession();
    const left = attachTerminal(io, async () => ({ ...session, ...how }));
    stdin.write("early");
    await vi.advanceTimersByTimeAsync(milliseconds - 10);
    expect(events).toEqual(["resize 90x20"]);
    await vi.advanceTimersByTimeAsync(20);
    expect(events).toEqual(["resize 90x20", "write early"]);
    end(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await left).toBe(0);
  });

  test("tells the size there is, then each new one", async () => {
    const { io, stdout } = fakeTerminal();
    const { session, events, end } = fakeSession();
    const sizes: string[] = [];
    const left = attachTerminal(io, async (columns, rows) => {
      sizes.push(`${columns}x${rows}`);
      stdout.columns = 100;
      return session;
    });
    await tick();
    stdout.rows = 40;
    stdout.emit("resize");
    end(0);
    await left;
    expect(sizes).toEqual(["90x20"]);
    expect(events).toEqual(["resize 100x20", "resize 100x40", "close"]);
    stdout.emit("resize");
    expect(events).toHaveLength(3);
  });

  test("prints what comes after the exit, before it restores", async () => {
    const { io, printed } = fakeTerminal();
    const { session, end, say } = fakeSession();
    const left = attachTerminal(io, async () => session);
    await tick();
    end(0);
    await tick();
    say("last words");
    await left;
    expect(printed().startsWith("\u001b[22;0tlast words\u001b[0m")).toBe(true);
    expect(printed().endsWith("\u001b[23;0t")).toBe(true);
    say("too late");
    expect(printed()).not.toContain("too late");
  });

  test.each([
    ["cannot be made", (_: ReturnType<typeof fakeSession>) => Promise.reject(new Error("lost"))],
    [
      "is lost",
      ({ session, fail }: ReturnType<typeof fakeSession>) => {
        setTimeout(() => fail(new Error("lost")), 5);
        return Promise.resolve(session);
      },
    ],
  ])("restores and rejects when the connection %s", async (_, connect) => {
    const { io, stdin, printed } = fakeTerminal();
    const before = counts();
    await expect(attachTerminal(io, () => connect(fakeSession()))).rejects.toThrow("lost");
    expect(stdin.isRaw).toBe(false);
    expect(stdin.listenerCount("data")).toBe(0);
    expect(counts()).toEqual(before);
    expect(printed()).toContain("\u001b[?25h");
  });

  test("ends when the terminal itself goes away", async () => {
    const { io, stdin } = fakeTerminal();
    const { session, events } = fakeSession();
    const left = attachTerminal(io, async () => session);
    await tick();
    stdin.end();
    expect(await left).toBe(129);
    expect(events.at(-1)).toBe("close");
  });

  test("a session that comes too late is closed", async () => {
    const { io, stdin } = fakeTerminal();
    const { session, events, fail } = fakeSession();
    let connect: (session: TerminalSession) => void = () => {};
    const left = attachTerminal(io, () => new Promise((resolve) => (connect = resolve)));
    stdin.end();
    expect(await left).toBe(129);
    connect(session);
    await tick();
    expect(events).toContain("close");
    // Nobody waits for it any more; it must not become an unhandled rejection either.
    fail(new Error("closed"));
    await tick();
  });

  test("a signal somebody else handles: restored first, then theirs", async () => {
    const { io, stdin } = fakeTerminal();
    const { session, events } = fakeSession();
    const seen: boolean[] = [];
    const theirs = (): void => void seen.push(stdin.isRaw);
    process.on("SIGHUP", theirs);
    try {
      const left = attachTerminal(io, async () => session);
      await tick();
      process.emit("SIGHUP");
      expect(await left).toBe(129);
      expect(events).toContain("close");
      expect(seen).toEqual([false]);
    } finally {
      process.off("SIGHUP", theirs);
    }
  });

  test("strings that somebody wanted of stdin are as before, afterwards", async () => {
    const { io, stdin } = fakeTerminal();
    const { session, events, end, say } = fakeSession();
    stdin.setEncoding("utf8");
    stdin.write("é");
    await tick();
    const left = attachTerminal(io, async () => session);
    await tick();
    say("$");
    stdin.write(Buffer.from("ü"));
    await tick();
    end(0);
    await left;
    expect(events.slice(1, 3)).toEqual(["write é", "write ü"]);
    expect(stdin.readableEncoding).toBe("utf8");
  });
});

describe("left running", () => {
  const leaveKeys = "\u001ed";

  /** A program that has spoken, with what the person who leaves it gets. */
  async function attached() {
    const terminal = fakeTerminal();
    const fake = fakeSession();
    const left: LeftProgram[] = [];
    const code = attachTerminal(
      terminal.io,
      async () => fake.session,
      (program) => left.push(program),
    );
    await tick();
    fake.say("one\r\n(dbuild) # ");
    await tick();
    return { ...terminal, ...fake, left, code };
  }

  test("the terminal is given back, and what is printed meanwhile is shown to who comes back", async () => {
    const { stdin, printed, events, left, code, say, end } = await attached();
    stdin.write(`ls\u001e\u001e${leaveKeys}gone`);
    await tick();
    expect(left).toHaveLength(1);
    expect(stdin.isRaw).toBe(false);
    expect(printed().endsWith("\u001b[23;0t")).toBe(true);
    expect(events).toEqual(["resize 90x20", "write ls\u001e"]);
    const before = printed().length;
    say("two\r\n\u001b[6n\u001b[?2004h(dbuild) # ");
    await tick();
    expect(printed()).toHaveLength(before);
    const again = left[0]?.again();
    expect(printed().slice(before)).toBe("\u001b[22;0t(dbuild) # two\r\n\u001b[?2004h(dbuild) # \u001b[?2004h");
    await tick(150);
    // two sizes, so that a program draws anew
    expect(events.slice(2)).toEqual(["resize 90x19", "resize 90x20"]);
    stdin.write(leaveKeys);
    expect(await again).toBe("left");
    const last = left[1]?.again();
    end(3);
    expect(await last).toBe("ended");
    expect(await code).toBe(3);
    expect(stdin.isRaw).toBe(false);
    expect(await left[1]?.again()).toBe("ended");
  });

  test("a program on the whole screen draws it itself, with its modes back", async () => {
    const { stdin, printed, left, say, end, code } = await attached();
    say("\u001b[?1049h\u001b[?1h\u001b[?1002hvi");
    stdin.write(leaveKeys);
    await tick();
    expect(printed()).toContain("\u001b[?1049l");
    const before = printed().length;
    say("more");
    void left[0]?.again();
    expect(printed().slice(before)).toBe("\u001b[22;0t\u001b[?1049h\u001b[?1h\u001b[?1002h");
    end(0);
    await code;
  });

  test("of what is printed for long the newest is kept, and that something went is said", async () => {
    const { stdin, printed, left, say, end, code } = await attached();
    stdin.write(leaveKeys);
    await tick();
    for (let line = 0; line < 9000; line++) say(`${line} ${"x".repeat(90)}\r\n`);
    const before = printed().length;
    void left[0]?.again();
    const shown = printed().slice(before);
    expect(shown).toContain("what came before is dropped");
    expect(shown).toContain("\n8999 x");
    expect(shown.length).toBeLessThan(513 * 1024);
    end(0);
    await code;
  });

  test("one that is given up ends as if the terminal were gone", async () => {
    const { stdin, events, left, code } = await attached();
    stdin.write(leaveKeys);
    await tick();
    left[0]?.close();
    await code;
    expect(events.at(-1)).toBe("close");
  });
});
