/** What steps changed, told by a real engine through `dbuild tui --plain`. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import { leftBy } from "../helpers/left-by.ts";

const run = Math.random().toString(36).slice(2, 8);
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", `look-${run}`]);
});

/** The lines that each `changes` printed: an `echo` stands before it. */
const parts = (stdout: string): readonly string[] => stdout.split(/^== .*\n/m).slice(1);

it("tells what each step changed, whatever its files are called, and its failed layer", async () => {
  const folder = folderWith({
    Dockerfile: `FROM busybox
ENV run=${run}
RUN mkdir -p /a/gone/deep && echo one > /a/same && echo two > /a/kept && echo 12345 > /a/gone/deep/file && chmod 600 /a/kept
RUN echo eno > /a/same; chmod 644 /a/kept; rm -r /a/gone; ln -s kept /a/link; touch "/a/$(printf 'n\\nl\\033[2J')"
COPY --chown=7:8 new /a/new
WORKDIR /a
RUN head -c 5000 /dev/zero > /a/half; false
`,
    new: "new\n",
    script: `continue
echo == 3
changes 3
echo == 4
changes 4
echo == 5
changes 5
echo == 6
changes 6
echo == 7
changes 7
`,
  });
  folders.push(folder);
  const { stdout, stderr } = await dbuild(["tui", "--plain", "--commands", "script", "-t", `look-${run}`, "Dockerfile"], {
    cwd: folder,
  });
  const [made, changed, copied, nothing, failed] = parts(stdout);
  expect(stderr).toContain("left at line 7, which failed");
  const paths = ["/a/", "/a/gone/", "/a/gone/deep/", "/a/gone/deep/file", "/a/kept", "/a/same"];
  expect(made?.split("\n").filter((line) => line.startsWith("+"))).toEqual(
    paths.map((path) => `+ ${path.endsWith("/") ? "-" : path.endsWith("file") ? "6 B" : "4 B"} ${path}`),
  );
  // of the same size, within the same second: its inode tells
  expect(changed?.trimEnd().split("\n")).toEqual([
    "- - /a/gone/ (and 2 below it)",
    "~ 4 B /a/kept (mode 600 -> 644)",
    "+ - /a/link",
    "+ 0 B /a/n␊l␛[2J",
    "~ 4 B /a/same",
  ]);
  expect(changed).not.toContain("\u001b");
  expect(copied).toBe("+ 4 B /a/new\n");
  expect(nothing).toBe("it changed no file\n");
  expect(failed).toMatch(/^\+ (?:5\.0 kB|5000 B|4\.9 KiB) \/a\/half\n/);
  // nothing of the looking stays
  const [, session = ""] = /dbuild resume ([\w-]+) goes on/.exec(stderr) ?? [];
  expect(session).not.toBe("");
  expect((await docker(["ps", "-aq", "--filter", `name=${session}`])).stdout).toBe("");
});

it("tells what is in a folder of a layer, without a shell in the image", async () => {
  const folder = folderWith({
    Dockerfile: `FROM scratch
COPY --chmod=4750 --chown=3:4 program /bin/program
COPY --chown=5:6 tree /tree
`,
    program: "x",
    "tree/text": "one\n",
    "tree/deep/file": "two\n",
    script: `continue
echo == root
files 3
echo == tree
files 3 /tree
echo == before
files 2 bin
echo == one
files 3 /tree/text
`,
  });
  folders.push(folder);
  fs.symlinkSync("../bin/program", `${folder}/tree/link`);
  const { stdout, stderr } = await dbuild(["tui", "--plain", "--commands", "script", "-t", `look-${run}`, "Dockerfile"], {
    cwd: folder,
  });
  expect(stderr).toBe("");
  const [root, tree, before, one] = parts(stdout);
  expect(root).toMatch(/^drwx\S+ 3:4 - bin\/\n/);
  expect(root).toMatch(/^drwxr-xr-x 5:6 - tree\/\n/m);
  expect(tree).toMatch(
    /^drwx[r-][w-]xr-x 5:6 - deep\/\nlrwxrwxrwx 5:6 - link -> \.\.\/bin\/program\n-rw-[r-][w-]-r-- 5:6 4 B text\n$/,
  );
  expect(before).toBe("-rwsr-x--- 3:4 1 B program\n");
  expect(one).toMatch(/^-rw-[r-][w-]-r-- 5:6 4 B text\n/);
});

it("tells every run of a step and how two differ, what commands print in its layer, and who takes what of the context", async () => {
  const folder = folderWith({
    Dockerfile: `FROM busybox
ENV run=${run}
COPY part /part
RUN echo one; cat /part/a; false
`,
    "part/a": "text of a\n",
    "part/b.log": "log\n",
    other: "nobody's\n",
    ".dockerignore": "**/*.log\n",
    script: `watch ls /part; echo $run; exit 3
watch nosuchprogram
continue
edit 4 RUN echo two; cat /part/a; touch /made
retry
echo == runs
attempts 4
echo == differ
attempts 4 4 5
echo == watches
watches 4
unwatch 2
echo == before
watches 2
echo == context
context 3
`,
  });
  folders.push(folder);
  const { stdout, stderr } = await dbuild(["tui", "--plain", "--commands", "script", "-t", `look-${run}`, "Dockerfile"], {
    cwd: folder,
  });
  expect(stderr).toBe("");
  const [runs, differ, watches, before, context] = parts(stdout);
  expect(runs).toMatch(
    /^#4 failed, exit code 1, [\d.]+ ?m?s: RUN echo one; cat \/part\/a; false\n#5 done, [\d.]+ ?m?s: RUN echo two; .*\n$/,
  );
  expect(differ).toBe("  @@ -1,2 +1,2 @@\n  -two\n  +one\n   text of a\n");
  expect(watches).toBe(
    `1 ls /part; echo $run; exit 3\n  a\n  ${run}\n  exit code 3\n2 nosuchprogram\n  /bin/sh: nosuchprogram: not found\n  exit code 127\n`,
  );
  expect(before).toContain("ls: /part: No such file or directory");
  expect(context?.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^ {2}\d+ B script \(unused\)$/),
    expect.stringMatching(/^ {2}\d+ B Dockerfile \(unused\)$/),
    "  10 B part/a (line 3)",
    "  9 B .dockerignore (unused)",
    "  9 B other (unused)",
    "- 4 B part/b.log (kept out by line 1: **/*.log)",
  ]);
  // nothing of the looking stays; others on the engine look too
  const sessions = await dbuild(["sessions", "--json"], { cwd: folder });
  const all = JSON.parse(sessions.stdout) as readonly { readonly id: string; readonly dockerfile: string }[];
  const own = all.filter(({ dockerfile }) => path.dirname(dockerfile) === fs.realpathSync(folder)).map(({ id }) => id);
  expect(own).toHaveLength(1);
  expect(await leftBy(own)).toEqual([]);
});
