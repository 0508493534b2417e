/** The engine itself is stopped and started again, for real, in each phase of a step: one of our own, without live-restore. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import { engineProxy } from "../helpers/engine-proxy.ts";
import { ownDockerd } from "../helpers/own-dockerd.ts";

/** DBUILD_FAULTS (npm run faults) is the whole form: every phase. */
const whole = process.env.DBUILD_FAULTS !== undefined;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-restart-"));
const engine = ownDockerd(folder, "300M");
const { env = {}, host = "" } = engine ?? {};
const contexts: string[] = [];
beforeAll(() => engine?.start());
afterAll(async () => {
  await engine?.remove();
  for (const one of contexts) fs.rmSync(one, { recursive: true, force: true });
});

let builds = 0;

/** Builds FROM, RUN and the lines; the engine is restarted at the first request like `at` once the last step has begun. */
async function build(lines: string, at: RegExp) {
  const image = `restarted:${builds++}`;
  const cwd = folderWith({ Dockerfile: `FROM busybox\nRUN echo ${image} > /first\n${lines}\n`, file: "" });
  contexts.push(cwd);
  const proxy = await engineProxy(host);
  let restarted: Promise<void> | undefined;
  const restart = async (): Promise<void> => {
    await engine?.stop();
    await engine?.start();
  };
  let begun = false;
  proxy.answer = (method, url) => {
    begun ||= /containers\/create.*name=dbuild-[^&]*line3/.test(url);
    if (begun && restarted === undefined && at.test(`${method} ${url}`))
      restarted = new Promise((resolve) => setImmediate(() => resolve(restart())));
    return undefined;
  };
  try {
    const ran = await dbuild(["build", "--no-cache", "--network", "none", "-t", image, "."], {
      cwd,
      env: { ...env, DOCKER_HOST: proxy.host },
    });
    await restarted;
    return { ...ran, image, restarted: restarted !== undefined };
  } finally {
    proxy.close();
  }
}

const inImage = async (image: string, file: string): Promise<string> =>
  (await docker(["run", "--rm", "--network", "none", image, "cat", file], { env })).stdout;

/** Each RUN says that it ran: in a cache, which outlives it. */
const counting = "RUN --mount=type=cache,target=/count,id=restarted echo ran >> /count/$(cat /first | tr : -);";

/** How often the RUN of that build was run. */
async function runsOf(image: string): Promise<number> {
  const cwd = folderWith({
    Dockerfile: `FROM busybox\nRUN --mount=type=cache,target=/count,id=restarted cat /count/${image.replace(":", "-")} || true\n`,
  });
  contexts.push(cwd);
  const { stderr } = await dbuild(["build", "--no-cache", "--network", "none", "."], { cwd, env });
  return stderr.split("\n").filter((line) => line === "  ran").length;
}

describe.skipIf(engine === undefined)("an engine that is restarted", () => {
  it.each([
    ["as its layer is written", /POST .*\/commit/] as const,
    ...(whole ? ([["as the container is made", /POST .*containers\/create/]] as const) : []),
    ...(whole ? ([["as the image gets its name", /POST .*\/(?:tag|images\/load)/]] as const) : []),
  ])("%s: the build goes on to its end", { timeout: 200_000 }, async (_name, at) => {
    const { code, stderr, image, restarted } = await build(`${counting} echo made > /made`, at);
    expect(restarted).toBe(true);
    expect(code, stderr).toBe(0);
    expect(await inImage(image, "/made")).toBe("made\n");
    expect(await inImage(image, "/first")).toBe(`${image}\n`);
  });

  it("while a file is copied: likewise", { timeout: 200_000 }, async () => {
    const { code, stderr, image, restarted } = await build("COPY file /copied", /PUT .*\/archive/);
    expect(restarted).toBe(true);
    expect(code, stderr).toBe(0);
    expect(await inImage(image, "/copied")).toBe("");
  });

  it("as a program is started: it runs once, to its end or to the engine's", { timeout: 200_000 }, async () => {
    const started = /POST .*containers\/[^/]+\/start/;
    const { code, stderr, image, restarted } = await build(
      `${counting} trap 'exit 143' TERM; sleep 3 & wait; echo made > /made`,
      started,
    );
    expect(restarted).toBe(true);
    const [, tag = ""] = /^failed layer: \S+ tagged (dbuild-failed:\S+)$/m.exec(stderr) ?? [];
    if (code === 0) expect(await inImage(image, "/made")).toBe("made\n");
    else expect(await inImage(tag, "/first"), stderr).toBe(`${image}\n`);
    expect(await runsOf(image)).toBeLessThanOrEqual(1);
  });

  it("while a program runs: it has failed, is never run again by itself, and what it did is kept", {
    timeout: 200_000,
  }, async () => {
    const running = /POST .*containers\/[^/]+\/wait/;
    const lines = `${counting} trap 'exit 143' TERM; echo work > /work; sleep 1000 & wait`;
    const { code, stderr, image, restarted } = await build(lines, running);
    expect(restarted).toBe(true);
    expect(code, stderr).toBe(1);
    const [, tag = ""] = /^failed layer: \S+ tagged (dbuild-failed:\S+)$/m.exec(stderr) ?? [];
    expect(stderr).toContain("the engine was stopped or started anew while it ran, and ended it with that");
    expect(await inImage(tag, "/work")).toBe("work\n");
    expect(await runsOf(image)).toBe(1);
  });
});
