/** Environments that stand in no config, as the starter reads them and as commits leave them out. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { StepProblem } from "../../src/builder/problem.ts";
import { envToCommit } from "../../src/builder/sandbox/private-env.ts";
import { environmentBlock, starter } from "../../src/builder/sandbox/starter.ts";

describe("the Env to commit", () => {
  it("has the image's values, and of all else the names", () => {
    expect(envToCommit(["PATH=/bin", "A=1"], ["PATH=/bin", "A=1"])).toBeUndefined();
    expect(envToCommit(["PATH=/bin", "A=2", "S=x", "S=y"], ["PATH=/bin", "A=1"])).toEqual(["PATH=/bin", "A=1", "S"]);
    expect(envToCommit(["ARG=1"], [])).toEqual(["ARG"]);
  });
});

describe("the block", () => {
  it("has each name once, the last value in the first place", () => {
    expect(environmentBlock(["A=1", "B=2", "A=3"]).toString()).toBe("A=3\0B=2\0\0");
    expect(environmentBlock([]).toString()).toBe("\0");
  });
  it("refuses what no process can have", () => {
    expect(() => environmentBlock(["A=x\0y"])).toThrow(StepProblem);
    expect(() => environmentBlock([`A=${"x".repeat(128 * 1024)}`])).toThrow(StepProblem);
    expect(starter("riscv64")).toBeUndefined();
  });
});

describe.skipIf(process.platform !== "linux" || starter(os.machine()) === undefined)(
  "the starter (a Linux of its machine)",
  () => {
    const start = (args: readonly string[], input: string, env: NodeJS.ProcessEnv = {}) => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-starter-"));
      onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
      const file = path.join(folder, "starter");
      fs.writeFileSync(file, starter(os.machine()) ?? "", { mode: 0o755 });
      fs.writeFileSync(path.join(folder, "list"), "FROM=file\0PATH=/bin:/usr/bin\0\0");
      fs.writeFileSync(path.join(folder, "odd"), "no program\n", { mode: 0o755 });
      const words = args.map((word) => word.replace("@", folder));
      const { status, stdout, stderr } = spawnSync(file, words, { input, env, encoding: "utf8" });
      return { status, stdout, stderr: stderr.replace(folder, "@") };
    };
    const path0 = "PATH=/nowhere::/etc:/usr/bin:/bin\0";

    it("sets the variables in their order, its own behind them, and becomes the program", () => {
      const ran = start(["", "env"], `B=two words\0${path0}A=\0\0`, { HOME: "/h", A: "old", AB: "1" });
      expect(ran).toMatchObject({ status: 0, stdout: `B=two words\n${path0.slice(0, -1)}\nA=\nHOME=/h\nAB=1\n` });
      expect(start(["@/list", "sh", "-c", "echo $FROM; cat"], "input\n")).toMatchObject({ status: 0, stdout: "file\ninput\n" });
      expect(start(["", "/bin/sh", "-c", "cat; exit 3"], "\0")).toMatchObject({ status: 3, stdout: "" });
    });
    it("says why it cannot", () => {
      expect(start(["", "no-such"], `${path0}\0`)).toMatchObject({ status: 127, stderr: "no-such: not found\n" });
      expect(start(["", "passwd"], "PATH=/etc\0\0")).toMatchObject({ status: 126, stderr: "passwd: permission denied\n" });
      expect(start(["", "@/odd"], "\0")).toMatchObject({ status: 126, stderr: "@/odd: exec format error\n" });
      expect(start(["", "true"], "A=1\0")).toMatchObject({ status: 125 });
      expect(start(["@/none", "true"], "")).toMatchObject({ status: 125 });
    });
    it("waits for the end of its input, and ends", () => {
      expect(start([], "anything")).toEqual({ status: 0, stdout: "", stderr: "" });
    });
  },
);
