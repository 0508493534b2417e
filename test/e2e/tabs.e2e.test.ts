/** Every tab of one session, on a real engine and in a real terminal: what each shows of steps that ran, failed and ran again. */
import fs from "node:fs";
import { afterAll, afterEach, expect, it } from "vitest";
import { docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui, untilFailed } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const tag = `e2e-${run}-tabs`;
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await docker(["rmi", "-f", tag]);
});

it("shows what every tab is for, of the step that is looked at", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox
ENV run=${run}
COPY src /src
RUN mkdir /made && echo one > /made/a && seq 1 50 && echo 'warning: odd'
RUN echo tried >> /tries; test -f /src/none && echo yes
`,
    "src/hello.txt": `hello ${run}\n`,
    "large.bin": "x".repeat(200_000),
    ".dockerignore": "large.bin\n",
  });
  terminal = await openTui(folder, { flags: `-t ${tag}` });
  const t = terminal;
  t.keys("c");
  await untilFailed(t);
  // of a step that has just run
  t.keys("k", "2");
  await t.until(/\+2 ~0 -0 +4 B +newest first[\s\S]*4 B +\/made\/a/);
  t.keys("Tab", "j", "1");
  // a second attempt, on top of the first
  t.keys("R");
  await t.until(/RUNNING|running/);
  await untilFailed(t);
  t.keys("5");
  await t.until(/2 attempts.*[\s\S]*exit code 1|2 attempts[\s\S]*exit 1/);
  t.keys("2");
  await t.until(/\/tries/);
  t.keys("7");
  await t.until("Nothing is watched");
  t.keys(":");
  t.type("watch cat /tries");
  t.keys("Enter");
  await t.until(/tried[\s\S]*tried/);
  t.keys("8");
  await t.until(/b0 +on failure/);
  t.keys("9");
  await t.until("Not cached: what it stands on was made by hand");
  // the step before it
  t.keys("Tab", "k", "1");
  await t.until("warning: odd");
  t.keys("&");
  await t.until("filter:");
  t.type("^4");
  t.keys("Enter");
  await t.until(/11 of 5\d lines/, { not: /warning: odd/ });
  t.keys("Escape");
  await t.until("Output", { not: /Only lines that/ });
  t.keys("G");
  await t.until("warning: odd");
  t.keys("2");
  await t.until(/\/made\/a/);
  t.keys("3");
  await t.until(/ made\//);
  t.keys("4");
  await t.until(new RegExp(`env run +${run}`));
  t.keys("6");
  await t.until(/large\.bin +line 1: large\.bin/);
  await t.until(/src\/hello\.txt +line 3/);
  t.keys("q");
  await t.until(/ready\$/, { not: /FAILED/ });
  expect(t.flag("alternate_on")).toBe("0");
});
