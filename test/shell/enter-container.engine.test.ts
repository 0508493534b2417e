/** Both ways into a container, at a real pty on the real engine. */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { pushTitle } from "../../src/shell/screen-modes.ts";
import { type RealTerminal, realTerminal } from "./real-terminal.ts";

const prefix = `dbuild-shelltest-${randomBytes(4).toString("hex")}`;
const enter = path.join(import.meta.dirname, "enter.ts");
const ESC = "\u001b";

let engine: Engine;
let made = 0;
const open = new Set<RealTerminal>();

beforeAll(async () => {
  engine = await connectEngine(process.env);
});
afterEach(async () => {
  for (const terminal of open) terminal.close();
  open.clear();
  for (const { id } of await engine.containers(prefix)) await engine.remove(id);
});
afterAll(() => engine.close());

const container = (...argv: readonly string[]): Promise<string> =>
  engine.create({ image: "busybox:latest", name: `${prefix}-${++made}`, argv, tty: true, env: ["PS1=in> "] });

function start(id: string, way: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): RealTerminal {
  const terminal = realTerminal(
    process.execPath,
    ["--import", "tsx", enter, id, ...flags],
    { ...process.env, NO_COLOR: undefined, DBUILD_SHELL: way, ...env },
    100,
    30,
  );
  open.add(terminal);
  return terminal;
}

const sane = { alternate: false, bracketedPaste: false, mouse: "none", cursorKeys: false, cursorHidden: false };

describe.each(["pty", "engine"])("by %s", (way) => {
  test("types, resizes, interrupts, leaves with the shell's exit code and the terminal as it was", async () => {
    const terminal = start(await container("sh"), way);
    await terminal.expect("in>");
    terminal.type("echo hello $((20 + 3))\r");
    await terminal.expect("hello 23");
    terminal.type("stty size\r");
    await terminal.expect("30 100");
    terminal.resize(120, 40);
    // the container hears of the new size a moment after us
    terminal.type("until stty size | grep '40 120'; do :; done\r");
    await terminal.expect(/^40 120$/m);
    terminal.type("echo g''o; cat\r");
    await terminal.expect(/^go/m);
    terminal.type("into cat\r");
    await terminal.expect(/into cat\n *into cat/);
    terminal.type("\u0003");
    await terminal.expect(/\^C\s+in>/);
    terminal.type("echo status $?\r");
    await terminal.expect("status 130");
    terminal.type("exit 7\r");
    await terminal.expect("LEFT 7 raw=false listeners=true encoding=null");
    expect(await terminal.exited).toEqual({ exitCode: 0, signal: 0 });
  });

  test("keys typed before the shell is there reach it untouched, once", async () => {
    const program = "stty raw -echo; echo ready; dd bs=1 count=7 2>/dev/null | od -An -tx1; exit 3";
    const terminal = start(await container("sh", "-c", program), way);
    await terminal.expect("START");
    // Ctrl-C, Enter, ERASE, EOF, Ctrl-^, Ctrl-P, Ctrl-Q: what a line-editing terminal, or detach keys, would not let through.
    terminal.type("\u0003\r\u001e\u007f\u0004\u0010\u0011");
    await terminal.expect("03 0d 1e 7f 04 10 11");
    await terminal.expect("LEFT 3");
    expect(terminal.screen()).not.toContain("^C");
  });

  test("a program that says nothing gets the keys too", async () => {
    const terminal = start(await container("sh", "-c", "read -r line; exit 6"), way);
    await terminal.expect("START");
    terminal.type("early\r");
    await terminal.expect("LEFT 6");
  });

  test("bytes are not taken for text, though somebody wanted strings of stdin", async () => {
    const terminal = start(
      await container("sh", "-c", "stty raw -echo; echo ready; dd bs=1 count=6 2>/dev/null | od -An -tx1; exit 0"),
      way,
      ["strings"],
    );
    await terminal.expect("ready");
    terminal.type(Uint8Array.of(0xff, 0x80, 0xc3, 0xa9, 0xe2, 0x1b));
    await terminal.expect("ff 80 c3 a9 e2 1b");
    await terminal.expect("LEFT 0 raw=false listeners=true encoding=utf8");
  });

  test("a program that dies leaves the terminal sane", async () => {
    const mess = `${ESC}[?1049h${ESC}[?25l${ESC}[?2004h${ESC}[?1000h${ESC}[?1006h${ESC}[?1h${ESC}=${ESC}[31m${ESC}(0${ESC}[3;5r`;
    const terminal = start(
      await container("sh", "-c", `printf '${mess.replaceAll(ESC, "\\033")}'; read -r line; kill -9 $$`),
      way,
    );
    await expect
      .poll(() => terminal.modes(), { timeout: 40_000 })
      .toEqual({ alternate: true, bracketedPaste: true, mouse: "vt200", cursorKeys: true, cursorHidden: true });
    terminal.type("\r");
    await terminal.expect(/LEFT \d+ raw=false/);
    expect(terminal.modes()).toEqual(sane);
    expect(terminal.screen()).toContain("START");
  });

  test("much output just before the end is all printed", async () => {
    const terminal = start(await container("sh", "-c", "seq 1 20000; echo the-end; exit 5"), way);
    await terminal.expect("LEFT 5");
    // the title is put aside just before the first line
    const numbers =
      terminal
        .raw()
        .replaceAll(pushTitle, "")
        .match(/^\d+(?=\r)/gm) ?? [];
    expect(numbers).toHaveLength(20_000);
    expect(terminal.raw()).toContain("the-end");
  });

  test("the container goes away under the shell", async () => {
    const id = await container("sh");
    const terminal = start(id, way);
    await terminal.expect("in>");
    await engine.remove(id);
    await terminal.expect(/(LEFT \d+|FAILED .*) raw=false/);
    expect(terminal.modes()).toEqual(sane);
  });

  test("SIGTERM ends it: the terminal is restored, the signal is the cause", async () => {
    const terminal = start(await container("sh", "-c", `printf '\\033[?1049h'; echo ready; exec sh`), way);
    await terminal.expect("ready");
    process.kill(terminal.pid, "SIGTERM");
    expect(await terminal.exited).toMatchObject({ signal: 15 });
    await expect.poll(() => terminal.modes()).toEqual(sane);
  });

  test("SIGTERM, when somebody else cares for it", async () => {
    const terminal = start(await container("sh"), way, ["handler"]);
    await terminal.expect("in>");
    process.kill(terminal.pid, "SIGTERM");
    await terminal.expect("LEFT 143 raw=false listeners=true");
    expect(terminal.screen()).toContain("HANDLED");
    expect(await terminal.exited).toEqual({ exitCode: 42, signal: 0 });
  });

  test("a container that cannot start", async () => {
    const terminal = start(await container("/no/such/program"), way);
    await terminal.expect(/(LEFT [1-9]\d*|FAILED .+) raw=false/);
    expect(terminal.screen()).toContain("/no/such/program");
  });
});

describe("the choice", () => {
  // The pty way starts the docker CLI; a CLI that is a trap tells which way was taken.
  test("is the engine's own terminal where there is no docker command", async () => {
    const terminal = start(await container("sh"), "", [], { PATH: "/nowhere" });
    await terminal.expect("in>");
    terminal.type("exit 4\r");
    await terminal.expect("LEFT 4");
  });

  test("says why a forced way cannot be had", async () => {
    const terminal = start(await container("sh"), "pty", [], { PATH: "/nowhere" });
    await terminal.expect("FAILED DBUILD_SHELL=pty needs node-pty and a docker command raw=false");
  });

  test("refuses a way that does not exist", async () => {
    const terminal = start(await container("sh"), "telepathy");
    await terminal.expect('FAILED DBUILD_SHELL is "telepathy" raw=false');
  });
});
