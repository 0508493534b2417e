/** `dbuild tui --plain`: each kind of breakpoint, each word that may stand behind one, and the commands that run, on a real engine. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { dbuild, folderWith } from "../../helpers/dbuild.ts";

const run = Math.random().toString(36).slice(2, 8);
let folder = "";
afterEach(() => {
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

/** What a session on the Dockerfile prints that is done by these commands. */
async function plain(dockerfile: string, commands: readonly string[]) {
  folder = folderWith({ Dockerfile: dockerfile, commands: `${commands.join("\n")}\n`, "none/": "" });
  return await dbuild(["tui", "--plain", "--commands", "commands", "Dockerfile"], {
    cwd: folder,
    // without what the person who runs the tests has in a dbuildrc
    env: { ...process.env, XDG_CONFIG_HOME: path.join(folder, "none") },
  });
}

/** Where it stopped, and what breakpoints printed. */
const stops = (stdout: string) => stdout.match(/^(?:stopped|frozen|failed:|printed:).*$/gm);

it("stops at breakpoints of each kind, with conditions, counts and messages", async () => {
  const { code, stdout } = await plain(
    `FROM busybox AS tools
ENV run=${run}
RUN head -c 3000000 /dev/zero > /big
LABEL of=big
ENV CC=gcc
FROM tools AS final
ARG FLAGS=-O2
RUN : one
USER 7
WORKDIR /srv
RUN : two
RUN echo begin; sleep 2; echo end
RUN exit 3
`,
    [
      "disable b0",
      "break on exit 0 temporary",
      "break on size 2MB temporary",
      "break on ENV hits %2",
      "break on stage final if stage == 'final'",
      'break on ARG log "CC is {env.CC}, line {line} of {stage}"',
      'break on RUN hits >1 temporary if user == "root"',
      "break 9 if arg.FLAGS =~ /^-O/",
      "break on WORKDIR if config.User == 7 && env.CC != 'clang'",
      "break /two/ if exit == 0 && workdir == '/srv'",
      "break on elapsed 500ms if line == 12",
      "break 8 run 'id -u; ls /big'",
      "break on size 0 run 'echo as $(id -u) in $(pwd); exit 4' temporary if line == 11",
      "break on exit 3",
      ...Array<string>(10).fill("continue"),
      "watch id -u",
      "watches 12",
      "breakpoints",
    ],
  );
  expect(stops(stdout)).toEqual([
    "stopped before step 2/13, line 2: breakpoint b1 on exit 0 temporary",
    "stopped before step 4/13, line 4: breakpoint b2 on size 2MB temporary",
    "stopped before step 5/13, line 5: breakpoint b3 on ENV hits %2",
    "stopped before step 6/13, line 6: breakpoint b4 on stage final if stage == 'final'",
    "printed: CC is gcc, line 7 of final",
    'stopped before step 8/13, line 8: breakpoint b6 on RUN temporary hits >1 if user == "root"',
    "printed: b11, line 8: id -u; ls /big",
    "printed:   0",
    "printed:   /big",
    "stopped before step 9/13, line 9: breakpoint b7 line 9 if arg.FLAGS =~ /^-O/",
    "stopped before step 10/13, line 10: breakpoint b8 on WORKDIR if config.User == 7 && env.CC != 'clang'",
    "stopped before step 12/13, line 12: breakpoint b9 line 11 if exit == 0 && workdir == '/srv'",
    "printed: b12, line 11: echo as $(id -u) in $(pwd); exit 4",
    "printed:   as 7 in /srv",
    "printed:   exit code 4",
    "frozen by breakpoint b10 on elapsed 0.5s if line == 12, line 12",
    expect.stringMatching(/^failed: step 13\/13, line 13: .* exit code 3$/),
  ]);
  expect(stdout).toMatch(/\n1 id -u\n {2}7\nb0 on failure \(disabled\)\nb3 /);
  expect(stdout).toMatch(/\nb13 on exit 3 \(met once\)\n/);
  expect(stdout).toContain("\n  stopped by breakpoint b13 on exit 3\n");
  expect(code).toBe(1);
});

it("runs to places, back, into stages and past steps, and tells how two layers differ", async () => {
  const { code, stdout, stderr } = await plain(
    `FROM busybox AS tools
ENV run=${run}-run
RUN echo tool > /tool
RUN echo more >> /tool
FROM busybox
ENV run=${run}-run
RUN exit 3
RUN exit 4
COPY --from=tools /tool /tool
RUN cat /tool > /last
RUN exit 5
RUN : never
`,
    [
      "break 4",
      "run-to 5",
      "finish stage:tools",
      "reverse-continue",
      "restart",
      "delete b1",
      "run-to 7",
      "jump 9",
      "step-into 9",
      "finish stage:tools",
      "diff 3 4",
      "diff 3 4 /tool",
      "run-to 11",
      "skip",
      "back",
      "steps",
    ],
  );
  expect(stderr).toMatch(/^dbuild: left at line 11; /);
  expect(stops(stdout)).toEqual([
    "stopped before step 4/12, line 4: breakpoint b1 line 4",
    "stopped before step 5/12, line 5: the stage is finished",
    "stopped before step 4/12, line 4: gone back to here",
    "stopped before step 1/12, line 1: gone back to here",
    "stopped before step 7/12, line 7: this is the place",
    "stopped before step 9/12, line 9: a step was skipped",
    "stopped before step 1/12, line 1: gone back to here",
    "stopped before step 9/12, line 9: the stage is finished",
    "stopped before step 11/12, line 11: this is the place",
    "stopped before step 12/12, line 12: a step was skipped",
    "stopped before step 11/12, line 11: gone back to here",
  ]);
  expect(stdout).toContain("\n~ 10 B /tool\n  @@ -1,1 +1,2 @@\n   tool\n  +more\n");
  expect(stdout).toMatch(/ 7 line 7 skipped: RUN exit 3\n {2}8 line 8 skipped: RUN exit 4\n {2}9 line 9 done, /);
  expect(stdout).toMatch(/\n> 11 line 11 not run yet: RUN exit 5\n/);
  expect(code).toBe(0);
});
