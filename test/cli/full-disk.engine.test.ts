/** The folder for logs is on a disk without room: what an instruction prints is shown all the same. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, folderWith } from "../helpers/dbuild.ts";
import { smallDisk } from "../helpers/small-disk.ts";

const disk = smallDisk(256);
const run = Math.random().toString(36).slice(2, 8);
const context = folderWith({
  Dockerfile: `FROM busybox\nENV run=${run}\nRUN seq 1 60000; echo the-real-error; exit 3\n`,
});
afterAll(() => {
  disk?.remove();
  fs.rmSync(context, { recursive: true, force: true });
});

// of the disk once, whether the log or the journal met it first
const warnings = (text: string) => text.match(/^dbuild: (?:Logs|The session) cannot be written to .*$/gm) ?? [];

// Only who may mount can have such a disk; the unit tests of the log use /dev/full.
describe.skipIf(disk === undefined)("a state folder on a small disk", () => {
  const state = disk?.folder ?? "";

  it("every line is shown when it fills up, and one warning says where to make room", async () => {
    const { code, stderr } = await dbuild(["build", context], { env: { ...process.env, XDG_STATE_HOME: state } });
    expect(code).toBe(1);
    const numbers = stderr.split("\n").filter((line) => /^ {2}\d+$/.test(line));
    expect(numbers).toEqual(Array.from({ length: 60_000 }, (_, at) => `  ${at + 1}`));
    expect(stderr).toMatch(/^ {2}the-real-error$/m);
    expect(warnings(stderr)).toHaveLength(1);
    expect(warnings(stderr)[0]).toContain("ENOSPC");
    expect(warnings(stderr)[0]).toContain(state);
  });

  it("a full disk from the start, for the temporary folder, too", async () => {
    fs.rmSync(path.join(state, "dbuild"), { recursive: true, force: true });
    expect(() => fs.writeFileSync(path.join(state, "full"), Buffer.alloc(1024 * 1024))).toThrow("ENOSPC");
    const env = { ...process.env, XDG_STATE_HOME: state, TMPDIR: state };
    const { code, stderr } = await dbuild(["build", context], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ {2}the-real-error$/m);
    expect(warnings(stderr)).toHaveLength(1);
  });
});
