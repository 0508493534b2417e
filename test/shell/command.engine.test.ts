/** Shells in containers, typed at through a real pty: the history, the layer and the environment. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { shellArgv } from "../../src/shell/command.ts";
import { findShell } from "../../src/shell/presence.ts";
import { type RealTerminal, realTerminal } from "./real-terminal.ts";

const prefix = `dbuild-shellcmd-${randomBytes(4).toString("hex")}`;
const UP = "\u001b[A";

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

async function shellIn(
  image: string,
  argv: readonly string[],
  env: readonly string[] = [],
): Promise<{ id: string; terminal: RealTerminal }> {
  const id = await engine.create({ image, name: `${prefix}-${++made}`, argv, tty: true, env });
  const terminal = realTerminal("docker", ["start", "-ai", id], { ...process.env, ...engine.clientEnv() });
  open.add(terminal);
  return { id, terminal };
}

const bash = ["/bin/bash", "-c"];
/** bash under the name sh, as Fedora has it. */
const bashAsSh = (argv: readonly string[]) => ["/bin/bash", "-c", 'ln -s /bin/bash /dev/shm/sh; exec "$@"', "x", ...argv];

describe("the failed command", () => {
  test.each([
    ["bash", (command: string) => shellArgv(bash, command).argv],
    ["bash as sh", (command: string) => bashAsSh(shellArgv(["/dev/shm/sh", "-c"], command).argv)],
  ])("is one Up-arrow away in %s, lines and quotes as they were; the layer stays as it was", async (_, argv) => {
    const command = `echo 'it'\\''s' "one!two"\nfor i in 1 2; do echo "line-$i"; done`;
    const { id, terminal } = await shellIn("debian:bookworm", argv(command));
    await terminal.expect("(dbuild)");
    terminal.type(UP);
    await terminal.expect("for i in 1 2; do echo");
    terminal.type("\r");
    await terminal.expect("it's one!two\nline-1\nline-2");
    terminal.type("ls / && echo done-$((3 + 4))\r");
    await terminal.expect("done-7");
    terminal.type("exit 3\r");
    expect((await terminal.exited).exitCode).toBe(3);
    expect(await engine.changes(id)).toEqual([]);
  });

  test("is where busybox's shell looks for its history, in either build", async () => {
    const { id, terminal } = await shellIn("busybox:latest", shellArgv(["/bin/sh", "-c"], "echo 'a b' && false").argv);
    await terminal.expect("(dbuild)");
    terminal.type('cat "$HISTFILE"; echo "from $HISTFILE"\r');
    await terminal.expect("\necho 'a b' && false\n");
    await terminal.expect("from /dev/shm/");
    terminal.type("ls /root; exit\r");
    expect((await terminal.exited).exitCode).toBe(0);
    expect(await engine.changes(id)).toEqual([]);
  });

  test("is not needed", async () => {
    const { id, terminal } = await shellIn("debian:bookworm", shellArgv(bash).argv);
    await terminal.expect("(dbuild)");
    terminal.type("exit 5\r");
    expect((await terminal.exited).exitCode).toBe(5);
    expect(await engine.changes(id)).toEqual([]);
  });
});

describe("the surroundings", () => {
  const images: readonly [string, readonly string[]][] = [
    ["debian:bookworm", bash],
    ["debian:bookworm", ["/bin/sh", "-c"]],
    ["busybox:latest", ["/bin/sh", "-c"]],
  ];
  test.each(images)("a command in %s, %j, sees the environment that the instruction saw", async (image, shell) => {
    const given = ["TERM=xterm", "HOSTNAME=box", "ENV=/nowhere/env", "ZDOTDIR=/z", "HISTSIZE=7", "X=a b"];
    const print = "env | sort | sed 's/^/env: /'; echo the''end";
    const variables = (terminal: RealTerminal) => terminal.screen().match(/^env: (?!_=).*$/gm);
    const instruction = await shellIn(image, [...shell, print], given);
    await instruction.terminal.expect("theend");
    const { terminal } = await shellIn(image, shellArgv(shell, "false").argv, given);
    await terminal.expect("(dbuild)");
    terminal.type(`${print}\r`);
    await terminal.expect("theend");
    expect(variables(instruction.terminal)?.length).toBeGreaterThan(6);
    expect(variables(terminal)).toEqual(variables(instruction.terminal));
  });

  test("pipefail and the person's own start-up files are in force", async () => {
    const prepare = 'echo "alias greet=\'echo from-bashrc\'" > ~/.bashrc; exec "$@"';
    const { argv } = shellArgv(["/bin/bash", "-o", "pipefail", "-c"], "false | true");
    const { terminal } = await shellIn("debian:bookworm", ["/bin/bash", "-c", prepare, "x", ...argv]);
    await terminal.expect("(dbuild)");
    terminal.type("false | true; echo status $?\r");
    await terminal.expect("status 1");
    terminal.type("greet\r");
    await terminal.expect(/^from-bashrc/m);
  });

  test("without a place for its files the shell is a plain one, and still leaves no history", async () => {
    const block = 'mkdir /dev/shm/.dbuild-rc; exec "$@"';
    const { id, terminal } = await shellIn("debian:bookworm", ["/bin/bash", "-c", block, "x", ...shellArgv(bash, "false").argv]);
    await terminal.expect(/[#$]\s*$/);
    terminal.type("echo one; echo $HISTFILE; exit 4\r");
    expect((await terminal.exited).exitCode).toBe(4);
    expect(terminal.screen()).toContain("/dev/null");
    expect(terminal.screen()).not.toContain("(dbuild)");
    expect(await engine.changes(id)).toEqual([]);
  });

  test("a layer without printf, or anything but a shell", async () => {
    const { terminal } = await shellIn("busybox:latest", shellArgv(["/bin/sh", "-c"], "false").argv, ["PATH=/nowhere"]);
    await terminal.expect("(dbuild)");
    terminal.type("exit 2\r");
    expect((await terminal.exited).exitCode).toBe(2);
  });
});

describe("is there a shell", () => {
  test("in real layers, through their links", async () => {
    const debian = await engine.create({ image: "debian:bookworm", name: `${prefix}-${++made}` });
    const busybox = await engine.create({ image: "busybox:latest", name: `${prefix}-${++made}` });
    const empty = await engine.create({ image: undefined, name: `${prefix}-${++made}` });
    expect(await findShell(engine, debian, ["/bin/sh", "-c"])).toBe("/bin/sh");
    expect(await findShell(engine, debian, ["/usr/bin/env", "bash", "-c"])).toBe("/usr/bin/bash");
    expect(await findShell(engine, busybox, ["/bin/sh", "-c"])).toBe("/bin/sh");
    expect(await findShell(engine, busybox, bash)).toBeUndefined();
    expect(await findShell(engine, empty, ["/bin/sh", "-c"])).toBeUndefined();
  });
});

test("no container is left behind", () => {
  const names = execFileSync("docker", ["ps", "-a", "--format", "{{.Names}}"], {
    encoding: "utf8",
    env: { ...process.env, ...engine.clientEnv() },
  });
  expect(names).not.toContain(prefix);
});
