/** `dbuild cp` as a user runs it, on the real engine. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith, run } from "../helpers/dbuild.ts";

const id = Math.random().toString(36).slice(2, 8);
const tag = `dbuild-cp-test-${id}`;
let folder = "";

/** The failing step's layer has no shell. */
const text = `FROM busybox AS tools
RUN mkdir -p /reports/deep && echo ${id} > /reports/deep/log && ln -s deep/log /reports/link
FROM scratch AS bare
COPY --from=tools /bin/busybox /busybox
COPY --from=tools /reports /reports
RUN ["/busybox", "sh", "-c", "echo failed > /reports/result; exit 4"]
`;

beforeAll(async () => {
  folder = folderWith({ Dockerfile: text, good: "FROM busybox\nCOPY Dockerfile /f\n" });
  expect((await dbuild(["build", folder])).code).toBe(1);
  expect((await dbuild(["build", "-t", tag, "-f", path.join(folder, "good"), folder])).code).toBe(0);
});
afterAll(async () => {
  await docker(["rmi", "-f", tag]);
  fs.rmSync(folder, { recursive: true, force: true });
});

const cp = (...args: readonly string[]) => dbuild(["cp", ...args], { cwd: folder });

describe("dbuild cp", () => {
  it("brings the reports of a failed step whose image has no shell, by line and by stage:line", async () => {
    const ran = await cp("6:/reports", ".", "-f", "Dockerfile");
    expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: "" });
    expect(ran.stderr).toMatch(/^3 files, .*the failed layer of line 6 of .*Dockerfile to \.$/m);
    expect(fs.readFileSync(path.join(folder, "reports/result"), "utf8")).toBe("failed\n");
    expect(fs.readlinkSync(path.join(folder, "reports/link"))).toBe("deep/log");
    expect((await cp("-q", "-f", "Dockerfile", "tools:2:/reports/deep/log", "log")).stderr).toBe("");
    expect(fs.readFileSync(path.join(folder, "log"), "utf8")).toBe(`${id}\n`);
  });

  it("takes any image; follows a link when told to; tells it as JSON", async () => {
    const ran = await cp("--json", `${tag}:/f`, "copy");
    expect(JSON.parse(ran.stdout)).toMatchObject({ path: "/f", destination: "copy", files: 1, bytes: text.length, skipped: [] });
    expect(fs.readFileSync(path.join(folder, "copy"), "utf8")).toBe(text);
    expect((await cp("-L", "-f", "Dockerfile", "tools:2:/reports/link", "followed")).code).toBe(0);
    expect(fs.readFileSync(path.join(folder, "followed"), "utf8")).toBe(`${id}\n`);
  });

  it("writes a tar to standard output", async () => {
    const ran = await run("sh", ["-c", `"$0" "$1" cp -f Dockerfile 6:/reports/. - | tar t`, process.execPath, dbuildProgram()], {
      cwd: folder,
    });
    expect(ran.stdout).toContain("deep/log");
  });

  it.each([
    [["nothing:/x", "."], /there is no image nothing/],
    [["busybox", "."], /names no path/],
    [[`${tag}:/none`, "."], /\/none is not in image/],
    [[`${tag}:/f`, "none/f"], /there is no folder/],
    [[`${tag}:/f`, "/dev/null"], /not overwritten/],
    [["99:/x", ".", "-f", "Dockerfile"], /step 99 has no layer.*\n.*lines with a layer: 1, 2, 4, 5, 6/],
    [["1:/x", ".", "-f", "other"], /no session of/],
    [[`${tag}:/f`], /missing required argument/],
  ])("%j is refused", async (args, words) => {
    const ran = await cp(...args);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(words);
  });

  it("says that a layer was removed behind its back", async () => {
    const other = folderWith({ Dockerfile: `FROM scratch\nCOPY Dockerfile /${id}\nRUN ["/none"]\n` });
    const { stderr } = await dbuild(["build", other]);
    const image = /^(?:failed layer|layer before it): (\S+)/m.exec(stderr)?.[1] ?? "";
    expect((await docker(["rmi", "-f", image])).code).toBe(0);
    const ran = await dbuild(["cp", "2:/", "all"], { cwd: other });
    fs.rmSync(other, { recursive: true, force: true });
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.stderr).toMatch(/the layer of line 2 of .* is gone[\s\S]*build it again/);
  });

  it("leaves no container behind", async () => {
    expect((await docker(["ps", "-a", "--format", "{{.Names}}"])).stdout).not.toMatch(/-line0-0-cp$/m);
  });
});

const dbuildProgram = (): string => path.join(import.meta.dirname, "../../dist/dbuild.mjs");
