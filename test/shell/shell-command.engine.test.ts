/** Shells in containers, typed at through a real pty: the history, the layer and the environment. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { filesOf } from "../../src/builder/image-fs/container-files.ts";
import { findProgram } from "../../src/builder/image-fs/find-program.ts";
import { packTar } from "../../src/context/tar-write.ts";
import { connectEngine } from "../../src/engine/docker/connect.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { shellChoices } from "../../src/shell/choices.ts";
import { type Family, shellWords } from "../../src/shell/language.ts";
import { byItself } from "../../src/shell/shell-command.ts";
import { type RealTerminal, realTerminal } from "./real-terminal.ts";

const prefix = `dbuild-shellcmd-${randomBytes(4).toString("hex")}`;
const UP = "\u001b[A";

let engine: Engine;
let made = 0;
const open = new Set<RealTerminal>();
const images: string[] = [];

const execDocker = (...args: readonly string[]): string =>
  execFileSync("docker", args, { encoding: "utf8", env: { ...process.env, ...engine.clientEnv() } });

beforeAll(async () => {
  engine = await connectEngine(process.env);
});
afterEach(async () => {
  for (const terminal of open) terminal.close();
  open.clear();
  for (const { id } of await engine.containers(prefix)) await engine.remove(id);
});
afterAll(async () => {
  for (const tag of images) await engine.untag(tag);
  engine.close();
});

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

/** SHELL's own shell, by itself. */
const shellArgv = (shell: readonly string[], lastCommand?: string) => {
  const { program, family = "sh" } = shellWords(shell);
  return { argv: byItself({ shell, lastCommand, become: { program, family: family as Family }, mark: "\u0002up" }) };
};

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

/** The choices in a container of the image, made ready by `prepare`: in the layer, then gone. */
async function chosen(
  image: string | undefined,
  shell: readonly string[],
  files: Readonly<Record<string, string>> = {},
  own = false,
) {
  const id = await engine.create({ image, name: `${prefix}-${++made}` });
  const members = Object.entries(files).map(([name, text]) => ({
    name,
    type: "file" as const,
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: text.length,
    mtime: 0,
    content: Buffer.from(text),
  }));
  if (members.length > 0) await engine.write(id, Readable.from(packTar(members), { objectMode: false }));
  const path = "/opt/bin:/usr/bin:/bin";
  const find = (word: string) => findProgram(filesOf(engine, id), word, path);
  return { id, choices: await shellChoices(find, { shell, lastCommand: "make all", own }) };
}

describe("which shells there are", () => {
  test.each<[string, string | undefined, readonly string[], readonly string[]]>([
    ["bash where the image has it", "debian:bookworm", ["/bin/sh", "-c"], ["/usr/bin/bash"]],
    ["the own bash", "debian:bookworm", ["/usr/bin/env", "bash", "-c"], ["/usr/bin/env bash"]],
    ["the own shell where there is no bash", "busybox:latest", ["/bin/sh", "-c"], ["/bin/sh"]],
    ["another where the own is missing", "busybox:latest", ["/bin/bash", "-c"], ["/bin/sh"]],
    ["bash for who writes in another language", "debian:bookworm", ["perl", "-e"], ["/usr/bin/bash"]],
    ["none", undefined, ["/bin/sh", "-c"], []],
  ])("%s", async (_, image, shell, names) => {
    expect((await chosen(image, shell)).choices.map(({ name }) => name)).toEqual(names);
  });

  test("the own one when it is asked for", async () => {
    expect((await chosen("debian:bookworm", ["/bin/sh", "-c"], {}, true)).choices.map(({ name }) => name)).toEqual(["/bin/sh"]);
    expect((await chosen("debian:bookworm", ["perl", "-e"], {}, true)).choices[0]?.argv).toEqual(["perl"]);
  });
});

describe("a wrapper", () => {
  const conda = `#!/bin/sh
[ "$1 $2" = "run -n" ] || exit 9
export CONDA_PREFIX=/opt/$3; shift 3
"$@" 2>&1 </dev/null | cat
`;
  /** Starts the first choice in a container with the files. */
  async function enter(image: string, shell: readonly string[], files: Readonly<Record<string, string>>, own = false) {
    const { id, choices } = await chosen(image, shell, files, own);
    const { argv = [] } = choices[0] ?? {};
    const tag = `${prefix}:layer${made}`;
    await engine.commit(id, tag);
    images.push(tag);
    return {
      names: choices.map(({ name, note }) => [name, note]),
      ...(await shellIn(tag, argv, ["PATH=/opt/bin:/usr/bin:/bin"])),
    };
  }

  test("that captures what it runs (conda run) still gives a terminal, bash, its environment and the history", async () => {
    const shell = ["conda", "run", "-n", "ml", "/bin/sh", "-c"];
    const { id, terminal, names } = await enter("debian:bookworm", shell, { "opt/bin/conda": conda });
    expect(names[0]).toEqual(["/usr/bin/bash", "by conda run -n ml"]);
    await terminal.expect("(dbuild)");
    terminal.type('echo "in $CONDA_PREFIX, $BASH_VERSION"; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo all-terminals\r');
    await terminal.expect(/^in \/opt\/ml, 5/m);
    await terminal.expect(/^all-terminals/m);
    terminal.type(UP + UP);
    await terminal.expect("make all");
    terminal.type("\u0015exit 4\r");
    await terminal.exited;
    expect(await engine.changes(id)).toEqual([]);
  });

  test.each<[string, readonly string[], string, string]>([
    ["a script", ["/wrap.sh", "/bin/sh", "-c"], '#!/bin/sh\nexport W=wrapped; exec "$@"\n', "busybox:latest"],
    ["a script that brings its shell", ["/wrap.sh"], '#!/bin/sh\nexport W=wrapped; exec /bin/sh -euc "$1"\n', "busybox:latest"],
    ["env with a variable", ["/usr/bin/env", "W=wrapped", "bash", "-euxo", "pipefail", "-c"], "", "debian:bookworm"],
  ])("%s", async (_, shell, script, image) => {
    const { terminal } = await enter(image, shell, { "wrap.sh": script });
    await terminal.expect("(dbuild)");
    terminal.type("echo it-is-$W; exit\r");
    await terminal.expect("it-is-wrapped");
    await terminal.exited;
  });

  test("behind it there is a shell of the image, for when it does not work", async () => {
    const { choices } = await chosen("busybox:latest", ["/wrap.sh", "/bin/sh", "-c"], { "wrap.sh": "#!/bin/sh\nexit 3\n" });
    expect(choices.map(({ name, note }) => [name, note])).toEqual([
      ["/bin/sh", "by /wrap.sh"],
      ["/bin/sh", undefined],
    ]);
  });
});

test("no container is left behind", () => {
  const names = execDocker("ps", "-a", "--format", "{{.Names}}");
  expect(names).not.toContain(prefix);
});
