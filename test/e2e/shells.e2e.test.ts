/** Shells where they are hard to have, in a real terminal on a real engine: wrappers, no shell at all, a step that hangs. */
import fs from "node:fs";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { openTerminal, type Terminal } from "../helpers/tmux.ts";
import { openTui, untilFailed } from "../helpers/tui.ts";

const run = Math.random().toString(36).slice(2, 8);
const images: string[] = [];
let terminal: Terminal | undefined;
let folder = "";

type Around = { readonly files?: Readonly<Record<string, string>>; readonly env?: NodeJS.ProcessEnv; readonly flags?: string };

async function open(name: string, text: string, { files = {}, env = {}, flags = "" }: Around = {}) {
  folder = folderWith({ Dockerfile: text.replaceAll("RUNID", `${run}-${name}`), ...files });
  const tag = `e2e-shells-${run}-${name}`;
  images.push(tag);
  terminal = await openTui(folder, { flags: `${flags} -t ${tag}`, env });
  return terminal;
}

const enter = (t: Terminal, line: string) => {
  t.type(line);
  t.keys("Enter");
};

afterEach(() => {
  terminal?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});
afterAll(async () => {
  await docker(["rmi", "-f", ...images]);
});

const staticImage = `FROM busybox AS b
ENV run=RUNID
FROM scratch
COPY --from=b /bin/busybox /app
ENV run=RUNID
RUN ["/app", "no-such-program"]
`;

describe("SHELL is a wrapper", () => {
  const wrapped = (script: string) =>
    [`FROM busybox`, `ENV run=RUNID`, `COPY --chmod=755 w /w`, `SHELL ["/w", "/bin/sh", "-c"]`, `RUN ${script}`, ""].join("\n");

  it("its environment holds in the shell, and what changes there can be the step's result", async () => {
    const t = await open("wrap", wrapped('test -e /fixed && echo "$W" > /seen'), {
      files: { w: '#!/bin/sh\nexport W=wrapped; exec "$@"\n' },
    });
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/shell \/bin\/sh started by \/w, user root[\s\S]*exit or Ctrl-D/);
    await t.until("(dbuild)");
    enter(t, 'echo "it is $W"; touch /fixed; exit');
    await t.until("Keep the changes?");
    t.keys("k");
    await t.until("Your changes are kept");
    t.keys("R");
    await t.until("DONE");
    t.keys("q");
    await t.until(/ready\$/);
    expect((await docker(["run", "--rm", `e2e-shells-${run}-wrap`, "cat", "/seen"])).stdout).toBe("wrapped\n");
  });

  it("one that fails is said, and a shell of the image comes instead", async () => {
    const t = await open("broken", wrapped("true"), { files: { w: '#!/bin/sh\necho "no such environment" >&2; exit 3\n' } });
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/ended at once with exit code 3: no such environment[\s\S]*This is shell \/bin\/sh instead[\s\S]*\(dbuild\)/);
    enter(t, "exit");
    await t.until("The shell changed no files");
    t.keys("S");
    await t.until(/ended at once with exit code 3: no such environment/);
    expect(await untilFailed(t)).not.toContain("changed no files");
  });
});

describe("no shell in the image", () => {
  it("x copies files out; a shell is brought, leaves nothing in the layer, and its changes can be kept", async () => {
    const t = await open("scratch", staticImage);
    t.keys("c");
    await untilFailed(t);
    t.keys("x");
    await t.until("copy from the layer of step");
    t.type("app");
    t.keys("Enter");
    await t.until("to this machine, file or folder: .");
    t.keys("Enter");
    await t.until(/Copied 1 file, .* from \/app to the current folder\./);
    expect(fs.statSync(`${folder}/app`).size).toBeGreaterThan(100_000);
    t.keys("x");
    await t.until("copy from the layer of step");
    t.type("app");
    t.keys("Enter");
    await t.until("to this machine, file or folder: .");
    t.keys("Enter");
    await t.until("/app is there already. Write over it?");
    t.keys("n");
    await t.until("s shell");
    t.keys("s");
    await t.until(/the layer has no shell: this one and its tools are in \/dev\/dbuild-tools/);
    await t.until("(dbuild)");
    t.keys("C-^", "d");
    await t.until(/Shell 1 on line \d+ is left running/);
    t.keys("Up", "s");
    await t.until(/You are in the layer after step[\s\S]*\(dbuild\)/);
    enter(t, "exit");
    await t.until("The shell changed no files");
    t.keys("C-^");
    await t.until("1 shell is open. Go to");
    t.keys("1");
    await t.until(/Back in shell 1[\s\S]*\(dbuild\)/);
    enter(t, "ls -d /app; exit");
    await t.until("The shell changed no files");
    t.keys("Escape");
    t.keys("s");
    await t.until("(dbuild)");
    enter(t, "echo fixed > /fixed; exit");
    const asked = await t.until("Keep the changes?");
    expect(asked).toContain("The shell changed 1 file.");
    t.keys("k");
    await t.until("Your changes are kept");
    t.keys("a");
    await t.until("DONE");
    t.keys("q");
    await t.until(/ready\$/);
    const image = `e2e-shells-${run}-scratch`;
    const { stdout: id } = await docker(["create", image, "x"]);
    const all = await docker(["cp", `${id.trim()}:/`, "-"]);
    expect(all.stdout).toContain("fixed");
    expect(all.stdout).not.toContain("dbuild-tools");
    await docker(["rm", id.trim()]);
  });

  it("the command that build prints opens one", async () => {
    folder = folderWith({ Dockerfile: staticImage.replaceAll("RUNID", `${run}-printed`) });
    const built = await dbuild(["build", folder]);
    expect(built.code).toBe(1);
    const command = /^enter it: (.*)$/m.exec(built.stderr)?.[1] ?? "";
    const { DOCKER_HOST, PATH } = process.env;
    const t = openTerminal(130, 40, folder, { DOCKER_HOST, PATH });
    terminal = t;
    await t.until(/^ready\$/);
    enter(t, command);
    await t.until(/^\/ #\s*$/m);
    enter(t, "ls -d /app && echo sum-$((20 + 3)); exit");
    await t.until(/\/app\s+sum-23/);
  });
});

describe("dbuild shell IMAGE", () => {
  it("opens one in an image without a shell; what was changed is an image of its own", async () => {
    folder = folderWith({
      Dockerfile: `${staticImage.replaceAll("RUNID", `${run}-plain`)}`.replace(/RUN .*\n/, 'CMD ["/app"]\n'),
    });
    const image = `e2e-shells-${run}-plain`;
    images.push(image);
    expect((await dbuild(["build", "-t", image, folder])).code).toBe(0);
    const t = openTerminal(130, 40, folder, process.env);
    terminal = t;
    await t.until(/^ready\$/);
    enter(t, `${process.execPath} ${dbuildFile} shell ${image.slice(0, -1)}; ${process.execPath} ${dbuildFile} shell ${image}`);
    await t.until(new RegExp(`did you mean the image ${image}`));
    await t.until(/You are in the image [\s\S]*the image has no shell[\s\S]*\(dbuild\)/);
    enter(t, "echo $run > /by-hand; exit");
    const screen = await t.until(/1 changed file is kept as dbuild-hand:\S+;[\s\S]*ready\$ *$/m);
    const tag = /kept as (dbuild-hand:\S+);/.exec(screen)?.[1] ?? "";
    images.push(tag);
    expect((await docker(["inspect", "-f", "{{.Config.Cmd}}", tag])).stdout.trim()).toBe("[/app]");
    const { stdout: id } = await docker(["create", tag]);
    expect((await docker(["cp", `${id.trim()}:/by-hand`, "-"])).stdout).toContain(`${run}-plain\n`);
    await docker(["rm", id.trim()]);
  });
});

describe("--debug-image", () => {
  const text = `${staticImage}COPY --from=b /bin/busybox /busybox\nRUN ["/busybox", "sleep", "600"]\n`;

  it("s opens a shell in it, with the layer read-only beside; S one in the layer itself; beside a running step it is the step's", async () => {
    const t = await open("image", text, { flags: "--debug-image busybox" });
    t.keys("c");
    await untilFailed(t);
    t.keys("s");
    await t.until(/You are in the image busybox\. The failed layer of step 6, line 6, is under \/layer, read-only/);
    await t.until("(dbuild)");
    enter(t, "pwd; ls; touch /here; ps >app; exit");
    await t.until("The shell in the debug image has ended");
    expect(await untilFailed(t)).not.toContain("Keep the changes");
    t.keys("s");
    await t.until("(dbuild)");
    enter(t, "pwd; ls; touch app; ls /here; echo over");
    await t.until(/^\/layer\s+app\s[\s\S]*app: Read-only file system\s+.*\/here: No such file[\s\S]*^over/m);
    enter(t, "exit");
    await t.until("The shell in the debug image has ended");
    t.keys("S");
    await t.until("the layer has no shell");
    await t.until("(dbuild)");
    enter(t, "echo fixed > /fixed; exit");
    await t.until("Keep the changes?");
    t.keys("k");
    await t.until("Your changes are kept");
    t.keys("s");
    await t.until(/The state kept by hand of step 6, line 6, is under \/layer/);
    await t.until("(dbuild)");
    enter(t, "cat fixed; exit");
    await t.until("The shell in the debug image has ended");
    t.keys("a");
    await t.until(/RUNNING {2}step 8/);
    t.keys("s");
    await t.until(/there is no shell in the running step's image/, { seconds: 60 });
    t.keys("C-c");
    await t.until("pausing");
    t.keys("C-c");
    await t.until(/stop the instruction/i);
    t.keys("y");
    await t.until("stopped by you");
    t.keys("q");
    await t.until(/ready\$/);
  });

  it("one that nobody has is told before anything runs", async () => {
    folder = folderWith({ Dockerfile: text.replaceAll("RUNID", run) });
    for (const [name, why] of [
      ["127.0.0.1:1/no/such", /cannot pull it: .*(refused|127\.0\.0\.1:1)/],
      ["No Name", /cannot pull it: invalid reference format/],
    ] as const) {
      const built = await dbuild(["build", "--debug-image", name, folder]);
      expect(built.stderr).toMatch(why);
      expect(built.stderr).not.toContain("step 1");
      expect(built.code).toBe(2);
    }
  });

  it("is what the command that build prints opens", async () => {
    folder = folderWith({ Dockerfile: staticImage.replaceAll("RUNID", `${run}-beside`) });
    const built = await dbuild(["build", "--debug-image", "busybox", folder]);
    const command = /^enter it: (.*)$/m.exec(built.stderr)?.[1] ?? "";
    const { DOCKER_HOST, PATH } = process.env;
    const t = openTerminal(130, 40, folder, { DOCKER_HOST, PATH });
    terminal = t;
    await t.until(/^ready\$/);
    enter(t, command);
    await t.until(/^\/\S* #\s*$/m);
    // an engine or a docker that mounts no image opens one in the layer itself
    enter(t, command.includes("type=image") ? "ls /layer && echo sum-$((20 + 3)); exit" : "ls / && echo sum-$((20 + 3)); exit");
    await t.until(/app[\s\S]*sum-23/);
  });
});

describe.each(["pty", "engine"])("a step that hangs, by %s", (way) => {
  // not sleep: that is a builtin of some shells
  const hanging = `FROM busybox
ENV run=RUNID
RUN echo be''gun; tail -f /dev/null; echo "on with $?" > /after
USER 7
WORKDIR /w
RUN tail -f /dev/null; exit 3
`;

  it("is looked at and helped on by a shell in its container; the shell ends with the step", async () => {
    const t = await open(`hang-${way}`, hanging, { env: { DBUILD_SHELL: way } });
    t.keys("c");
    await t.until("begun");
    t.keys("s");
    await t.until(/beside step 3, line 3[\s\S]*exit or Ctrl-D leaves\.[\s\S]*\(dbuild\)/);
    enter(t, "stty size");
    await t.until(/^40 130/m);
    enter(t, "killall tail; exit");
    await t.until(/RUNNING {2}step 6/);
    t.keys("s");
    await t.until(/beside step 6, line 6[\s\S]*\(dbuild\)/);
    enter(t, "echo uid-$(id -u) in-$PWD run-$run");
    await t.until(`uid-7 in-/w run-${run}-hang-${way}`);
    enter(t, "killall tail");
    await untilFailed(t, /FAILED[\s\S]*Step 6 has ended meanwhile, and its shell with it\./);
    t.keys("q");
    await t.until(/ready\$/);
  });
});
