/** Stages side by side, key by key: several run, one fails, the others end, it is fixed where it failed, everything goes on. */
import fs from "node:fs";
import { afterAll, afterEach, expect, it } from "vitest";
import { docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const tag = `e2e-side-${run}`;
let terminal: Terminal | undefined;
let folder = "";

afterEach(() => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await docker(["rmi", "-f", tag]);
});

const text = `FROM busybox AS slow
ENV run=${run}
RUN echo one > /one; sleep 6
RUN echo two > /two
FROM busybox AS broken
ENV run=${run}
RUN touch /half; sleep 1; false
FROM busybox
COPY --from=slow /one /two /
COPY --from=broken /half /
`;

it("stops at the failure when the others have ended, is fixed there, and goes on", async () => {
  folder = folderWith({ Dockerfile: text });
  const t = await openTui(folder, { columns: 120, flags: `-t ${tag}` });
  terminal = t;
  t.keys("c");
  await t.until(/RUNNING.* and 1 more/);
  await t.until(/Line 7 failed\. Another stage ends its instruction first\./);
  const failed = await t.until(/FAILED +step 7\/10, line 7, exit code 1/);
  // The other stage ended its instruction, and did not begin the next one.
  expect(failed).toMatch(/ 3 ✓ RUN echo one/);
  expect(failed).toMatch(/ 4 · RUN echo two/);
  t.keys("s");
  await t.until(/exit or Ctrl-D/);
  t.type("ls /half; ls /one");
  t.keys("Enter");
  await t.until(/\/half[\s\S]*\/one: No such file/);
  t.keys("C-d");
  await t.until("The shell changed no files");
  t.keys("e");
  await t.until("Edit line 7");
  t.keys("End");
  for (let at = 0; at < "; false".length; at++) t.keys("BSpace");
  t.keys("C-s");
  await t.until(/saved line 7/i);
  t.keys("c");
  await t.until("DONE");
  t.keys("q");
  await t.until(/ready\$/);
  expect((await docker(["run", "--rm", tag, "cat", "/one", "/two", "/half"])).stdout).toBe("one\ntwo\n");
});
