/** `dbuild check` as a user calls it: which file and context, exit codes, text and JSON, with and without an engine. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbuild, folderWith } from "../helpers/dbuild.ts";

let folder = "";
beforeAll(() => {
  folder = folderWith({
    Dockerfile: 'FROM busybox\nCMD ["sh"]\n',
    warned: "FROM busybox as Base\n\nUSER $x\n",
    strict: "# check=error=true\nFROM busybox as base\n",
    broken: "FROM busybox\nRUNN x\nCOPY app.cc /\nEXPOSE 99999\n",
    hostile: "FROM busybox\nRUN\x1b[2J x\n",
    "app.c": "",
    "sub/Dockerfile": "FROM busybox\nCOPY only-here /\n",
    "sub/only-here": "",
    "lower/dockerfile": "FROM busybox\nUSER $y\n",
  });
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const check = (args: readonly string[], more: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
  dbuild(["check", ...args], { cwd: folder, ...more });

describe("what is checked", () => {
  it.each<[string, readonly string[], number, RegExp]>([
    ["./Dockerfile", [], 0, /no warnings found/],
    ["a named file", ["warned"], 0, /Check complete, 3 warnings found[\s\S]*warned:3\n/],
    ["-f and a context", ["-f", "warned", "."], 0, /UndefinedVar - https/],
    ["a folder", ["sub"], 0, /no warnings/],
    ["a file, its folder is the context", ["sub/Dockerfile"], 0, /no warnings/],
    ["a file and another context", ["sub/Dockerfile", "."], 2, /only-here[\s\S]*sub\/only-here\?/],
    ["dockerfile in lower case", ["lower"], 0, /dockerfile:2/],
    ["a build argument", ["warned", "--build-arg", "x"], 0, /UndefinedVar/],
    ["a target that is not there", ["warned", "--target", "bas"], 2, /Did you mean base\?/],
    ["strict", ["strict"], 2, /warnings are errors here/],
    ["strict by build argument", ["warned", "--build-arg", "BUILDKIT_DOCKERFILE_CHECK=skip=all"], 0, /no warnings/],
    [
      "broken",
      ["broken"],
      2,
      /3 errors[\s\S]*broken:2[\s\S]*>>> RUNN x[\s\S]*RUN\?[\s\S]*broken:3[\s\S]*app\.c\?[\s\S]*broken:4/,
    ],
  ])("%s", async (_name, args, code, wanted) => {
    const ran = await check(args);
    expect(ran.stdout).toMatch(wanted);
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code, stderr: "" });
    expect(ran.stdout).not.toContain("\x1b");
  });

  it("standard input", async () => {
    const ran = await check(["-"], { input: "FROM busybox\nUSER $x\nCOPY whatever /\n" });
    expect(ran.stdout).toMatch(/^-:2$/m);
    expect(ran.code).toBe(0);
    expect((await check(["-f", "-", "."], { input: "FROM busybox\nCOPY whatever /\n" })).code).toBe(2);
  });

  it.each<[string, readonly string[], RegExp]>([
    ["no such file", ["gone"], /there is no file gone/],
    ["two contexts", ["sub", "lower"], /two contexts/],
    ["a bad platform", ["--platform", "nope"], /invalid --platform/],
    ["an unknown flag", ["--jsn"], /--json/],
  ])("refuses %s", async (_name, args, wanted) => {
    const { code, stdout, stderr } = await check(args);
    expect(stderr).toMatch(wanted);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

it("JSON: one object", async () => {
  const { stdout, code } = await check(["--json", "broken"]);
  const found = JSON.parse(stdout);
  expect(code).toBe(2);
  expect(found).toMatchObject({ file: "broken", warnings: [], strict: false });
  expect(found.errors[0]).toEqual({
    rule: "Syntax",
    severity: "error",
    line: 2,
    endLine: 2,
    column: 1,
    message: "unknown instruction: RUNN",
    hint: "Did you mean RUN?",
    url: null,
  });
  const [warning] = JSON.parse((await check(["--json", "warned"])).stdout).warnings;
  expect(warning).toMatchObject({ rule: "StageNameCasing", severity: "warning", line: 1, url: expect.stringMatching(/^https/) });
});

it("needs no engine, and says what it does not know then", async () => {
  const env = { ...process.env, DOCKER_HOST: `unix://${path.join(folder, "none.sock")}` };
  const { stdout, code } = await check(["warned"], { env });
  expect(stdout).toMatch(/note: .*line 1/);
  expect(stdout).not.toContain("UndefinedVar");
  expect(code).toBe(0);
});

it("what the file holds cannot act on the terminal", async () => {
  const { stdout } = await check(["hostile"]);
  expect(stdout).toContain("hostile:2");
  expect(stdout).not.toContain("\x1b");
});

it("a build is told the count, and refused under error=true before anything runs", async () => {
  const warned = await dbuild(["build", "-f", "warned", "."], { cwd: folder });
  expect(warned.code, warned.stderr).toBe(0);
  expect(warned.stderr).toContain("dbuild: 3 warnings found: run dbuild check\n");
  const strict = await dbuild(["build", "-f", "strict", "."], { cwd: folder });
  expect(strict.code).toBe(2);
  expect(strict.stderr).toContain("an error by check=error=true");
  expect(strict.stderr).toContain("strict:2");
  expect(strict.stderr).not.toMatch(/^\S*image sha256/m);
});
