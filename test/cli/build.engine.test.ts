/** `dbuild build` on a real engine: what a failure leaves, what the cache finds and must never find. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";

const run = Math.random().toString(36).slice(2, 8);
const images: string[] = [];
const folders: string[] = [];
const name = (suffix: string): string => {
  const image = `build-${run}-${suffix}`;
  images.push(image);
  return image;
};
const folder = (files: Readonly<Record<string, string>>): string => {
  const made = folderWith(files);
  folders.push(made);
  return made;
};
afterAll(async () => {
  await docker(["rmi", "-f", ...images]);
  for (const one of folders) fs.rmSync(one, { recursive: true, force: true });
});

const exists = async (image: string) => (await docker(["image", "inspect", image])).code === 0;
const labels = async (image: string): Promise<Record<string, string>> =>
  JSON.parse((await docker(["image", "inspect", "--format", "{{json .Config.Labels}}", image])).stdout) ?? {};

// The run's name keeps every key of these tests apart from those of other runs.
const failing = `FROM busybox\nENV run=${run}\nRUN mkdir -p /opt\nRUN touch /opt/i-should-not-exist && false && not-a-command\n`;

describe("a failing build", () => {
  it("exits 1, leaves no image of that name, and names the failed layer, which can be entered", async () => {
    const image = name("fail");
    const { code, stderr } = await dbuild(["build", "-t", image, "-f", "Dockerfile.fail", "."], {
      cwd: folder({ "Dockerfile.fail": failing }),
    });
    expect(code).toBe(1);
    expect(await exists(image)).toBe(false);
    expect(stderr).toMatch(/>>> RUN touch/);
    const tag = /dbuild-failed:\S+/.exec(stderr)?.[0] ?? "";
    expect((await docker(["run", "--rm", tag, "ls", "/opt"])).stdout).toBe("i-should-not-exist\n");
    expect(await labels(tag)).toMatchObject({ "dbuild.exit-code": "1", "dbuild.line": "4" });
    const enter = /^enter it: docker (run .*)$/m.exec(stderr)?.[1]?.replace("-it ", "-i ") ?? "";
    expect((await docker(enter.split(" "), { input: "ls /opt; echo $run\n" })).stdout).toBe(`i-should-not-exist\n${run}\n`);
  });

  it("with -i leaves an image marked as partial, prints its id, and exits 0", async () => {
    const image = name("works");
    const cwd = folder({ "Dockerfile.fail": failing });
    const { code, stdout } = await dbuild(["build", "-i", "-t", image, "--iidfile", "id", "-f", "Dockerfile.fail", "."], { cwd });
    expect(code).toBe(0);
    expect((await docker(["run", "--rm", image, "ls", "/opt/i-should-not-exist"])).code).toBe(0);
    expect(stdout.trim()).toBe((await docker(["image", "inspect", "--format", "{{.Id}}", image])).stdout.trim());
    expect(fs.readFileSync(path.join(cwd, "id"), "utf8")).toBe(stdout.trim());
    expect(await labels(image)).toMatchObject({ "dbuild.step": "4/4", "dbuild.exit-code": "1" });
  });

  it("poisons no cache: docker build fails as before, classic and BuildKit, and so does dbuild", async () => {
    const cwd = folder({ Dockerfile: failing });
    await dbuild(["build", "-i", "-t", name("poison"), "."], { cwd });
    const image = name("poisoned");
    for (const DOCKER_BUILDKIT of ["0", "1"]) {
      // else the classic one leaves the container of a RUN that failed
      const words = ["build", "--force-rm", "-t", image, "."];
      const built = await docker(words, { cwd, env: { ...process.env, DOCKER_BUILDKIT } });
      expect(built.code, `DOCKER_BUILDKIT=${DOCKER_BUILDKIT}`).not.toBe(0);
      expect(built.stdout + built.stderr).toMatch(/non-zero code|did not complete|exit code: 1/);
    }
    expect((await dbuild(["build", "-t", image, "."], { cwd })).code).toBe(1);
    expect(await exists(image)).toBe(false);
  });

  it("keeps the whole output, cleaned: colours are off without a terminal, nothing else gets through", async () => {
    const cwd = folder({
      Dockerfile: `FROM busybox\nRUN printf 'a\\033]0;title\\007b\\033[2Jc\\n\\033[31mred\\033[0m\\n10%%\\r99%%\\n' && exit 3\n`,
    });
    const { code, stderr } = await dbuild(["build", "."], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ {2}abc$/m);
    expect(stderr).toMatch(/^ {2}red$/m);
    expect(stderr).toMatch(/^ {2}99%$/m);
    expect(stderr).not.toContain("\x1b");
    expect(stderr).toMatch(/exit code 3/);
  });

  it("tells everything as JSON when asked", async () => {
    const { code, stderr } = await dbuild(["build", "--progress=json", "."], { cwd: folder({ Dockerfile: failing }) });
    expect(code).toBe(1);
    const events = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    // what dead sessions of others left may be told after it
    expect(events.find(({ event }) => event === "failed")).toMatchObject({ line: 4, exitCode: 1, kind: "failed" });
  });
});

describe("the cache", () => {
  const text = `FROM busybox\nENV run=${run}\nCOPY a.txt /a\nRUN cat /a > /b\nLABEL l=1\n`;
  const hows = async (cwd: string, ...flags: readonly string[]) => {
    const { code, stderr } = await dbuild(["build", "--progress=json", ...flags, "."], { cwd });
    expect(code, stderr).toBe(0);
    const events = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    return {
      how: events.flatMap((one) => (one.event === "done" ? [`${one.line} ${one.how}`] : [])),
      // what dead sessions of others left may be told after it
      image: events.find(({ event }) => event === "image")?.image as string,
    };
  };

  it("finds a step by its inputs: content counts, times do not, a label above costs nothing", async () => {
    const cwd = folder({ Dockerfile: text, "a.txt": `one ${run}` });
    const first = await hows(cwd, "-t", name("cached"));
    expect(first.how).toContain("4 done");
    fs.utimesSync(path.join(cwd, "a.txt"), 1, 1);
    const second = await hows(cwd);
    expect(second.how).toEqual(expect.arrayContaining(["3 cached", "4 cached"]));
    expect(second.image).toBe(first.image);
    fs.writeFileSync(path.join(cwd, "Dockerfile"), text.replace("ENV run", "LABEL x=y\nENV run"));
    expect((await hows(cwd, "-t", name("labelled"))).how).toEqual(expect.arrayContaining(["4 cached", "5 cached"]));
    fs.writeFileSync(path.join(cwd, "a.txt"), `two ${run}`);
    expect((await hows(cwd, "-t", name("changed"))).how).toEqual(expect.arrayContaining(["4 done", "5 done"]));
  });

  it("is not asked with --no-cache", async () => {
    const cwd = folder({ Dockerfile: text, "a.txt": `three ${run}` });
    await hows(cwd, "-t", name("nocache1"));
    expect((await hows(cwd, "--no-cache", "-t", name("nocache2"))).how).toEqual(expect.arrayContaining(["3 done", "4 done"]));
  });

  it("keeps arguments apart", async () => {
    const cwd = folder({ Dockerfile: `FROM busybox\nARG v\nRUN echo ${run} $v > /v\n` });
    await hows(cwd, "--build-arg", "v=1", "-t", name("arg1"));
    expect((await hows(cwd, "--build-arg", "v=2", "-t", name("arg2"))).how).toContain("3 done");
    expect((await hows(cwd, "--build-arg", "v=1")).how).toContain("3 cached");
  });
});

describe("interrupted", () => {
  it("keeps the layer and exits 130", async () => {
    const { spawn } = await import("node:child_process");
    const { dbuildFile } = await import("../helpers/dbuild.ts");
    const cwd = folder({ Dockerfile: `FROM busybox\nENV run=${run}\nRUN touch /begun && echo started && sleep 60\n` });
    const child = spawn(process.execPath, [dbuildFile, "build", "."], { cwd, stdio: ["ignore", "ignore", "pipe"] });
    let stderr = "";
    const code = await new Promise((resolve) => {
      child.stderr.on("data", (chunk) => {
        stderr += chunk;
        if (/^ {2}started$/m.test(stderr) && !stderr.includes("stopping")) child.kill("SIGINT");
      });
      child.on("close", resolve);
    });
    expect(code, stderr).toBe(130);
    const tag = /dbuild-failed:\S+/.exec(stderr)?.[0] ?? "";
    expect((await docker(["run", "--rm", tag, "ls", "/begun"])).code).toBe(0);
  });
});
