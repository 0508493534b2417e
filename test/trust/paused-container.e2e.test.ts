/** Somebody pauses the container of the running step (docker pause): it is told, goes on with unpause, and can be stopped all the same. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import { afterEach, expect, it } from "vitest";
import { dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui } from "../helpers/tui.ts";

const mark = Math.random().toString(36).slice(2, 8);
const dockerfile = (name: string) =>
  `FROM busybox\nENV run=${mark}-${name}\nRUN echo work > /work; echo be''gun; tail -f /dev/null\n`;
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it("the screen says so, also where s is pressed; stopping it keeps what it did", async () => {
  folder = folderWith({ Dockerfile: dockerfile("screen") });
  const t = await openTui(folder, { columns: 150 });
  terminal = t;
  t.keys("c");
  await t.until("begun");
  const container = await running();
  await docker(["pause", container]);
  const paused = await t.until(/Somebody paused the container of step 3: docker unpause dbuild-\S+-run lets it go on/);
  expect(paused).toMatch(/RUNNING.*container paused by somebody/);
  t.keys("s");
  await t.until("somebody paused the step's container");
  await docker(["unpause", container]);
  await t.until("it goes on", { not: /lets it go on/ });
  await docker(["pause", container]);
  await t.until("container paused by somebody");
  t.keys("C-c");
  await t.until("pausing");
  t.keys("C-c");
  await t.until(/stop the instruction/i);
  t.keys("y");
  await t.until(/stopped by you[\s\S]*dbuild-failed:/);
  t.keys("q");
  await t.until(/ready\$\s*$/);
});

it("dbuild build says so, and a signal stops it and keeps what it did", { timeout: 60_000 }, async () => {
  folder = folderWith({ Dockerfile: dockerfile("build") });
  const child = spawn(process.execPath, [dbuildFile, "build", folder], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await expect.poll(() => said, { timeout: 30_000 }).toContain("begun");
  const container = await running();
  await docker(["pause", container]);
  await expect.poll(() => said, { timeout: 10_000 }).toMatch(/paused by somebody.*docker unpause dbuild-\S+-run/);
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
  const [, layer = ""] = /tagged (dbuild-failed:\S+)/.exec(said) ?? [];
  expect((await docker(["run", "--rm", layer, "cat", "/work"])).stdout, said).toBe("work\n");
  await docker(["rmi", layer]);
});

/** The id of the container of this file's RUN that runs. */
async function running(): Promise<string> {
  const list = (await docker(["ps", "--format", "{{.ID}} {{.Command}}", "--no-trunc"])).stdout;
  const ids = list.split("\n").filter((line) => line.includes("echo work > /work"));
  for (const line of ids) {
    const [id = ""] = line.split(" ");
    if ((await docker(["inspect", "-f", "{{.Config.Env}}", id])).stdout.includes(`run=${mark}`)) return id;
  }
  throw new Error(`no container of this test runs: ${list}`);
}
