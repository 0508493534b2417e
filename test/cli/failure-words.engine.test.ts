/** What `dbuild build` says when something went wrong that is not the Dockerfile's fault, or that is easily told wrongly. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import { type EngineProxy, engineProxy } from "../helpers/engine-proxy.ts";

const run = Math.random().toString(36).slice(2, 8);
const images: string[] = [];
const folders: string[] = [];
let proxy: EngineProxy | undefined;

const folder = (files: Readonly<Record<string, string>>): string => {
  const made = folderWith(files);
  folders.push(made);
  return made;
};
/** The first step keeps the keys of a test apart from those of all others. */
const base = (name: string): string => `FROM busybox\nENV run=${run}-${name}\n`;

afterEach(() => proxy?.close());
afterAll(async () => {
  await docker(["rmi", "-f", ...images]);
  for (const one of folders) fs.rmSync(one, { recursive: true, force: true });
});

describe("which layer is named", () => {
  it("a COPY that was refused left none: the one before it", async () => {
    const { stderr } = await dbuild(["build", "."], {
      cwd: folder({ Dockerfile: `${base("copy")}RUN touch /file\nCOPY x /file/y/\n`, x: "x" }),
    });
    expect(stderr).toMatch(/^layer before it: sha256:[0-9a-f]{64} tagged dbuild-/m);
    expect(stderr).not.toMatch(/^failed layer/m);
  });

  it("a trigger of the base that failed has one of its own", async () => {
    const image = `failure-words-${run}`;
    images.push(image);
    const made = await dbuild(["build", "-t", image, "."], {
      cwd: folder({ Dockerfile: `${base("trigger")}ONBUILD RUN touch /by-trigger && false\n` }),
    });
    expect(made.code).toBe(0);
    const { stderr } = await dbuild(["build", "."], { cwd: folder({ Dockerfile: `FROM ${image}\n` }) });
    const [, tag = ""] = /^failed layer: \S+ tagged (dbuild-failed:\S+)$/m.exec(stderr) ?? [];
    expect((await docker(["run", "--rm", tag, "ls", "/by-trigger"])).stdout).toBe("/by-trigger\n");
  });
});

it("a config.json that cannot be read is warned of, and the build goes on", async () => {
  const config = folder({ "config.json": '{"auths":' });
  const { code, stderr } = await dbuild(["build", "."], {
    cwd: folder({ Dockerfile: base("config") }),
    env: { ...process.env, DOCKER_CONFIG: config },
  });
  expect(code).toBe(0);
  expect(stderr).toContain(`dbuild: warning: ${path.join(config, "config.json")} is not used: it is not a JSON object`);
});

it("an engine lost while something runs: what is kept, and where the rest may be", async () => {
  proxy = await engineProxy();
  const { cut, host } = proxy;
  const cwd = folder({ Dockerfile: `${base("lost")}RUN touch /before\nRUN echo running; sleep 60\n` });
  let started = false;
  proxy.answer = (_method, url) => {
    // the second container is started: soon it runs, and waits
    if (started && url.includes("/wait")) setImmediate(cut);
    if (/containers\/create.*line4/.test(url)) started = true;
    return undefined;
  };
  const { code, stderr } = await dbuild(["build", "."], { cwd, env: { ...process.env, DOCKER_HOST: host } });
  expect(code).toBe(3);
  expect(stderr).toMatch(/^ {2}steps that had ended are kept, and the next run finds them$/m);
  expect(stderr).toMatch(/^ {2}no layer was made of line 4, which was running/m);
  const [, filter = ""] = /docker ps --all --filter (name=\S+)/.exec(stderr) ?? [];
  const { stdout } = await docker(["ps", "--all", "--quiet", "--filter", filter]);
  expect(stdout.trim()).toMatch(/^[0-9a-f]{12}$/);
  await docker(["rm", "-f", stdout.trim()]);
});
