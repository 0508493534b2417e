/**
 * What a dbuild that was killed leaves: the next start finds and sweeps it, but for the work of a person. DBUILD_KILLS=100 is the
 * whole form of the search for secrets.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";

const whole = process.env.DBUILD_KILLS !== undefined;
const kills = Number(process.env.DBUILD_KILLS ?? 3);
const id = `killed-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const state = process.env.XDG_STATE_HOME ?? "";
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-killed-"));
const anything = folderWith({ Dockerfile: "FROM busybox\nRUN true\n" });

afterAll(() => {
  for (const one of [folder, anything]) fs.rmSync(one, { recursive: true, force: true });
});

const lines = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await docker(words)).stdout.split("\n").filter((line) => line !== "");

/** Names of dbuild's containers, volumes and tags that belong to the process. */
async function thingsOf(pid: number): Promise<{ readonly containers: readonly string[]; readonly others: readonly string[] }> {
  const owned = new RegExp(`\\d{8}-\\d{6}-[0-9a-z]{5}-${pid.toString(36)}-`);
  const containers = await lines("ps", "-a", "--format", "{{.Names}}", "--filter", "name=dbuild-");
  const volumes = await lines("volume", "ls", "-q", "--filter", "name=dbuild-");
  // without a filter the containerd store takes seconds for it
  const tags = await lines("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=dbuild-hold");
  return {
    containers: containers.filter((name) => owned.test(name)),
    others: [...volumes, ...tags].filter((name) => owned.test(name)),
  };
}

/** Waits until nothing of the process is left: another dbuild of this suite may be the one that sweeps it. */
const gone = (pid: number) =>
  expect.poll(() => thingsOf(pid), { timeout: 120_000, interval: 500 }).toEqual({ containers: [], others: [] });

/** Folder of the session whose process that was. */
const sessionOf = (pid: number): string => {
  const sessions = path.join(state, "dbuild", "sessions");
  const name = fs.readdirSync(sessions).find((each) => new RegExp(`^\\d{8}-\\d{6}-[0-9a-z]{5}-${pid.toString(36)}-`).test(each));
  return path.join(sessions, name ?? "none");
};

/** As if its folder had been removed, or were another machine's: nobody can take the session up. */
const forget = (pid: number): void => fs.rmSync(sessionOf(pid), { recursive: true, force: true });

/** Starts a build; `ready` once its output has `mark`. */
function start(dockerfile: string, mark: string, flags: readonly string[] = []) {
  const context = folderWith({ Dockerfile: dockerfile });
  const child = spawn(process.execPath, [dbuildFile, "build", ...flags, context], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk) => {
      said += chunk;
      if (said.includes(mark)) resolve();
    });
    void ended.then(() => reject(new Error(`it ended: ${said}`)));
  });
  ready.catch(() => {});
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
    fs.rmSync(context, { recursive: true, force: true });
  };
  return { pid: child.pid as number, ready, ended, kill };
}

describe("a dbuild that was killed", () => {
  it("leaves an instruction that goes on, which no other start touches; once its session is forgotten its work is kept", async () => {
    const text = `FROM busybox\nRUN echo ${id} > /first\nRUN echo work > /work && echo un''der way && exec sleep 600\n`;
    const secret = `http://user:confidential-${id}@proxy:3128`;
    const build = start(text, "under way", ["--no-cache", "--build-arg", `http_proxy=${secret}`]);
    await build.ready;
    await build.kill();
    const [container = ""] = (await thingsOf(build.pid)).containers.filter((name) => name.endsWith("-run"));
    const first = await dbuild(["build", anything]);
    expect(first.stderr).toContain(`which still runs (${container}): dbuild resume`);
    expect((await docker(["inspect", "-f", "{{.State.Running}}", container])).stdout.trim()).toBe("true");

    await docker(["kill", container]);
    await docker(["wait", container]);
    expect((await dbuild(["build", anything])).stderr).toContain(`which has ended since (${container}): dbuild resume`);
    expect((await thingsOf(build.pid)).containers).toContain(container);
    forget(build.pid);
    const second = await dbuild(["build", anything]);
    expect(second.code, second.stderr).toBe(0);
    await gone(build.pid);
    const session = container.replace(/^dbuild-|-line\d+-.*$/g, "");
    const kept = await lines("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=dbuild-failed");
    const tag = kept.find((name) => name.includes(session)) ?? "";
    try {
      expect(tag, second.stderr).not.toBe("");
      const shown = await docker(["run", "--rm", "--network", "none", tag, "cat", "/first", "/work"]);
      expect(shown.stdout, shown.stderr).toBe(`${id}\nwork\n`);
      const inspected = await docker(["image", "inspect", tag]);
      expect(inspected.stdout).not.toContain("confidential");
    } finally {
      await docker(["rmi", "-f", tag]);
    }
  });

  it("while it sweeps leaves no work undone: the next start ends it", { timeout: 180_000 }, async () => {
    const build = start(`FROM busybox\nRUN echo ${id} sweep > /work && echo un''der way && exec sleep 600\n`, "under way", [
      "--no-cache",
    ]);
    await build.ready;
    await build.kill();
    const [container = ""] = (await thingsOf(build.pid)).containers.filter((name) => name.endsWith("-run"));
    await docker(["kill", container]);
    await docker(["wait", container]);
    forget(build.pid);
    const pids = [build.pid];
    // from before its first call to after its last
    for (let moment = 150; moment < 900; moment += 150) {
      const sweeper = start("FROM busybox\nRUN true\n", "image sha256:");
      pids.push(sweeper.pid);
      await Promise.race([sweeper.ended, new Promise((resolve) => setTimeout(resolve, moment + Math.random() * 150))]);
      await sweeper.kill();
    }
    const last = await dbuild(["build", anything]);
    expect(last.code, last.stderr).toBe(0);
    for (const pid of pids) await gone(pid);
    const tag = container.replace(/^dbuild-(.*)-run$/, "dbuild-failed:$1");
    const shown = await docker(["run", "--rm", "--network", "none", tag, "cat", "/work"]);
    await docker(["rmi", "-f", tag]);
    expect(shown.stdout, shown.stderr).toBe(`${id} sweep\n`);
  });

  it("is told from one that lives: nothing of that one is touched", async () => {
    const text = `FROM busybox\nRUN echo ${id} > /living\nRUN echo un''der way && exec sleep 600\n`;
    const living = start(text, "under way", ["--no-cache"]);
    try {
      await living.ready;
      const before = await thingsOf(living.pid);
      const other = await dbuild(["build", anything]);
      expect(other.code, other.stderr).toBe(0);
      expect(await thingsOf(living.pid)).toEqual(before);
      expect(before.others.some((name) => name.startsWith("dbuild-hold:"))).toBe(true);
    } finally {
      await living.kill();
      for (const name of (await thingsOf(living.pid)).containers) await docker(["rm", "-f", name]);
      await dbuild(["build", anything]);
    }
    await gone(living.pid);
  });

  it("leaves no secret, whenever it is killed", { timeout: 300_000 + kills * 30_000 }, async () => {
    const values = [`confidential-file-${id}`, `confidential-env-${id}`, `confidential-proxy-${id}`];
    const file = path.join(folder, "secret");
    fs.writeFileSync(file, `${values[0]}\n`);
    const flags = ["--secret", `id=file,src=${file}`, "--secret", "id=env,env=KILLED_TEST_TOKEN"];
    const proxy = ["--build-arg", `http_proxy=http://user:${values[2]}@proxy:3128`];
    const mounts = "--mount=type=secret,id=file --mount=type=secret,id=env,env=TOKEN";
    const use = 'test -s /run/secrets/file && test -n "$TOKEN" && test -n "$http_proxy"';
    const text = `FROM busybox\nRUN ${mounts} ${use} && echo 1 > /one\nRUN ${mounts} ${use} && mkdir -p /two/x && sleep 0.3\nRUN true\n`;
    const before = new Set(await lines("ps", "-aq", "--no-trunc"));
    const imagesBefore = new Set(await allImages());
    const pids: number[] = [];
    process.env.KILLED_TEST_TOKEN = values[1];
    try {
      // one that is let live tells how long it takes
      const began = Date.now();
      const first = start(text, "image sha256:", ["--no-cache", ...flags, ...proxy]);
      await first.ready;
      await first.ended;
      const takes = Date.now() - began;
      for (let number = 0; number < kills; number++) {
        const build = start(text, "image sha256:", ["--no-cache", ...flags, ...proxy]);
        pids.push(build.pid);
        const moment = takes * ((number + Math.random()) / kills);
        await Promise.race([build.ended, new Promise((resolve) => setTimeout(resolve, moment))]);
        await build.kill();
      }
    } finally {
      delete process.env.KILLED_TEST_TOKEN;
    }
    // what the engine had begun ends by itself
    for (const pid of pids) {
      for (const name of (await thingsOf(pid)).containers.filter((one) => one.endsWith("-run"))) await docker(["wait", name]);
    }
    const swept = await dbuild(["build", anything]);
    expect(swept.code, swept.stderr).toBe(0);
    for (const pid of pids) {
      // what can be gone on with stays, and holds none either; all else is gone
      const { containers } = await thingsOf(pid);
      if (!containers.some((name) => name.endsWith("-run"))) expect(containers).toEqual([]);
    }
    fs.rmSync(file);

    const containers = (await lines("ps", "-aq", "--no-trunc")).filter((one) => !before.has(one));
    const images = (await allImages()).filter((one) => !imagesBefore.has(one));
    const told: string[] = [`${swept.stdout}${swept.stderr}`];
    if (containers.length > 0) told.push((await docker(["inspect", ...containers])).stdout);
    told.push((await docker(["image", "inspect", ...images])).stdout);
    for (const image of images) told.push((await docker(["history", "--no-trunc", image])).stdout);
    for (const value of values) expect(told.filter((text) => text.includes(value)).length, value).toBe(0);
    expect(await foundOnDisk(values)).toEqual([]);

    for (const pid of pids) forget(pid);
    await dbuild(["build", anything]);
    for (const pid of pids) await gone(pid);
  });
});

/** By id, those without a name and below others too. */
const allImages = async (): Promise<readonly string[]> => {
  const list = (filter: string) => lines("images", "-aq", "--no-trunc", "--filter", filter);
  return whole
    ? [...new Set(await lines("images", "-aq", "--no-trunc"))]
    : [...new Set([...(await list("reference=dbuild-*")), ...(await list("dangling=true"))])];
};

/**
 * Files that hold one of the words: the state folder; dbuild's in the temporary folder; the engine's containers, volumes and images,
 * where it is on this machine. The whole form looks at all files of the engine and all temporary ones.
 */
async function foundOnDisk(words: readonly string[]): Promise<readonly string[]> {
  const root = (await docker(["info", "-f", "{{.DockerRootDir}}"])).stdout.trim();
  const own = fs.readdirSync(os.tmpdir()).filter((name) => name.startsWith("dbuild-"));
  const engine = whole ? [root] : ["containers", "volumes", "image"].map((name) => path.join(root, name));
  const temporary = whole ? [os.tmpdir()] : own.map((name) => path.join(os.tmpdir(), name));
  const places = [state, ...engine, ...temporary].filter((place) => place !== "" && fs.existsSync(place));
  const patterns = words.flatMap((word) => ["-e", word]);
  const skipped = ["--exclude-dir=proc", "--exclude-dir=sys", "-D", "skip", "-s", "-r", "-l", "-F"];
  const child = spawn("grep", [...skipped, ...patterns, ...places], { stdio: ["ignore", "pipe", "ignore"] });
  let found = "";
  child.stdout.on("data", (chunk) => {
    found += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  return found.split("\n").filter((line) => line !== "");
}
