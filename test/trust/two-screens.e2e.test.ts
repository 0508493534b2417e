/** Two screens on one Dockerfile at the same time, and one whose layers are removed from the engine while it is paused. */
import fs from "node:fs";
import { afterEach, expect, it } from "vitest";
import { docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui, untilOpen } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const steps = "RUN true\nRUN :\nRUN echo hi >/dev/null\nRUN true\nRUN touch /x\n";
const terminals: Terminal[] = [];
const folders: string[] = [];
const tags: string[] = [];

afterEach(async () => {
  for (const terminal of terminals.splice(0)) terminal.close();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", ...tags.splice(0)]);
});

async function open(folder: string, tag: string, ...flags: readonly string[]): Promise<Terminal> {
  const terminal = await openTui(folder, { columns: 120, rows: 30, flags: `${flags.join(" ")} -t ${tag}` });
  terminals.push(terminal);
  tags.push(tag);
  return terminal;
}

async function leave(terminal: Terminal): Promise<void> {
  terminal.keys("q");
  await terminal.until(/ready\$ *$/m, { seconds: 60 });
}

it("both build to the end, and go back and on again", async () => {
  const folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${run}\n${steps}` });
  folders.push(folder);
  const both = [await open(folder, `two-a-${run}`, "--no-cache"), await open(folder, `two-b-${run}`, "--no-cache")];
  for (const terminal of both) terminal.keys("c");
  for (const terminal of both) await terminal.until(/DONE/, { seconds: 100 });
  for (const terminal of both) terminal.keys("u");
  for (const terminal of both) await untilOpen(terminal);
  for (const terminal of both) terminal.keys("c");
  for (const terminal of both) await terminal.until(/DONE/, { seconds: 100 });
  for (const terminal of both) await leave(terminal);
});

it("a layer that is removed while paused is built again when something is to stand on it", async () => {
  const folder = folderWith({ Dockerfile: `FROM busybox\nRUN echo ${run} > /removed\nRUN cat /removed > /copy\n` });
  folders.push(folder);
  const tag = `two-c-${run}`;
  const terminal = await open(folder, tag, "--break", "3");
  terminal.keys("c");
  // the header counts breakpoints from the start: only the stop tells that the layer is there
  await terminal.until(/PAUSED\s+before step 3\/3/, { seconds: 60 });
  const list = (
    await docker(["images", "--no-trunc", "--format", "{{.ID}} {{.Repository}}:{{.Tag}}", "dbuild-hold"])
  ).stdout.split("\n");
  const held = list.filter((line) => line.includes(" dbuild-hold:")).map((line) => line.split(" ")[0] ?? "");
  for (const image of new Set(held)) {
    const { stdout } = await docker(["history", "--no-trunc", image]);
    if (stdout.includes(`echo ${run} `)) await docker(["rmi", "-f", image]);
  }
  terminal.keys("c");
  await terminal.until(/DONE/, { seconds: 100 });
  const { stdout, stderr } = await docker(["run", "--rm", "--network", "none", tag, "cat", "/copy"]);
  expect(stdout, stderr).toBe(`${run}\n`);
  await leave(terminal);
});
