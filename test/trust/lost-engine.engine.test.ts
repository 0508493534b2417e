/** A connection to the engine that drops for a while: the step goes on where it was, whatever it was at. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { engineProxy } from "../helpers/engine-proxy.ts";

const id = `lost-${process.pid}-${Math.random().toString(36).slice(2, 8)}`;
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
  await docker(["rmi", "-f", id]);
});

type Outage = {
  readonly run: string;
  /** The request at which the connection drops, once the container of the second RUN is there. */
  readonly at: RegExp;
  /** Meanwhile the container comes to its end. */
  readonly ends?: true;
};

/** Builds through a connection that drops once; the engine itself goes on. */
async function through({ run, at, ends }: Outage) {
  const cwd = folderWith({ Dockerfile: `FROM busybox\nRUN echo ${id} > /first\nRUN ${run}\n` });
  folders.push(cwd);
  const proxy = await engineProxy();
  let made = false;
  let container = "";
  let dropped: Promise<void> | undefined;
  const drop = async (): Promise<void> => {
    proxy.cut();
    if (ends) await docker(["wait", container]);
    await proxy.mend();
  };
  proxy.answer = (method, url) => {
    const [, name] = /containers\/create.*name=(dbuild-[^&]*line3[^&]*-run)/.exec(url) ?? [];
    if (name !== undefined) {
      made = true;
      container = name;
    }
    if (!made || dropped !== undefined || !at.test(`${method} ${url}`)) return undefined;
    dropped = new Promise((resolve) => setImmediate(() => resolve(drop())));
    return undefined;
  };
  try {
    const built = await dbuild(["build", "--no-cache", "-t", id, "."], { cwd, env: { ...process.env, DOCKER_HOST: proxy.host } });
    await dropped;
    return { ...built, dropped: dropped !== undefined };
  } finally {
    proxy.close();
  }
}

const counted = "for i in 1 2 3 4 5 6 7 8; do echo line $i; sleep 0.2; done; echo made > /made";
const lines = [1, 2, 3, 4, 5, 6, 7, 8].map((each) => `  line ${each}`);

it.each([
  ["as the container is made", /POST .*containers\/create.*line3/],
  ["as the program is started", /POST .*containers\/[^/]+\/start/],
  ["while it runs", /POST .*containers\/[^/]+\/wait/],
  ["as its layer is written", /POST .*\/commit/],
])("%s", { timeout: 120_000 }, async (_name, at) => {
  const { code, stderr, dropped } = await through({ run: counted, at });
  expect(dropped).toBe(true);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("the engine is back; going on");
  // nothing twice, nothing missing
  expect(stderr.split("\n").filter((line) => line.startsWith("  line "))).toEqual(lines);
  const { stdout } = await docker(["run", "--rm", "--network", "none", id, "cat", "/first", "/made"]);
  expect(stdout).toBe(`${id}\nmade\n`);
});

it("a program that failed meanwhile has failed, with its own exit code", { timeout: 120_000 }, async () => {
  const run = "echo work > /work; sleep 1; exit 7";
  const { code, stderr } = await through({ run, at: /POST .*containers\/[^/]+\/wait/, ends: true });
  expect(code, stderr).toBe(1);
  expect(stderr).toMatch(/exit code 7|exited with 7|exit 7/);
  const [, tag = ""] = /(dbuild-failed:\S+)/.exec(stderr) ?? [];
  const { stdout } = await docker(["run", "--rm", "--network", "none", tag, "cat", "/work"]);
  expect(stdout).toBe("work\n");
  await docker(["rmi", "-f", tag]);
});

describe("an engine that never answers the start of a container", () => {
  const folder = (): string => {
    const cwd = folderWith({ Dockerfile: `FROM busybox\nRUN echo ${id} > /silent\n` });
    folders.push(cwd);
    return cwd;
  };
  const isStart = (request: string): boolean => /^POST .*containers\/[^/]+\/start/.test(request);

  it("is asked once more", { timeout: 120_000 }, async () => {
    const proxy = await engineProxy();
    let asked = 0;
    proxy.fault = (request) => (isStart(request) && asked++ === 0 ? "silence" : undefined);
    try {
      const env = { ...process.env, DOCKER_HOST: proxy.host, DBUILD_RECONNECT: "2" };
      const { code, stderr } = await dbuild(["build", "--no-cache", "-t", id, "."], { cwd: folder(), env });
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("did not answer the start of a container for 2 s");
      expect(asked).toBe(2);
    } finally {
      proxy.close();
    }
  });

  it("does not hold up somebody who stops the build", { timeout: 120_000 }, async () => {
    const proxy = await engineProxy();
    const asked = new Promise<void>((resolve) => {
      proxy.fault = (request) => {
        if (!isStart(request)) return undefined;
        resolve();
        return "silence";
      };
    });
    const env = { ...process.env, DOCKER_HOST: proxy.host };
    const child = spawn(process.execPath, [dbuildFile, "build", "--no-cache", "."], { cwd: folder(), env, stdio: "ignore" });
    try {
      await asked;
      child.kill("SIGINT");
      expect(await once(child, "exit")).toEqual([130, null]);
    } finally {
      child.kill("SIGKILL");
      proxy.close();
    }
  });
});
