/** The commands that run, on the screen: to a place, back, into a stage, past steps, and the pause of one that runs. */
import fs from "node:fs";
import { afterEach, it } from "vitest";
import { folderWith } from "../helpers/dbuild.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

it("runs to the cursor, back, to the end of a stage, into one, past steps, and pauses behind what runs", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox AS tools
ENV run=${run}
RUN echo tool > /tool
ENV made=tool
FROM busybox
ENV run=${run}
RUN exit 3
RUN exit 4
COPY --from=tools /tool /tool
RUN echo be''gun; sleep 3; cat /tool > /last
RUN exit 5
RUN : never
`,
  });
  terminal = await openTui(folder);
  const t = terminal;
  const command = (line: string) => {
    t.keys(":");
    t.type(line);
    t.keys("Enter");
  };
  const before = (line: number) => t.until(`before step ${line}/12, line ${line}`);
  command("goto 4");
  await t.until("Step of line 4");
  t.keys("t");
  await before(4);
  t.keys("f");
  await before(5);
  command("break 3");
  t.keys("U");
  await before(3);
  command("restart");
  await before(1);
  command("delete b1");
  command("run-to 7");
  await before(7);
  command("jump 9");
  await before(9);
  command("step-into 9");
  await before(1);
  t.keys("f");
  await before(9);
  t.keys("c");
  await t.until("begun");
  t.keys("p");
  await before(11);
  command("skip");
  await before(12);
  t.keys("q");
  await t.until(/ready\$/);
});
