/** A failed layer is removed behind the screen's back: it is said, and the build goes on from what is there. */
import fs from "node:fs";
import { afterEach, expect, it } from "vitest";
import { dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { openTerminal, type Terminal } from "../helpers/tmux.ts";

const mark = Math.random().toString(36).slice(2, 8);
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it("R says that it is gone, s opens the layer before it, r makes a new one", async () => {
  folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}\nRUN echo before > /before\nRUN echo half > /half; false\n` });
  const t = openTerminal(120, 40, folder, { DOCKER_HOST: process.env.DOCKER_HOST, PATH: process.env.PATH });
  terminal = t;
  await t.until(/^ready\$/);
  t.type(`${process.execPath} ${dbuildFile} tui Dockerfile`);
  t.keys("Enter");
  await t.until("PAUSED");
  t.keys("c");
  const failed = await t.until(/FAILED[\s\S]*dbuild-failed:/);
  const [, layer = ""] = /layer ([0-9a-f]{12})/.exec(failed) ?? [];
  expect((await docker(["rmi", "-f", layer])).code).toBe(0);
  t.keys("R");
  await t.until(/What it did is gone: its layer was removed from the engine/, { not: /dbuild-failed:/ });
  t.keys("s");
  await t.until(/You are in the layer before step 4[\s\S]*exit or Ctrl-D/);
  t.type("ls /before /half; exit");
  t.keys("Enter");
  await t.until("The shell changed no files");
  t.keys("r");
  await t.until(/FAILED[\s\S]*dbuild-failed:/);
  t.keys("q");
  await t.until(/ready\$\s*$/);
});
