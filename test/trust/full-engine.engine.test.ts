/** An engine whose own disk is full, for real: one of our own on a small file system. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith, run } from "../helpers/dbuild.ts";
import { ownDockerd } from "../helpers/own-dockerd.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-full-"));
const mark = Math.random().toString(36).slice(2, 8);

const engine = ownDockerd(folder, "160M");
const { env = {}, data = "" } = engine ?? {};
beforeAll(() => engine?.start());
afterAll(() => engine?.remove());

const fill = () => {
  const file = fs.openSync(path.join(data, "fill"), "a");
  const block = Buffer.alloc(4096);
  expect(() => {
    for (;;) fs.writeSync(file, block);
  }).toThrow("ENOSPC");
  fs.closeSync(file);
};
const makeRoom = () => fs.rmSync(path.join(data, "fill"), { force: true });

describe.skipIf(engine === undefined)("an engine with a full disk", () => {
  const build = (lines: string, files: Record<string, string> = {}, ...flags: readonly string[]) =>
    dbuild(["build", ...flags, folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}\n${lines}\n`, ...files })], { env });

  it("a RUN's container is kept under its own name, and its command works once there is room", async () => {
    fs.writeFileSync(path.join(data, "fill"), Buffer.alloc(60_000_000, 1));
    const lost = await build("RUN true\nRUN head -c 60000000 /dev/zero > /big; echo other > /made");
    expect(lost.stderr).toMatch(/could not be written: .*no space left on device; it ended well$/m);
    const [, container = ""] = /^container kept: (\S+)$/m.exec(lost.stderr) ?? [];
    const [, save = ""] = /^save it: (.*)$/m.exec(lost.stderr) ?? [];
    expect((await docker(["ps", "-a", "--format", "{{.Names}}"], { env })).stdout).toContain("dbuild-kept-");
    expect((await run("sh", ["-c", save], { env })).stderr).toContain("no space left on device");
    makeRoom();
    // somebody's work is told with -q, too
    const other = await build("LABEL a=b", {}, "-q");
    expect(other.stderr).toContain(`docker rm -v ${container} gives it up`);
    expect((await run("sh", ["-c", save], { env })).stderr).toBe("");
    await docker(["rm", "-v", container], { env });
    const again = await build("RUN true\nRUN head -c 60000000 /dev/zero > /big; echo other > /made");
    expect(again.stderr).toMatch(/step 4\/4 .*\n {2}cached$/m);
  });

  it("COPY, WORKDIR and the image itself say what is full and what to do", async () => {
    fill();
    for (const lines of ["COPY f /f", "WORKDIR /w", "LABEL c=d"]) {
      const { code, stderr } = await build(lines, { f: "f" });
      expect(code, lines).not.toBe(0);
      expect(stderr, lines).toMatch(/no space left on device[\s\S]*the engine's disk is full: make room/);
      expect(stderr, lines).not.toContain("it has no shell");
    }
    const copied = await dbuild(["cp", "busybox:/bin/busybox", path.join(folder, "copied")], { env });
    expect(copied.stderr).toMatch(/no space left on device\n.*the engine's disk is full: make room/);
    makeRoom();
    expect((await build("COPY f /f\nWORKDIR /w", { f: "f" })).code).toBe(0);
  });
});
