/** Wrong input: a located sentence, the right exit code, and nothing else; found before anything runs wherever that is possible. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";

let folder = "";
const files = {
  unknown: "FROM busybox\nRUNN x\n",
  missing: "FROM busybox\nCOPY nope.txt /x\n",
  json: "FROM busybox\nSHELL [x]\n",
  nofrom: "# c\nRUN x\n",
  nostage: "FROM busybox AS one\nCOPY --from=later /x /y\nFROM busybox AS later\nFROM one\n",
  mount: "FROM busybox\n\nRUN --mount=type=nfs,target=/c true\n",
  several: "FROM busybox\nRUNN x\nCOPY\nUSER\n",
  values: "FROM busybox\nRUN true\nEXPOSE 80800\nSTOPSIGNAL x\nENV a=${PATHH:?none}\n",
  unneeded: "FROM busybox AS other\nEXPOSE 80800\nFROM busybox\nCOPY nope.txt /x\n",
  behind: "FROM busybox\nRUN echo ran-before-$((40+2))\nCOPY nope.txt /x\nADD left-out.txt /y\nCOPY none* /z/\n",
  "left-out.txt": "x",
  ".dockerignore": "left-out.txt\n",
  notneeded: "FROM busybox AS other\nCOPY nope.txt /x\nFROM busybox\nRUN false\n",
  stages:
    "FROM busybox AS slow\nRUN sleep 500\nFROM busybox AS wrong\nRUN echo no $((40+2)) && exit 7\nFROM busybox\nCOPY --from=slow /etc /a\nCOPY --from=wrong /etc /b\n",
  check: "# check=error=maybe\nFROM busybox\n",
  pull: "FROM no-such-registry.invalid/app:1\n",
  empty: "",
  "note.txt": "x",
  abs: "-> /nowhere/file",
};
beforeAll(() => {
  folder = folderWith({ ...files, "folder/": "" });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const build = (...args: readonly string[]) => dbuild(["build", "-t", "must-not-exist", ...args], { cwd: folder });

describe("before anything runs, exit 2", () => {
  it.each<[string, readonly string[], readonly RegExp[]]>([
    ["unknown instruction", ["-f", "unknown", "."], [/^unknown:2$/m, />>> RUNN x/, /unknown instruction: RUNN/, /RUN\?/]],
    ["bad JSON", ["-f", "json", "."], [/^json:2$/m, /SHELL requires its arguments in JSON form/]],
    ["no FROM", ["-f", "nofrom", "."], [/^nofrom:2$/m, /before the first FROM/]],
    ["a later stage", ["-f", "nostage", "."], [/^nostage:2$/m, /later/]],
    ["a mount nobody knows", ["-f", "mount", "."], [/^mount:3$/m, />>> RUN --mount=type=nfs/, /nfs/, /cache/]],
    ["an empty file", ["-f", "empty", "."], [/no instructions/]],
    ["values no step can take", ["-f", "values", "."], [/^values:3$/m, />>> EXPOSE 80800/, /^values:4$/m, /^values:5$/m, /none/]],
    ["a check directive nobody can read", ["-f", "check", "."], [/^check:1$/m, /error=maybe/]],
    ["no such target", ["-f", "missing", "--target", "q", "."], [/target stage "q"/]],
    ["an unknown flag", ["--nope", "."], [/unknown option '--nope'/]],
    ["no Dockerfile", ["-f", "gone", "."], [/there is no file gone/]],
    ["a link that leads nowhere", ["-f", "abs", "."], [/^dbuild: abs is a link to \/nowhere\/file, which is not there$/m]],
    ["a folder for a Dockerfile", ["-f", "folder", "."], [/is a folder/]],
    ["no context", ["nowhere"], [/no build context nowhere/]],
    ["a file for a context", ["note.txt"], [/not a folder/]],
    ["a bad tag", ["-t", "Upper", "-f", "missing", "."], [/invalid tag "Upper"/, /lower-case/]],
    ["a bad build argument", ["--build-arg", "=x", "-f", "missing", "."], [/invalid --build-arg/]],
    ["a bad progress", ["--progress", "loud", "."], [/--progress/]],
    ["a stream", ["-"], [/standard input/]],
  ])("%s", async (_name, args, wanted) => {
    const { code, stdout, stderr } = await build(...args);
    for (const words of wanted) expect(stderr).toMatch(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stderr).not.toContain("step 1");
  });

  it("every problem of a file is told, in order", async () => {
    const { stderr } = await build("-f", "several", ".");
    expect(stderr.match(/^several:\d$/gm)).toEqual(["several:2", "several:3", "several:4"]);
  });
});

describe("files that are not there, exit 1", () => {
  it("are told, all of them, before the first step", async () => {
    const { code, stdout, stderr } = await build("--no-cache", "-f", "behind", ".");
    expect(stderr.match(/^behind:\d$/gm)).toEqual(["behind:3", "behind:4"]);
    expect(stderr).toMatch(/COPY nope.txt: .*not found/);
    expect(stderr).toMatch(/ADD left-out.txt: .*\.dockerignore/s);
    expect(stderr).not.toContain("ran-before-42");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  it("are nobody's business in a stage that is not built", async () => {
    const { code, stderr } = await build("--no-cache", "-f", "notneeded", ".");
    expect(stderr).not.toMatch(/COPY nope.txt: /);
    expect(stderr).toMatch(/^notneeded:4$/m);
    expect(code).toBe(1);
  });
});

describe("a failure in one stage, exit 1", () => {
  it("ends what other stages do, which nobody needs any more", async () => {
    const { code, stderr } = await build("--no-cache", "-f", "stages", ".");
    expect(stderr).toMatch(/^stages:4$/m);
    expect(code).toBe(1);
  });
});

describe("found while running, exit 1", () => {
  it.each<[string, readonly RegExp[]]>([
    ["missing", [/^missing:2$/m, />>> COPY nope.txt/, /nope.txt.*not found/, /note.txt/]],
    ["unneeded", [/^unneeded:4$/m, /nope.txt.*not found/]],
    ["pull", [/^pull:1$/m, /cannot pull it/]],
  ])("%s", async (name, wanted) => {
    const { code, stdout, stderr } = await build("-f", name, ".");
    for (const words of wanted) expect(stderr).toMatch(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect((await docker(["image", "inspect", "must-not-exist"])).code).not.toBe(0);
  });
});

describe("no engine, exit 3 and what to do", () => {
  it.each(["unix:///no/such.sock", "tcp://127.0.0.1:1"])("%s", async (host) => {
    const { code, stderr } = await dbuild(["build", "-f", path.join(folder, "missing"), folder], {
      env: { ...process.env, DOCKER_HOST: host },
    });
    expect(code).toBe(3);
    expect(stderr.split("\n").filter(Boolean).length).toBe(2);
    expect(stderr).toContain(host);
  });
});
