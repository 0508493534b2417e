/** What `dbuild build` says when something went wrong that is not the Dockerfile's fault, or that is easily told wrongly. */

import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { dbuild, dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
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
const base = (name: string): string => `FROM busybox\nENV run="${run}-${name}"\n`;

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

it("more layers than the engine can store are told before the first step; a store without a limit begins", async () => {
  const { stdout: driver } = await docker(["info", "-f", "{{.DriverStatus}}"]);
  const limited = !driver.includes("snapshotter");
  const copies = Array.from({ length: 126 }, (_, at) => `COPY f /f${at}\n`).join("");
  const child = spawn(process.execPath, [dbuildFile, "build", "."], {
    cwd: folder({ Dockerfile: `FROM scratch\n${copies}`, f: "" }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    // that it begins is all there is to see; the rest takes minutes
    if (stderr.includes("step 2/127")) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code, stderr).toBe(limited ? 2 : 130);
  expect(stderr.includes("step 1/127")).toBe(!limited);
  const tooMany = "this would be layer 126; this engine stores at most 125 in an image (max depth exceeded)";
  expect(stderr.includes("Dockerfile:127") && stderr.includes(tooMany)).toBe(limited);
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
  const { code, stderr } = await dbuild(["build", "."], {
    cwd,
    env: { ...process.env, DOCKER_HOST: host, DBUILD_RECONNECT: "0" },
  });
  expect(code).toBe(3);
  expect(stderr).toMatch(/^ {2}steps that had ended are kept, and the next run finds them$/m);
  expect(stderr).toMatch(/^ {2}no layer was made of line 4, which was running/m);
  const [, filter = ""] = /docker ps --all --filter (name=\S+)/.exec(stderr) ?? [];
  const { stdout } = await docker(["ps", "--all", "--quiet", "--filter", filter]);
  expect(stdout.trim()).toMatch(/^[0-9a-f]{12}$/);
  await docker(["rm", "-f", stdout.trim()]);
});

/** Runs the build; as soon as its RUN of line `line` prints "ready", does `meanwhile` with the container. */
async function whileItRuns(text: string, meanwhile: (container: string) => Promise<unknown>): Promise<string> {
  const cwd = folder({ Dockerfile: text });
  const child = spawn(process.execPath, [dbuildFile, "build", "."], { cwd, env: process.env });
  let said = "";
  let done: Promise<unknown> | undefined;
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    const line = /^ {2}ready (\S+)/m.exec(said)?.[1];
    if (line !== undefined) done ??= containerOf(line).then(meanwhile);
  });
  await new Promise((resolve) => child.on("close", resolve));
  await done;
  return said;
}

/** By a process of its command line, which says `mark`: names of containers are dbuild's own affair. */
async function containerOf(mark: string): Promise<string> {
  const { stdout } = await docker(["ps", "--no-trunc", "--format", "{{.Names}} {{.Command}}"]);
  return (
    stdout
      .split("\n")
      .find((line) => line.includes(mark))
      ?.split(" ", 1)[0] ?? "none"
  );
}

describe.concurrent("a RUN that is ended from outside", () => {
  const waiting = (mark: string): string => `${base(mark)}RUN echo ready ${run}${mark}; sleep 60\n`;

  it("docker kill and docker stop are named", async () => {
    const [killed, stopped] = await Promise.all([
      whileItRuns(waiting("kill"), (name) => docker(["kill", name])),
      whileItRuns(waiting("stop"), (name) => docker(["stop", "-t", "0", name])),
    ]);
    for (const said of [killed, stopped]) {
      expect(said).toMatch(/exit code 137: ended from outside$/m);
      expect(said).toContain("docker kill, docker stop");
      expect(said).toMatch(/^failed layer: /m);
    }
  });

  it("a kill of its own is not taken for one from outside", async () => {
    const { stderr } = await dbuild(["build", "."], {
      cwd: folder({ Dockerfile: `${base("own")}RUN sh -c 'kill -9 $$'; exit $?\n` }),
    });
    expect(stderr).toMatch(/137 means: killed \(SIGKILL\)/);
    expect(stderr).not.toContain("from outside");
  });

  it("docker rm -f: what is gone, what is kept, who it may have been", async () => {
    const said = await whileItRuns(waiting("rm"), (name) => docker(["rm", "-f", name]));
    expect(said).toMatch(/failed: the container dbuild-\S+ was removed while it ran, and what it did with it$/m);
    expect(said).toContain("docker rm -f");
    expect(said).toMatch(/^layer before it: /m);
    expect(said).not.toMatch(/No such container/);
  });

  it("a lack of memory is named, with the limit", async () => {
    const mark = `${run}memory`;
    const text = `${base("memory")}RUN echo ready ${mark}; until [ -e /go ]; do sleep 0.1; done; x=aaaaaaaa; while :; do x=$x$x; done\n`;
    const said = await whileItRuns(text, async (name) => {
      const limited = await docker(["update", "--memory", "12m", "--memory-swap", "12m", name]);
      expect(limited.stderr).toBe("");
      await docker(["exec", name, "touch", "/go"]);
    });
    expect(said).toMatch(/out of memory$/m);
    expect(said).toContain("the container may use 12.6 MB");
  });
});

it("which command of a RUN failed, and which one was passed over", async () => {
  // nothing on standard output: the engine may put it into the middle of what ash writes to the other stream
  const text = `${base("commands")}RUN <<EOF\nnope --fast\ntrue\nEOF\nRUN true && \\\n  # why\n  cp /nope /x && \\\n  echo b\n`;
  const { stderr } = await dbuild(["build", "."], { cwd: folder({ Dockerfile: text }) });
  expect(stderr).toMatch(/went on: line 4: nope --fast; set -e would stop there$/m);
  expect(stderr).toMatch(/^ {2}most likely line 9: cp \/nope \/x \(its message is the last one\)$/m);
  expect(stderr).toMatch(/^> +9 \| >>> {3}cp \/nope/m);
});

describe.concurrent("a program that cannot be run", () => {
  const elf = (machine: number): string => {
    const bytes = Buffer.alloc(64);
    bytes.write("7f454c46020101", "hex");
    bytes.writeUInt16LE(2, 16);
    bytes.writeUInt16LE(machine, 18);
    return bytes.toString("latin1");
  };
  it.each<[string, string, string, RegExp]>([
    ["Windows line ends, exec form", "#!/bin/sh\r\necho\r\n", 'RUN ["/p/x"]', /\/p\/x has Windows line ends/],
    ["no interpreter", "#!/bin/bash\necho\n", "RUN cd /p && ./x", /\.\/x .*wants \/bin\/bash, which is not in the image/],
    ["another machine", `${elf(22)}`, "RUN chmod +x /p/x && /p/x", /\/p\/x is a program for s390x, the image is for/],
    ["no such command in a script", "#!/bin/sh\npyton3 -V\n", "RUN /p/x", /there is no pyton3 in the image/],
  ])("%s", async (name, content, instruction, wanted) => {
    const cwd = folder({ Dockerfile: `${base(name)}WORKDIR /p\nCOPY x /p/x\n${instruction}\n`, x: "" });
    fs.writeFileSync(path.join(cwd, "x"), content, { encoding: "latin1" });
    if (content.startsWith("#!")) fs.chmodSync(path.join(cwd, "x"), 0o755);
    const { code, stderr } = await dbuild(["build", "."], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(wanted);
  });
});
