/** The story, key by key, in a real terminal on a real engine. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui, untilFailed, untilOpen } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const images: string[] = [];
let terminal: Terminal | undefined;
let folder = "";

const failing =
  'FROM busybox\nRUN mkdir -p /opt\nRUN touch /opt/i-should-not-exist && false && not-a-command\nCMD ["ls", "/opt"]\n';

/** Opens the TUI on a Dockerfile in a folder of its own. */
async function open(
  name: string,
  options: { text?: string; columns?: number; rows?: number; args?: string } = {},
): Promise<Terminal> {
  const { text = failing, columns = 120, rows = 40, args = "" } = options;
  // Every test its own keys in the cache: nothing of another test is found.
  folder = folderWith({ Dockerfile: `${text.replace("FROM busybox\n", `FROM busybox\nENV run=${run}-${name}\n`)}` });
  const tag = `e2e-${run}-${name}`;
  images.push(tag);
  terminal = await openTui(folder, { columns, rows, flags: `-t ${tag} ${args}` });
  return terminal;
}

/** After leaving: main screen, cursor, echo, and the prompt. */
async function sane(t: Terminal): Promise<void> {
  await t.until(/ready\$/);
  expect(t.flag("alternate_on")).toBe("0");
  expect(t.flag("cursor_flag")).toBe("1");
  const settings = await t.shell("stty -a | tr ' ' '\\n' | grep -xE -- '-?(echo|icanon);?'");
  expect(settings).toMatch(/^echo;?$/m);
  expect(settings).toMatch(/^icanon;?$/m);
}

const label = async (image: string, name: string) =>
  (await docker(["image", "inspect", "--format", `{{index .Config.Labels "${name}"}}`, image])).stdout.trim();

afterEach(() => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await docker(["rmi", "-f", ...images]);
});

describe.each([
  [80, 24],
  [200, 60],
])("the story at %dx%d", (columns, rows) => {
  it("fails, is looked into, is fixed, and goes on", async () => {
    const name = `story-${columns}`;
    const t = await open(name, { columns, rows });
    t.keys("c");
    const failed = await untilFailed(t);
    expect(failed).toContain("dbuild-failed");
    t.keys("s");
    await t.until(/exit or Ctrl-D/);
    t.type("ls /opt; echo user=$(id -u)");
    t.keys("Enter");
    await t.until(/i-should-not-exist[\s\S]*user=0/);
    t.keys("C-d");
    await t.until("The shell changed no files");
    t.keys("e");
    await t.until("Edit line 4");
    // The fix: everything from the first && on goes away.
    t.keys("End");
    for (let i = 0; i < " && false && not-a-command".length; i++) t.keys("BSpace");
    await t.until(/│ RUN touch \/opt\/i-should-not-exist *$/m);
    t.keys("C-s");
    await t.until(/saved/i);
    expect(fs.readFileSync(path.join(folder, "Dockerfile"), "utf8")).toContain("RUN touch /opt/i-should-not-exist\n");
    // c may come while r still runs: it then says how far to go on.
    t.keys("r", "c");
    await t.until("DONE");
    t.keys("q");
    await sane(t);
    const ran = await docker(["run", "--rm", `e2e-${run}-${name}`]);
    expect(ran.stdout).toContain("i-should-not-exist");
    expect(await label(`e2e-${run}-${name}`, "dbuild.by-hand")).toBe("");
  });
});

it("a title that a program in the shell set goes with it, and ours with dbuild", async () => {
  const t = await open("title");
  t.keys("c");
  await untilFailed(t);
  await expect.poll(() => t.flag("pane_title")).toMatch(/^FAILED step \d+\/\d+: .*Dockerfile - dbuild$/);
  const ours = t.flag("pane_title");
  t.keys("s");
  await t.until(/exit or Ctrl-D/);
  t.type("printf '\\033]0;someone else\\007\\033[?1000h\\033[?5h'; echo do''ne");
  t.keys("Enter");
  await t.until("done");
  await expect.poll(() => t.flag("pane_title")).toBe("someone else");
  t.keys("C-d");
  await untilFailed(t);
  expect(t.flag("pane_title")).toBe(ours);
  expect(t.flag("mouse_any_flag")).toBe("0");
  t.keys("q");
  await sane(t);
  expect(t.flag("pane_title")).not.toContain("dbuild");
});

describe("going on from a state made by hand", () => {
  it("R runs on top of what the shell left, and the image says so", async () => {
    const t = await open("dirty", { text: "FROM busybox\nRUN test -e /fixed && echo ran > /ran\n" });
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/exit or Ctrl-D/);
    t.type("echo by-hand > /fixed; exit");
    t.keys("Enter");
    await t.until("Keep the changes?");
    t.keys("k");
    await untilOpen(t);
    t.keys("R");
    await t.until("DONE");
    t.keys("q");
    await sane(t);
    const image = `e2e-${run}-dirty`;
    expect((await docker(["run", "--rm", image, "cat", "/fixed", "/ran"])).stdout).toBe("by-hand\nran\n");
    expect(await label(image, "dbuild.by-hand")).not.toBe("");
  });

  it("a takes the failed state as the step's result", async () => {
    const t = await open("accept");
    t.keys("c");
    await untilFailed(t);
    t.keys("a");
    await t.until("DONE");
    t.keys("q");
    await sane(t);
    const image = `e2e-${run}-accept`;
    expect((await docker(["run", "--rm", image])).stdout).toContain("i-should-not-exist");
    expect(await label(image, "dbuild.by-hand")).not.toBe("");
  });
});

describe("stepping", () => {
  const text = "FROM busybox\nRUN echo one > /one\nRUN echo two > /two\nRUN echo three > /three\n";

  it("stops at breakpoints, goes back, runs to the cursor, and finds steps again", async () => {
    const t = await open("steps", { text, args: "--break 4" });
    t.keys("c");
    await t.until("before step 4/5, line 4");
    t.keys("u");
    await t.until("before step 3/5, line 3");
    // The cursor is on line 5; the breakpoint on line 4 is on the way.
    t.keys("G", "t");
    await t.until("before step 4/5, line 4");
    t.keys("G", "t");
    await t.until("before step 5/5, line 5");
    t.keys("c");
    await t.until("DONE");
    t.keys("q");
    await sane(t);
    t.type(`${process.execPath} ${dbuildFile} tui Dockerfile`);
    t.keys("Enter");
    await untilOpen(t);
    t.keys("c");
    const done = await t.until("DONE");
    expect(done.match(/≡/g)?.length).toBe(3);
    t.keys("q");
    await sane(t);
  });
});

describe("every way out leaves the terminal sane", () => {
  const slow = "FROM busybox\nRUN echo be''gun && sleep 30\n";

  it("q when paused", async () => {
    const t = await open("quit-paused");
    t.keys("q");
    await sane(t);
  });

  it("Ctrl-C when paused leaves, the second time", async () => {
    const t = await open("ctrlc-paused");
    t.keys("C-c");
    await t.until("Ctrl-C once more quits");
    t.keys("C-c");
    await sane(t);
  });

  it("Ctrl-C while an instruction runs pauses; a second one stops it and keeps its layer", async () => {
    const t = await open("ctrlc-running", { text: slow });
    t.keys("c");
    await t.until(/begun/);
    t.keys("C-c");
    await t.until(/paus/i);
    t.keys("C-c");
    await t.until(/stop the instruction/i);
    t.keys("y");
    const stopped = await untilFailed(t);
    expect(stopped).toContain("dbuild-failed");
    t.keys("q");
    await sane(t);
  });

  it("q while an instruction runs asks", async () => {
    const t = await open("quit-running", { text: slow });
    t.keys("c");
    await t.until(/begun/);
    t.keys("q");
    const asked = await t.until(/stop/i);
    expect(asked).toMatch(/quit/i);
    t.keys("Escape");
    await t.until("RUNNING");
    t.keys("q");
    await t.until(/stop/i);
    t.keys("s");
    await sane(t);
  });

  it("a signal", async () => {
    const t = await open("sigterm");
    const pid = t.flag("pane_pid");
    await docker(["version"]);
    const { execFileSync } = await import("node:child_process");
    execFileSync("pkill", ["-TERM", "-P", pid]);
    await sane(t);
  });

  it("resizing during the shell is seen by the shell and by the screen after it", async () => {
    const t = await open("resize");
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/exit or Ctrl-D/);
    t.resize(100, 30);
    // the new size reaches the terminal inside when the engine has heard of it
    t.type('until [ "$(stty size)" = "30 100" ]; do sleep 0.1; done; echo seen');
    t.keys("Enter");
    await t.until(/^seen/m);
    t.keys("C-d");
    const back = await untilFailed(t);
    expect(Math.max(...back.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    t.keys("q");
    await sane(t);
  });
});
