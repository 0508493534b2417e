/** The face without a screen on the real controller over the engine in memory: commands in, lines out. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { endFrozen } from "../../../src/cli/plain/end-frozen.ts";
import { plainFace } from "../../../src/cli/plain/face.ts";
import { doLines } from "../../../src/cli/plain/rows.ts";
import { leftWords } from "../../../src/cli/plain/stop-lines.ts";
import { type ScriptLine, scriptLines } from "../../../src/debugger/commands/script.ts";
import { stateAfter } from "../../../src/debugger/session.ts";
import { UserError } from "../../../src/errors.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";

const text = "FROM busybox\nRUN one\nRUN two\nRUN fails\nRUN last\n";
let session: MemorySession;
let printed = "";
afterEach(async () => {
  await session.close();
  printed = "";
});

const files: Record<string, string> = {};
const readScript = (file: string): readonly ScriptLine[] => scriptLines(files[file] ?? "", file);

/** What a script prints; or where it ended and why. */
async function lines(script: string): Promise<string> {
  const face = plainFace({
    controller: session.controller,
    readScript,
    write: (each) => {
      printed += each;
    },
  });
  try {
    await doLines(face, scriptLines(script, "script"));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [{ place, message } = { place: undefined, message: "" }] = error.problems;
    printed += `${place?.file}:${place?.line}: ${message}\n`;
  } finally {
    face.close();
  }
  // the folder first: its name may end like a time
  return printed.replaceAll(session.folder, "/context").replaceAll(/\d+(\.\d+)?m?s\b/g, "T");
}

it("tells a failure before its layer is written, and the rest after; the next command waits", async () => {
  session = memorySession({ text });
  session.fails("fails", 3);
  await session.at({ name: "run-to", step: "s4" });
  const commit = session.holdCommit();
  const told = lines("continue\nsteps\naccept");
  await commit.begun;
  await session.controller.stopped();
  await vi.waitFor(() => expect(printed).toMatch(/failed: step 4\/5, line 4: .*exit code 3\n/));
  expect(printed).not.toMatch(/failed layer|edit changes the line|> 4 line 4/);
  commit.end();
  expect(await told).toMatch(
    /\nfailed layer: dbuild-failed:\S+\n {2}edit changes the line.*\n[\s\S]*> 4 line 4 failed[\s\S]*\nimage sha256:/,
  );
});

it("tells what commands of breakpoints print before the next command, and which breakpoint stopped at a failure", async () => {
  session = memorySession({ text });
  session.fails("fails", 3);
  session.hold("ls -l");
  const told = lines("disable b0\nbreak on exit 3\nbreak on exit 3 temporary\nbreak 3 run 'ls -l'\ncontinue\nbreakpoints");
  await session.runs("ls -l");
  await session.controller.stopped();
  session.print("ls -l", ["total 4", "  app"]);
  await session.end("ls -l", 2);
  expect(await told).toMatch(
    /^breakpoint b1 on exit 3\nbreakpoint b1 on exit 3 temporary, instead of b1 on exit 3\nbreakpoint b2 line 3 run "ls -l"\n/,
  );
  expect(printed).toMatch(/\nfailed: step 4\/5, line 4: .*exit code 3\n {2}stopped by breakpoint b1 on exit 3 temporary\n/);
  expect(printed).toContain(
    "printed: b2, line 3: ls -l\nprinted:   total 4\nprinted:     app\nprinted:   exit code 2\nb0 on failure (disabled)\n",
  );
});

it("waits for no command of a breakpoint once somebody wants the end", async () => {
  session = memorySession({ text });
  const ending = new AbortController();
  const face = plainFace({ controller: session.controller, readScript, write: () => {}, patience: ending.signal });
  session.hold("sleep");
  await doLines(face, scriptLines("break 2 temporary run 'sleep 9'\nrun-to 3", "script"));
  await session.runs("sleep 9");
  const waits = face.acted();
  ending.abort();
  await waits;
  expect(session.session().actions).toHaveLength(1);
  face.close();
});

it("tells of a layer that is made again in the step for which it is", async () => {
  session = memorySession({ text });
  session.fails("fails", 3);
  await session.at({ name: "run-to", step: "s4" });
  const image = stateAfter(session.session(), 2)?.stage?.image ?? "";
  for (const tag of (await session.engine.image(image))?.tags ?? []) await session.engine.untag(tag);
  expect(await session.engine.image(image)).toBeUndefined();
  const told = await lines("next");
  expect(told).toMatch(
    /\nstep 4\/5 line 4: RUN fails\n {2}the layer of line 3 was removed from the engine: it is built again\n(?! {2}done)/,
  );
});

it("breaks, fails, is looked at, edited, run again and ends", async () => {
  session = memorySession({ text, tags: ["app"] });
  session.fails("fails", 3);
  const told = await lines(`
# the whole way
where
break 3
continue
steps
next
continue
output
edit 4 RUN works \\
  well
retry
steps
c
`);
  expect(told).toMatch(
    /stopped before step 1\/5, line 1: nothing has run yet\n {2}FROM busybox\n0 of 5 steps done\nbreakpoint b1 line 3\n/,
  );
  expect(told).toMatch(
    /step 2\/5 line 2: RUN one\n.*done in T\nstopped before step 3\/5, line 3: breakpoint b1 line 3\n {2}RUN two\n/,
  );
  expect(told).toMatch(/ {2}2 line 2 done, T, 0 B: RUN one\n> 3 line 3 not run yet: RUN two\n/);
  expect(told).toMatch(
    /\/context\/Dockerfile:4\n[\s\S]*RUN fails[\s\S]*failed: step 4\/5, line 4: .*exit code 3[\s\S]*failed layer: dbuild-failed:/,
  );
  expect(told).toMatch(/saved line 4; 0 steps will run again\n/);
  // the same step again is told again
  expect(told).toMatch(/step 4\/5 line 4: RUN works well\n.*done in T\nstopped before step 5\/5, line 6: one step was run\n/);
  expect(told).toMatch(/step 5\/5 line 6: RUN last\n.*done in T\nimage .* tagged app\n$/);
  expect(session.disk()).toContain("RUN works \\\n  well\n");
});

it("ends at the first command that cannot be done, and names its line, in a file of another one too", async () => {
  session = memorySession({ text });
  expect(await lines("break 2\n\nbrake 3\nnext\n")).toBe(
    'breakpoint b1 line 2\nscript:3: There is no command "brake": did you mean break?\n',
  );
  printed = "";
  expect(await lines("goto 2\n")).toBe(
    "script:1: goto is a command of the screen (select an instruction: goto 12, or 12 alone)\n",
  );
  printed = "";
  expect(await lines("yank")).toMatch(/^script:1: clipboard is a command of the screen/);
  printed = "";
  files.inner = "echo inner\npause\n";
  expect(await lines("source inner\nnext\n")).toBe("inner\ninner:2: Nothing is running\n");
  printed = "";
  files.round = "source round\n";
  expect(await lines("source round")).toBe("round:1: files of commands that name each other\n");
  printed = "";
  expect(await lines("shell 1")).toBe("script:1: a shell needs a terminal\n");
  printed = "";
  expect(await lines("output 4")).toMatch(/script:1: that step has no output/);
  expect(session.ran).toEqual([]);
});

it("tells a step once more that was taken back, and takes a failed layer as it is", async () => {
  session = memorySession({ text });
  session.fails("fails", 1);
  const told = await lines("run\naccept\nrun-to 2\nnext\nconfig\nquit\nnext\n");
  expect(told.match(/line 2: RUN one\n/g)?.length).toBeGreaterThanOrEqual(2);
  expect(told).toMatch(/made by hand/);
  expect(told).toContain("one step was run");
  expect(told).toMatch(/env PATH=/);
  expect(session.ran).toEqual(["one", "two", "fails", "last"]);
});

it("prints the lines of an output that match, and those that look like errors", async () => {
  session = memorySession({ text });
  session.hold("two");
  const running = lines(
    "next\nnext\nnext\necho ==\nsearch 3 GO+D\nsearch 3 nothing\nsearch 3 a.c[\nerrors 3\nsearch 3 (x+x+)+y\nsearch 3\n",
  );
  await session.runs("two");
  session.print("two", ["all good", "GOOOD \u001b[31mred", "a.c:1:2: error: b", "a.c[1]", "x".repeat(40)]);
  await session.end("two");
  const [, told] = (await running).split("==\n");
  expect(told).toBe(
    [
      "  2: GOOOD red",
      "1 of 5 lines match",
      "no line matches",
      "  4: a.c[1]",
      "1 of 5 lines match",
      "  3: a.c:1:2: error: b",
      "1 of 5 lines match",
      'script:9: "(x+x+)+y" takes too long on line 5',
      "",
    ].join("\n"),
  );
});

it("passes over what a dbuildrc says to the screen, but for wrong keys", async () => {
  session = memorySession({ text });
  expect(await lines("set wrap on\nmap f5 next\nunmap f5\nmap\nsteps\nmap ctrl-c next\nsteps\n")).toMatch(
    /^.*not run.*\n(?:.*\n){4}script:6: Ctrl-C cannot be bound: [^\n]*\n$/,
  );
});

it("edits a file of a layer with the text of another one, or by an editor that needs no terminal", async () => {
  session = memorySession({
    text: "FROM busybox\nRUN one\nRUN two\n",
    writes: { one: ["/etc/app.conf"] },
    files: { "new.conf": "by hand\n", "ed.sh": '#!/bin/sh\necho more >> "$1"\n' },
  });
  const editor = `/bin/sh ${session.folder}/ed.sh`;
  vi.stubEnv("VISUAL", "");
  vi.stubEnv("EDITOR", editor);
  const told = await lines(`
continue
edit-in-layer 2 /etc/app.conf --from ${session.folder}/new.conf
edit-in-layer 2 /etc/app.conf --from ${session.folder}/new.conf
edit-in-layer 2 ../etc/app.conf
steps
copy 2 /etc/app.conf ${session.folder}/out.conf
accept
edit-in-layer 2
`);
  vi.unstubAllEnvs();
  expect(fs.readFileSync(path.join(session.folder, "out.conf"), "utf8")).toBe("by hand\nmore\n");
  expect(told).toMatch(/^edited \/etc\/app\.conf; 1 step below will run again\nstopped before step 2\/3, line 2: what was/m);
  expect(told).toMatch(/^nothing was changed in \/etc\/app\.conf\nedited \/etc\/app\.conf; 0 steps below will run again$/m);
  expect(told).toMatch(/^> 2 line 2 made by hand: RUN one$/m);
  expect(told).toMatch(/^made by hand: file \/etc\/app\.conf edited after step 2 \(line 2\)$/m);
  expect(told).toMatch(/script:9: edit-in-layer takes a place and a path\n$/);
});

it("has no editor where there is neither a terminal nor one named", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\n", writes: { one: ["/etc/app.conf"] } });
  vi.stubEnv("VISUAL", "");
  vi.stubEnv("EDITOR", "");
  const told = await lines("continue\nedit-in-layer 2 /etc/app.conf");
  vi.unstubAllEnvs();
  expect(told).toMatch(/script:2: there is no terminal for an editor\n$/);
});

it("tells of one command what there is to know", async () => {
  session = memorySession({ text });
  const told = await lines("help break\nhelp brake");
  expect(told).toMatch(/^breakpoint \[place .*: set or remove a breakpoint.*; also break, b\n {2}Events: failure, stage final/);
  expect(told).toContain('script:2: There is no command "brake": did you mean break?');
});

it("shows the text of a file, how it differs, and what is another between two steps", async () => {
  session = memorySession({ text, writes: { one: ["/1"], two: ["/2"], last: ["/3"] } });
  const told = await lines(
    "run-to 5\nfiles 3 /2\nchanges 3 /2\ndiff 2 3\ndiff 2 3 /2\ndiff 3 2\ndiff 1\nchanges 3:/2\ndiff 2 99",
  );
  const [, shown = ""] = told.split("this is the place\n");
  expect(shown.replaceAll(/ \d+ B /g, " N B ").replace(/^.*\n/, "")).toBe(`-rw-r--r-- 0:0 N B 2
  /2
  @@ -0,0 +1,1 @@
  +/2
+ N B /2
  @@ -0,0 +1,1 @@
  +/2
- N B /2
+ N B /1
+ N B /2
  @@ -0,0 +1,1 @@
  +/2
script:9: There is no instruction at "99": a line is a number, +2 is two steps below the position, others are stage:name and /text/
`);
});

it("commands that end while a RUN is frozen stop it and keep what it did, for nobody would let it go on", async () => {
  session = memorySession({ text });
  session.hold("two");
  const told = lines("break on log /soon/\ncontinue");
  await session.runs("two");
  session.print("two", ["soon"]);
  expect(await told).toMatch(/frozen by breakpoint b1 on log \/soon\/, line 3: soon/);
  const said: string[] = [];
  await endFrozen(session.controller, (line) => said.push(line));
  expect(said).toEqual(["dbuild: the commands end while line 3 is frozen: it is stopped, and what it did is kept"]);
  expect(session.session().failures.s3).toMatchObject({ kind: "interrupted", tag: expect.stringContaining("dbuild-failed") });
  expect(leftWords(session.session())).toBe("left at line 3, which was stopped");
  await endFrozen(session.controller, (line) => said.push(line));
  expect(said).toHaveLength(1);
});
