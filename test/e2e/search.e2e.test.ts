/** Looking through a long output in a real terminal: what stands out, where it goes, that nothing runs. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { docker, folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui, untilFailed } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const tag = `e2e-${run}-search`;
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await docker(["rmi", "-f", tag]);
});

const script = [
  "seq 1 150000",
  "echo 'src/io.c:41:10: fatal error: zlib.h: No such file or directory'",
  "seq 150001 300000",
  "echo 'make: *** [Makefile:12: src/io.o] Error 1'",
  "false",
].join("; ");

it("finds, jumps, shows the first error, opens the pager and saves; n runs nothing meanwhile", async () => {
  folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${run}\nRUN ${script}\n` });
  terminal = await openTui(folder, { flags: `-t ${tag}`, env: { PAGER: "tail -n 1" } });
  const t = terminal;
  t.keys("c");
  await untilFailed(t);
  t.keys("/");
  await t.until("search:");
  t.type("^2999\\d\\d$");
  t.keys("Enter");
  // the first on the screen, or the first of all
  await t.until(/match \d+ of 100 /, { seconds: 200 });
  t.keys("n");
  await t.until(/match \d+ of 100 /);
  t.keys("!");
  await t.until(/error 1 of 2 /, { seconds: 200 });
  await t.until("fatal error: zlib.h");
  t.keys("n");
  await t.until("error 2 of 2 ");
  await untilFailed(t);
  t.keys("Escape");
  await t.until(/s shell/, { not: /error 2 of 2/ });
  t.keys(":");
  t.type("save out.log");
  t.keys("Enter");
  await t.until(/Saved \d.* to out.log/);
  expect(fs.readFileSync(path.join(folder, "out.log"), "utf8").split("\n")).toHaveLength(300_003);
  // the pager ends at once here, and the screen comes back
  t.keys("L");
  await untilFailed(t);
  t.keys("q");
  await t.until(/ready\$/);
});
