/** `dbuild tui --plain`: a session without a terminal, by a script, to an image. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../../helpers/dbuild.ts";

const run = Math.random().toString(36).slice(2, 8);
const tag = `plain-${run}`;
let folder = "";
afterEach(() => {
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await docker(["rmi", "-f", tag]);
});

const text = `FROM busybox
ENV run=${run}
RUN echo made > /made; chown 7:9 /made; chmod 640 /made
RUN echo working; touch /half; test -e /there
RUN cat /half /made
`;

/** Without what the person who runs the tests has in a dbuildrc. */
const env = (config: string): NodeJS.ProcessEnv => ({ ...process.env, XDG_CONFIG_HOME: path.join(folder, config) });

it("breaks, runs, fails, is looked at, edited and run again, to an image", async () => {
  folder = folderWith({
    Dockerfile: text,
    script: `break 3
continue
continue
output 4 5
copy 4 /half half
edit-in-layer 4 /made --from new
edit 4 RUN echo working; test -e /half
retry-failed
steps
continue
`,
    new: "by hand\n",
    "config/dbuild/dbuildrc": "echo mine\n",
    // a context has no say in what is done
    ".dbuildrc": "quit\n",
    dbuildrc: "quit\n",
  });
  const { code, stdout, stderr } = await dbuild(["tui", "--plain", "--commands", "script", "-t", tag, "Dockerfile"], {
    cwd: folder,
    env: env("config"),
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^mine\nbreakpoint b1 line 3\n/);
  expect(stdout).toMatch(/stopped before step 3\/5, line 3: breakpoint b1 line 3/);
  expect(stdout).toMatch(/failed: step 4\/5, line 4: .*exit code 1/);
  expect(stdout).toMatch(/failed layer: dbuild-failed:/);
  expect(stdout).toMatch(/\n {2}working\ncopied 1 file, 0 B\nedited \/made; 0 steps below will run again\n/);
  expect(stdout).toMatch(/4 line 4 made by hand, .*: RUN echo working; test -e \/half\n/);
  expect(stdout).toMatch(new RegExp(`image sha256:[0-9a-f]{64} tagged ${tag}`));
  expect(stdout).toMatch(
    /made by hand: step 4 \(line 4\) run on top of a layer with file \/made edited by hand; before that: a failed attempt \(exit code 1\)/,
  );
  expect(code).toBe(0);
  expect(fs.existsSync(path.join(folder, "half"))).toBe(true);
  expect(fs.readFileSync(path.join(folder, "Dockerfile"), "utf8")).toContain("RUN echo working; test -e /half\n");
  const told = await docker(["run", "--rm", tag, "sh", "-c", "cat /made; stat -c '%a %u:%g' /made"]);
  expect(told.stdout).toBe("by hand\n640 7:9\n");
});

it("takes commands from standard input, and its exit codes say what came of it", async () => {
  folder = folderWith({ Dockerfile: text, "none/": "" });
  const plain = (input: string, ...flags: readonly string[]) =>
    dbuild(["tui", "--plain", ...flags, "Dockerfile"], { cwd: folder, env: env("none"), input });
  const failed = await plain("continue\n");
  expect(failed.stdout).toMatch(/failed: step 4\/5/);
  expect(failed.stderr).toMatch(/dbuild: left at line 4, which failed; dbuild resume [\w-]+ goes on/);
  expect(failed.code).toBe(1);
  const wrong = await plain("# a comment\nbrake 3\ncontinue\n");
  expect(wrong.stderr).toMatch(/dbuild: -:2: There is no command "brake": did you mean break\?/);
  expect(wrong.stdout).not.toMatch(/step 1/);
  expect(wrong.code).toBe(2);
  const left = await plain("next\nquit\nnext\n");
  expect(left.stderr).toMatch(/left at line 2; dbuild resume/);
  expect(left.code).toBe(0);
  const missing = await plain("", "--commands", "nowhere");
  expect(missing.stderr).toMatch(/the commands in nowhere cannot be read/);
  expect(missing.code).toBe(2);
  const both = await dbuild(["tui", "--plain", "-f", "-", "."], { cwd: folder, env: env("none"), input: text });
  expect(both.stderr).toMatch(/standard input is the Dockerfile or the context already/);
  expect(both.code).toBe(2);
});

it("freezes a RUN by a line of its log, and lets it go on", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox\nENV run=${run}-log\nRUN echo begin; echo warning: soon; sleep 1; echo end\n`,
    script: "break on log /^warning/\ncontinue\noutput 3\necho looked\ncontinue\n",
    "none/": "",
  });
  const { code, stdout, stderr } = await dbuild(["tui", "--plain", "--commands", "script", "Dockerfile"], {
    cwd: folder,
    env: env("none"),
  });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/frozen by breakpoint b1 on log \/\^warning\/, line 3: warning: soon\n/);
  expect(stdout).toMatch(/ {2}begin\n {2}warning: soon\nlooked\n/);
  expect(stdout).toMatch(/looked\n {2}end\n {2}done in/);
  expect(stdout).not.toMatch(/paused by somebody/);
  expect(code).toBe(0);
  const image = /image (sha256:\w+)/.exec(stdout)?.[1];
  if (image !== undefined) await docker(["rmi", "-f", image]);
});

it("stops behind the step that wrote a file, and says which", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox
ENV run=${run}-file
RUN mkdir -p /opt/lib/deep && echo 1 > /opt/lib/deep/a.so && echo 2 > /opt/lib/b.so
WORKDIR /srv
RUN echo "me:x:7:7::/:/bin/sh" >> /etc/passwd
RUN rm -r /opt/lib
`,
    script: `break on file /opt/lib/**/*.so
break on file /etc/passwd temporary
continue
changes 3
continue
breakpoints
continue
continue
`,
    "none/": "",
  });
  const { code, stdout, stderr } = await dbuild(["tui", "--plain", "--commands", "script", "Dockerfile"], {
    cwd: folder,
    env: env("none"),
  });
  expect(stderr).toBe("");
  expect(stdout.match(/^stopped.*$/gm)).toEqual([
    "stopped before step 4/6, line 4: breakpoint b1 on file /opt/lib/**/*.so: /opt/lib/b.so added, and 1 more",
    "stopped before step 6/6, line 6: breakpoint b2 on file /etc/passwd temporary: /etc/passwd modified",
    "stopped: every step is done, breakpoint b1 on file /opt/lib/**/*.so: /opt/lib/b.so deleted, and 1 more; continue writes the image",
  ]);
  expect(stdout).toMatch(/\+ 2 B \/opt\/lib\/deep\/a\.so\n/);
  expect(stdout).toMatch(/\nb1 on file \/opt\/lib\/\*\*\/\*\.so \(met once\)\n(?!b2)/);
  expect(code).toBe(0);
  const image = /image (sha256:\w+)/.exec(stdout)?.[1];
  if (image !== undefined) await docker(["rmi", "-f", image]);
});

it("says which breakpoint a session stops at that is gone on with without the screen", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox\nENV run=${run}-resumed\nRUN true\nRUN : 2\n`,
    script: "break on RUN\nbreak 4\ncontinue\n",
    "none/": "",
  });
  const { stdout } = await dbuild(["tui", "--plain", "--commands", "script", "Dockerfile"], { cwd: folder, env: env("none") });
  expect(stdout).toContain("stopped before step 3/4, line 3: breakpoint b1 on RUN");
  const resumed = await dbuild(["resume", "--plain"], { cwd: folder, env: env("none") });
  expect(resumed.stderr).toContain("dbuild: stopped before line 4 at breakpoint b1 on RUN; dbuild resume goes on\n");
  const ended = await dbuild(["resume", "--plain"], { cwd: folder, env: env("none") });
  expect(ended.code).toBe(0);
  const image = /image (sha256:\w+)/.exec(ended.stderr)?.[1];
  if (image !== undefined) await docker(["rmi", "-f", image]);
});

it("finishes a stage, skips a step, and takes breakpoints from the command line", async () => {
  const made = `${tag}-skip`;
  folder = folderWith({
    Dockerfile: `FROM busybox AS tools
ENV run=${run}-skip
RUN echo tool > /tool
FROM busybox
ENV run=${run}-skip
RUN echo "me:x:7:7::/:/bin/sh" >> /etc/passwd
RUN exit 3
COPY --from=tools /tool /tool
RUN cat /tool > /last
`,
    script: "finish stage:tools\nsteps\ncontinue\ncontinue\nskip\nsteps\ncontinue\n",
    "none/": "",
  });
  const words = ["--break", "on file /etc/passwd", "--break", "stage:tools temporary", "--commands", "script", "-t", made];
  const { code, stdout, stderr } = await dbuild(["tui", "--plain", ...words, "Dockerfile"], { cwd: folder, env: env("none") });
  expect(stderr).toBe("");
  expect(stdout.match(/^(?:stopped|failed:).*$/gm)).toEqual([
    "stopped before step 4/9, line 4: the stage is finished",
    "stopped before step 7/9, line 7: breakpoint b1 on file /etc/passwd: /etc/passwd modified",
    expect.stringMatching(/^failed: step 7\/9, line 7: .*exit code 3/),
    "stopped before step 8/9, line 8: a step was skipped",
  ]);
  expect(stdout).toMatch(/ 3 line 3 done, .*\n> 4 line 4 not run yet/);
  expect(stdout).toMatch(/ 7 line 7 skipped: RUN exit 3\n> 8 line 8 not run yet/);
  expect(stdout).toMatch(/made by hand: step 7 \(line 7\) skipped\n/);
  expect(code).toBe(0);
  const label = await docker(["image", "inspect", "-f", '{{index .Config.Labels "dbuild.by-hand"}}', made]);
  expect(label.stdout).toBe("step 7 (line 7) skipped\n");
  expect((await docker(["history", "--no-trunc", made])).stdout).toContain("RUN exit 3 # dbuild: skipped");
  expect((await docker(["run", "--rm", made, "sh", "-c", "cat /last; tail -n1 /etc/passwd"])).stdout).toBe(
    "tool\nme:x:7:7::/:/bin/sh\n",
  );
  await docker(["rmi", "-f", made]);
  const wrong = await dbuild(["tui", "--plain", "--break", "on nothing", "Dockerfile"], {
    cwd: folder,
    env: env("none"),
    input: "",
  });
  expect(wrong.stderr).toMatch(/invalid --break "on nothing": A breakpoint can be on failure, /);
  expect(wrong.code).toBe(2);
});

it("tells why a step is cached, or which of its inputs is another one than in the last build", async () => {
  folder = folderWith({
    Dockerfile: `FROM busybox\nENV run=${run}-why\nCOPY src /src\nARG VERSION=1\nRUN cat /src/a > /out\n`,
    "src/a": `one of ${run}\n`,
    "src/b": "",
    script: "continue\nwhy 3\nwhy 5\n",
    "none/": "",
  });
  const first = await dbuild(["build", "."], { cwd: folder, env: env("none") });
  expect(first.code, first.stderr).toBe(0);
  fs.writeFileSync(path.join(folder, "src/a"), `another one of ${run}\n`);
  fs.rmSync(path.join(folder, "src/b"));
  const plain = (...flags: readonly string[]) =>
    dbuild(["tui", "--plain", "--commands", "script", ...flags, "Dockerfile"], { cwd: folder, env: env("none") });
  const second = await plain("--build-arg", "VERSION=2");
  expect(second.stdout).toMatch(/ {2}done in .*; not cached: \/src\/a changed, and 1 more\n/);
  expect(second.stdout).toContain("~ file: /src/a (content)\n- file: /src/b\n");
  expect(second.stdout).toMatch(/Not cached: arg VERSION changed\.\n~ stands on: step 3, .*\n~ arg VERSION: 1 -> 2\n/);
  const third = await plain("--build-arg", "VERSION=2");
  expect(third.stdout.match(/^Cached: there is a layer of the same inputs, made \d/gm)).toHaveLength(2);
  for (const { stdout, stderr } of [first, second, third]) {
    const image = /image (sha256:\w+)/.exec(`${stdout}${stderr}`)?.[1];
    if (image !== undefined) await docker(["rmi", "-f", image]);
  }
});
