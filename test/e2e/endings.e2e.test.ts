/** The end that somebody else wants: a terminal that is gone, signals. Nothing is lost, nothing runs on unnamed. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { removeLeftBy } from "../helpers/left-by.ts";
import { openTerminal, type Terminal } from "../helpers/tmux.ts";
import { untilFailed, untilOpen } from "../helpers/tui.ts";

const wrapper = path.join(import.meta.dirname, "../helpers/exit-code.mjs");
const run = Math.random().toString(36).slice(2, 8);
const sessions: string[] = [];
let terminal: Terminal | undefined;
let folder = "";

const slow = 'FROM busybox\nRUN echo kept > /work; echo be""gun; sleep 300\nRUN echo never\n';

type Opened = Terminal & { readonly ended: () => Promise<string>; readonly pid: () => number; readonly session: () => string };

/** A command in a terminal, with a state folder of its own; its standard error goes to a file if `apart`. */
async function open(command: string, text: string, name: string, env: NodeJS.ProcessEnv = {}, apart = true): Promise<Opened> {
  folder = folderWith({ "build/Dockerfile": text.replace("FROM busybox\n", `FROM busybox\nENV run=${run}-${name}\n`) });
  return reopen(command, env, apart);
}

let turns = 0;
async function reopen(command: string, env: NodeJS.ProcessEnv = {}, apart = true): Promise<Opened> {
  const state = path.join(folder, "state");
  const code = path.join(folder, `code${++turns}`);
  const before = fs.existsSync(path.join(state, "dbuild/sessions")) ? fs.readdirSync(path.join(state, "dbuild/sessions")) : [];
  const { DOCKER_HOST, PATH } = process.env;
  terminal = openTerminal(110, 30, path.join(folder, "build"), { DOCKER_HOST, PATH, XDG_STATE_HOME: state, ...env });
  await terminal.until(/^ready\$/);
  const node = process.execPath;
  terminal.type(`clear; ${node} ${wrapper} ${code} ${node} ${dbuildFile} ${command}${apart ? ` 2>${folder}/err` : ""}`);
  terminal.keys("Enter");
  const session = () => {
    const [found = ""] = fs.readdirSync(path.join(state, "dbuild/sessions")).filter((each) => !before.includes(each));
    sessions.push(found);
    return found;
  };
  return {
    ...terminal,
    session,
    pid: () => Number(fs.readFileSync(`${code}.pid`, "utf8")),
    ended: async () => {
      await expect.poll(() => fs.existsSync(code), { timeout: 60_000, interval: 50 }).toBe(true);
      return fs.readFileSync(code, "utf8");
    },
  };
}

const errors = () => fs.readFileSync(path.join(folder, "err"), "utf8");
const containers = async (session: string) =>
  (await docker(["ps", "--all", "--format", "{{.Names}}", "--filter", `name=dbuild-${session}-`])).stdout.trim();
const layers = async (session: string) =>
  (await docker(["images", "--format", "{{.Repository}}:{{.Tag}}", "dbuild-failed"])).stdout
    .split("\n")
    .filter((name) => name.includes(session));
const contents = async (layer: string | undefined, file: string) =>
  (await docker(["run", "--rm", "--entrypoint", "cat", layer ?? "none", file])).stdout.trim();

afterEach(() => {
  terminal?.close();
  terminal = undefined;
  fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await removeLeftBy(sessions);
  for (const session of sessions) for (const layer of await layers(session)) await docker(["rmi", "-f", layer]);
});

describe("the terminal is gone", () => {
  it("while paused", async () => {
    const t = await open("tui Dockerfile", slow, "gone-paused");
    await untilOpen(t);
    const session = t.session();
    t.kill();
    expect(await t.ended()).toBe("129");
    expect(await containers(session)).toBe("");
  });

  it("while an instruction runs: it is stopped, its layer kept, the next one not begun", async () => {
    const t = await open("tui Dockerfile", slow, "gone-running", {}, false);
    await untilOpen(t);
    t.keys("c");
    await t.until("begun");
    const session = t.session();
    t.kill();
    expect(await t.ended()).toBe("129");
    expect(await containers(session)).toBe("");
    const [layer, ...others] = await layers(session);
    expect(await contents(layer, "/work")).toBe("kept");
    expect(others).toEqual([]);
    terminal?.close();

    const again = await reopen("tui Dockerfile");
    await again.until(/Left by the session before[\s\S]*line 3 \(interrupted\)/);
    again.session();
    again.keys("c");
    await again.until("in an earlier session");
    again.keys("s");
    await again.until(/exit or Ctrl-D/);
    again.type("cat /wor''k; exit");
    again.keys("Enter");
    await again.until("kept");
    await again.until("changed no files");
    again.keys("q");
    expect(await again.ended()).toBe("0");
  });

  it("for good (kill -9): what the instruction had done is there at the next start, and can be accepted", async () => {
    const t = await open("tui Dockerfile", slow, "killed", {}, false);
    await untilOpen(t);
    t.keys("c");
    await t.until("begun");
    const session = t.session();
    process.kill(t.pid(), "SIGKILL");
    await t.ended();
    await docker(["stop", "--time", "0", await containers(session)]);
    terminal?.close();

    const again = await reopen("tui Dockerfile", {}, false);
    await again.until(/Enter\s+goes\s+on\s+with it/);
    again.keys("Enter");
    await untilFailed(again, /FAILED[\s\S]*137/);
    const [layer] = await layers(again.session());
    expect(await contents(layer, "/work")).toBe("kept");
    again.keys("a");
    await again.until(/DONE[\s\S]*by hand/);
    again.keys("q");
    expect(await again.ended()).toBe("0");
  });

  it.each(["pty", "engine"])("while a shell is open (%s): what it did is kept", async (way) => {
    const t = await open("tui Dockerfile", slow.replace("sleep 300", "false"), `gone-shell-${way}`, { DBUILD_SHELL: way });
    await untilOpen(t);
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/exit or Ctrl-D/);
    t.type("echo by-hand > /hand; echo do''ne");
    t.keys("Enter");
    await t.until("done");
    const session = t.session();
    t.kill();
    expect(await t.ended()).toBe("129");
    expect(await containers(session)).toBe("");
    const kept = await layers(session);
    expect(kept).toHaveLength(2);
    expect(await Promise.all(kept.map((layer) => contents(layer, "/hand")))).toContain("by-hand");
  });

  it("while text of the editor is not saved: the next start offers it, and writes nothing by itself", async () => {
    const t = await open("tui Dockerfile", slow, "gone-editor");
    await untilOpen(t);
    t.keys("Down", "Down", "e");
    await t.until("Edit line 3");
    t.keys("End");
    t.type(" && echo typed");
    await t.until("echo typed");
    const session = t.session();
    t.kill();
    expect(await t.ended()).toBe("129");
    const dockerfile = path.join(folder, "build/Dockerfile");
    expect(fs.readFileSync(dockerfile, "utf8")).not.toContain("typed");
    const draft = path.join(folder, "state/dbuild/sessions", session, "draft-line3");
    expect(fs.readFileSync(draft, "utf8")).toMatch(/^RUN .* && echo typed\n$/);
    expect(fs.statSync(draft).mode & 0o777).toBe(0o600);
    expect(await containers(session)).toBe("");
    terminal?.close();

    const again = await reopen("tui Dockerfile");
    await again.until("Take up the unsaved text?");
    again.session();
    again.keys("t");
    await again.until(/Edit line 3.* changed[\s\S]*sleep 300 &&/);
    expect(fs.readFileSync(dockerfile, "utf8")).not.toContain("typed");
    again.keys("C-s");
    await again.until("Saved");
    expect(fs.readFileSync(dockerfile, "utf8")).toContain(" && echo typed\n");
    expect(fs.existsSync(draft)).toBe(false);
    again.keys("q");
    expect(await again.ended()).toBe("0");
  });

  it("while $EDITOR has it: the editor is waited for, what it wrote is there", async () => {
    // An editor that writes down what it has when it is told that its terminal is gone, as vi and nano do.
    const editor = "sh -c 'trap \"echo \\# rescued >>$2; exit\" HUP; echo editing; while :; do sleep 0.1; done' editor";
    const t = await open("tui Dockerfile", slow, "gone-external", { EDITOR: editor });
    await untilOpen(t);
    t.keys("E");
    await t.until("editing");
    const session = t.session();
    t.kill();
    expect(await t.ended()).toBe("129");
    expect(fs.readFileSync(path.join(folder, "build/Dockerfile"), "utf8")).toMatch(/# rescued\n$/);
    expect(await containers(session)).toBe("");
  });

  it("under dbuild build", async () => {
    const t = await open("build .", slow, "gone-build", {}, false);
    await t.until("begun");
    const session = t.session();
    t.kill();
    expect(await t.ended()).toBe("129");
    expect(await containers(session)).toBe("");
    expect(await contents((await layers(session))[0], "/work")).toBe("kept");
  });
});

describe("signals to the screen", () => {
  it.each([
    ["SIGTERM", "143"],
    ["SIGHUP", "129"],
    ["SIGINT", "130"],
    ["SIGQUIT", "131"],
  ] as const)("%s while an instruction runs", async (signal, code) => {
    const t = await open("tui Dockerfile", slow, signal.toLowerCase());
    await untilOpen(t);
    t.keys("c");
    await t.until("begun");
    const session = t.session();
    // Wrappers send two.
    process.kill(t.pid(), signal);
    process.kill(t.pid(), signal);
    expect(await t.ended()).toBe(code);
    expect(t.flag("alternate_on")).toBe("0");
    expect(await containers(session)).toBe("");
    const [layer = ""] = await layers(session);
    expect(await contents(layer, "/work")).toBe("kept");
    expect(errors()).toContain(`ended by ${signal}`);
    expect(errors()).toContain(layer);
    expect(errors()).toContain("docker run --rm -it");
  });

  it("while a shell is open: what it did is kept, the terminal is sane", async () => {
    const t = await open("tui Dockerfile", slow.replace("sleep 300", "false"), "term-shell");
    await untilOpen(t);
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/exit or Ctrl-D/);
    t.type("echo by-hand > /hand; echo do''ne");
    t.keys("Enter");
    await t.until("done");
    const session = t.session();
    process.kill(t.pid(), "SIGTERM");
    expect(await t.ended()).toBe("143");
    expect(await containers(session)).toBe("");
    expect(await Promise.all((await layers(session)).map((layer) => contents(layer, "/hand")))).toContain("by-hand");
    expect(await t.shell("stty -a | tr ' ' '\\n' | grep -xE -- '-?(echo|icanon);?'")).toMatch(/^icanon;?\necho;?$/);
  });
});

describe("signals to dbuild build", () => {
  const build = (name: string, text: string, nodeFlags: readonly string[] = []) => {
    folder = folderWith({ Dockerfile: text.replace("FROM busybox\n", `FROM busybox\nENV run=${run}-${name}\n`) });
    const state = path.join(folder, "state");
    const child = spawn(process.execPath, [...nodeFlags, dbuildFile, "build", folder], {
      env: { ...process.env, XDG_STATE_HOME: state },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const says = (wanted: string) => expect.poll(() => said, { timeout: 60_000, interval: 50 }).toContain(wanted);
    const session = () => {
      const [found = ""] = fs.readdirSync(path.join(state, "dbuild/sessions"));
      sessions.push(found);
      return found;
    };
    return { child, ended, says, said: () => said, session };
  };

  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s twice at once is one: the layer is kept, nothing more starts", async (signal, code) => {
    const { child, ended, says, said, session } = build(`build-${signal}`, slow);
    await says("  begun");
    child.kill(signal);
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(await containers(session())).toBe("");
    const [layer = ""] = await layers(session());
    expect(await contents(layer, "/work")).toBe("kept");
    expect(said()).toContain(`tagged ${layer}`);
    expect(said()).not.toContain("step 4/4");
  });

  it("a fault of dbuild's own, a promise that nobody waits for, is told and ends it as a signal would", async () => {
    const fault = "process.on('SIGUSR2', () => void Promise.reject(new Error('made for a test')))";
    const { child, ended, says, said, session } = build("fault", slow, ["--import", `data:text/javascript,${fault}`]);
    await says("  begun");
    child.kill("SIGUSR2");
    expect(await ended).toBe(1);
    expect(said()).toContain("a fault of dbuild's own: Error: made for a test");
    expect(await containers(session())).toBe("");
    expect(await contents((await layers(session()))[0], "/work")).toBe("kept");
  });

  it("while an image is pulled: it ends at once", async () => {
    const registry = http.createServer((request, answer) => {
      // what it is asked for then never comes
      if (request.url === "/v2/") answer.end("{}");
    });
    await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
    const { port } = registry.address() as AddressInfo;
    try {
      const { child, ended, says, session } = build("pull", `FROM 127.0.0.1:${port}/slow:1\nRUN true\n`);
      await says("pulling");
      child.kill("SIGTERM");
      expect(await ended).toBe(143);
      expect(await containers(session())).toBe("");
    } finally {
      registry.closeAllConnections();
      registry.close();
    }
  });

  it("a later second one leaves at once and names what still runs", async () => {
    // Its program takes SIGTERM for nothing, so dbuild waits.
    const { child, ended, says, said, session } = build(
      "later",
      "FROM busybox\nRUN trap 'echo no' TERM; echo begun; while :; do sleep 1; done\n",
    );
    await says("  begun");
    child.kill("SIGTERM");
    await says("stopping what runs");
    const repeat = setInterval(() => child.kill("SIGTERM"), 300);
    expect(await ended).toBe(143);
    clearInterval(repeat);
    const name = await containers(session());
    expect(name).toMatch(/^dbuild-\S+$/);
    expect(said()).toContain("left at once");
    for (const words of ["logs --follow", "exec -it", "stop", "rm --force"])
      expect(said()).toMatch(new RegExp(`docker ${words}.* ${name}`));
    await docker(["rm", "-f", name]);
  });

  it("before anything runs", async () => {
    folder = folderWith({});
    const child = spawn(process.execPath, [dbuildFile, "build", "-f", "-", "."], {
      cwd: folder,
      stdio: ["pipe", "ignore", "pipe"],
    });
    // It reads the Dockerfile from a pipe that gives none. Once it listens to SIGHUP it listens to all of them.
    const status = () => fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
    await expect.poll(status, { timeout: 60_000 }).toMatch(/SigCgt:\s*\w*[13579bdf]$/m);
    child.kill("SIGTERM");
    expect(await new Promise((resolve) => child.once("close", resolve))).toBe(143);
  });
});
