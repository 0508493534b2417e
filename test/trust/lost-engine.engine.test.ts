/** A connection to the engine that drops for a while: the step goes on where it was, whatever it was at. */
import fs from "node:fs";
import { afterAll, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
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
