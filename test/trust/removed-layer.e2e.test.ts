/** Layers are removed behind the screen's back: it is said, they are built again, and the build goes on from what is there. */
import fs from "node:fs";
import { setTimeout } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui } from "../helpers/tui.ts";

const mark = Math.random().toString(36).slice(2, 8);
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it("R says that it is gone, s opens the layer before it, r makes a new one", async () => {
  folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}\nRUN echo before > /before\nRUN echo half > /half; false\n` });
  const t = await openTui(folder, { columns: 120 });
  terminal = t;
  t.keys("c");
  const failed = await untilLookedAt(t);
  const [, layer = ""] = /layer ([0-9a-f]{12})/.exec(failed) ?? [];
  await removeImage(layer);
  t.keys("R");
  await t.until(/What it did is gone: its layer was removed from the engine/, { not: /dbuild-failed:/ });
  t.keys("s");
  await t.until(/You are in the layer before step 4[\s\S]*exit or Ctrl-D/);
  t.type("ls /before /half; exit");
  t.keys("Enter");
  await t.until("The shell changed no files");
  t.keys("r");
  await untilLookedAt(t);
  t.keys("q");
  await t.until(/ready\$\s*$/);
});

/** A step has failed, and it is told what it wrote. */
const untilLookedAt = (t: Terminal): Promise<string> => t.until(/FAILED[\s\S]*wrote {2}\/half[\s\S]*dbuild-failed:/);

/** The engine refuses that while a container in it runs: one in which its files are looked at. */
async function removeImage(id: string): Promise<void> {
  for (;;) {
    const { code, stderr } = await docker(["rmi", "-f", id]);
    if (code === 0) return;
    expect(stderr).toMatch(/used by running container/);
    await setTimeout(200);
  }
}

/** Removes all layers that the session of this failed layer made, the newest first; returns how many. */
async function removeLayers(session: string): Promise<number> {
  // nobody else's are touched
  expect(session).toMatch(/^\d{8}-\d{6}-\w+/);
  const list = async (repository: string) => {
    const form = ["--no-trunc", "--format", "{{.Tag}} {{.ID}}", "--filter", `reference=${repository}`];
    const lines = (await docker(["images", ...form])).stdout.split("\n").filter((line) => line.startsWith(session));
    return lines.sort((one, other) => other.localeCompare(one, "en", { numeric: true }));
  };
  const made = [...(await list("dbuild-failed")), ...(await list("dbuild-hold"))];
  const ids = new Set(made.filter((line) => /-line\d+-\S+ |-[0-9a-f]{64} /.test(line)).map((line) => line.split(" ")[1] ?? ""));
  for (const id of ids) await removeImage(id);
  return ids.size;
}

it("s on a step that is done, and on one that failed, makes its layers again; so does the next step", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox\nENV run=${mark}-done\nRUN echo one > /one\nRUN date > /two\nRUN echo half > /half; false\n`,
  });
  const t = await openTui(folder, { columns: 150 });
  terminal = t;
  t.keys("c");
  const failed = await untilLookedAt(t);
  const [, session = ""] = /dbuild-failed:((?:\w+-){5}\w+)-l/.exec(failed) ?? [];
  expect(await removeLayers(session)).toBe(3);
  t.keys("k");
  t.keys("s");
  await t.until(/You are in the layer after step 4[\s\S]*exit or Ctrl-D/);
  t.type("ls /one /two; exit");
  t.keys("Enter");
  await t.until("The shell changed no files");
  expect(t.screen()).toContain("FAILED");
  expect(await removeLayers(session)).toBe(2);
  t.keys("j");
  t.keys("s");
  await t.until(/You are in the layer before step 5[\s\S]*exit or Ctrl-D/);
  t.type("ls /one /two; exit");
  t.keys("Enter");
  await t.until(/The shell changed no files[\s\S]*|What it did is gone/);
  expect(await removeLayers(session)).toBe(2);
  t.keys("r");
  await untilLookedAt(t);
  t.keys("q");
  await t.until(/ready\$\s*$/);
});
