/** `V` in a real terminal on a real engine, and `dbuild verify` after it: a Dockerfile whose image is right only because of a shell, and one that is mended. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const tag = `e2e-verify-${run}`;
let terminal: Terminal | undefined;
let folder = "";

afterAll(async () => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", tag, `${tag}-on-top`]);
});

const dockerfile = (last: string) => `FROM busybox\nENV run=${run}\nRUN echo zero > /zero\nRUN ${last}\n`;

it("names the file that only a shell made, beside the screen; of a mended Dockerfile that it gives the same", async () => {
  folder = folderWith({ Dockerfile: dockerfile("echo one > /one") });
  const t = await openTui(folder, { flags: `-t ${tag}` });
  terminal = t;
  t.keys("V");
  await t.until("There is no image to verify yet");
  t.keys("c");
  await t.until("DONE");
  t.keys("G", "s");
  await t.until(/exit or Ctrl-D/);
  t.type("echo two > /one; echo shell > /made; exit");
  t.keys("Enter");
  await t.until("Keep the changes?");
  t.keys("k");
  await t.until("Your changes are kept");
  t.keys("a");
  await t.until(/DONE[\s\S]*made by hand: line 4/);
  t.keys("V");
  const told = await t.until(/does not give this image: [\s\S]*All of it: \S+/);
  expect(told).toContain("DONE");
  expect(told).toMatch(/\/made \(file 0644 0:0, 6 B\) does not come from the Dockerfile, and 1 more/);
  const [, report = ""] = /All of it: ([\s\S]*?verify\.txt)/.exec(told) ?? [];
  const text = fs.readFileSync(report.replaceAll(/\s/g, ""), "utf8");
  expect(text).toContain("! /one: other content\n  @@ -1,1 +1,1 @@\n  -two\n  +one\n");
  fs.writeFileSync(path.join(folder, "Dockerfile"), dockerfile("echo shell > /made; echo two > /one"));
  await t.until("changed on disk");
  t.keys("V");
  await t.until("gives the same image: proved by a clean build");
  t.keys("q");
  await t.until(/ready\$/);
});

it("tells the same of the newest session in the folder, with an exit code, what differs as JSON, and a step that fails", async () => {
  const verify = (...flags: readonly string[]) => dbuild(["verify", ...flags], { cwd: folder });
  expect(await verify("-q")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^the Dockerfile as it stands gives the same image$/m),
  });
  fs.writeFileSync(path.join(folder, "Dockerfile"), dockerfile("echo one > /one"));
  const differing = await verify("--json");
  expect(differing.code).toBe(1);
  const { same, files, steps } = JSON.parse(differing.stdout);
  expect({ same, steps }).toEqual({ same: false, steps: { anew: 1, found: 1 } });
  expect(files).toMatchObject([
    { path: "/made", kind: "removed", diff: ["@@ -1,1 +0,0 @@", "-shell"] },
    { path: "/one", kind: "changed", what: ["sha256"], diff: ["@@ -1,1 +1,1 @@", "-two", "+one"] },
  ]);
  const onTop = await dbuild(["build", "-t", `${tag}-on-top`, "-"], { input: `FROM ${tag}\nENV on=top\n` });
  expect(onTop.stderr).toMatch(
    /made by hand: FROM .*step 4 \(line 4\) accepted[\s\S]*build that base clean, then this image again/,
  );
  expect(await verify("-q", "--ignore", "made", "--ignore", "o?e")).toMatchObject({ code: 0 });
  fs.writeFileSync(path.join(folder, "Dockerfile"), dockerfile("false"));
  expect(await verify("-q")).toMatchObject({ code: 1, stderr: expect.stringContaining("gives no image: line 4 fails") });
});
