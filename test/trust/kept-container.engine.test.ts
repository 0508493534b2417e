/** The engine's disk is full when a layer is to be written: nothing is lost, and the commands that are printed save it. */
import fs from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { dbuild, docker, folderWith, run } from "../helpers/dbuild.ts";
import { type EngineProxy, engineProxy } from "../helpers/engine-proxy.ts";

const mark = Math.random().toString(36).slice(2, 8);
const folders: string[] = [];
let proxy: EngineProxy;

const anything = folderWith({ Dockerfile: "FROM busybox\nRUN true\n" });
folders.push(anything);

/** As the engine words it. */
const full = { status: 500, message: "write /var/lib/docker/tmp/x: no space left on device" };

beforeEach(async () => {
  proxy = await engineProxy();
  let commits = 0;
  proxy.answer = (method, url) => (method === "POST" && url.includes("/commit?") && ++commits > 1 ? full : undefined);
});
afterEach(() => proxy.close());
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

/** Behind a RUN, for the first of a base may have a layer that no plain commit gives. */
const folderOf = (name: string, instruction: string): string => {
  const folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}-${name}\nRUN true\n${instruction}\nRUN cat /made\n` });
  folders.push(folder);
  return folder;
};
const build = (cwd: string, host?: string, ...args: readonly string[]) =>
  dbuild(["build", ...args, "."], { cwd, env: { ...process.env, ...(host && { DOCKER_HOST: host }) } });

/** The printed commands, run by a shell as they are, but for a terminal. */
async function commands(stderr: string, typed: string): Promise<string> {
  const [, save = ""] = /^save it: (.*)$/m.exec(stderr) ?? [];
  const [, enter = ""] = /^enter it: (.*)$/m.exec(stderr) ?? [];
  const saved = await run("sh", ["-c", save]);
  expect(saved.stderr).toBe("");
  const entered = await run("sh", ["-c", enter.replace("-it", "-i")], { input: typed });
  const [, container = ""] = /^container kept: (\S+)$/m.exec(stderr) ?? [];
  await docker(["rm", container]);
  return entered.stdout;
}

/** With so little room that nothing at all can be written, its name neither. */
const nothingWritten = (method: string, url: string) =>
  method === "POST" && (url.includes("/rename?") || url.includes("/commit?")) ? full : undefined;

describe("no room for a layer", () => {
  it("of a RUN that ended well: the command saves it, and the next build goes on behind it", async () => {
    const cwd = folderOf("well", "RUN head -c 20 /dev/urandom | md5sum | tee /made");
    const { code, stderr } = await build(cwd, proxy.host);
    expect(code).toBe(1);
    expect(stderr).toMatch(/failed: the layer could not be written: .*no space left on device; it ended well$/m);
    const [made = ""] = /[0-9a-f]{32} {2}-/.exec(stderr) ?? [];
    const [, container = ""] = /^container kept: (\S+)$/m.exec(stderr) ?? [];
    // what is kept is the user's: another start says so, and leaves it as it is
    const other = await build(anything);
    const [, save = ""] = /^save it: (.*)$/m.exec(stderr) ?? [];
    expect(other.stderr).toContain(`${save} makes its layer, which the next build finds; docker rm -v ${container} gives it up`);
    expect(await commands(stderr, "cat /made\n")).toContain(made);
    const again = await build(cwd);
    expect(again.code).toBe(0);
    expect(again.stderr).toMatch(/step 4\/5 .*\n {2}cached$/m);
    expect(again.stderr).toContain(made);
  });

  it("of a RUN that failed: the image opens a shell in what it did", async () => {
    const { stderr } = await build(folderOf("failed", "RUN echo half > /made; false"), proxy.host);
    expect(stderr).toMatch(/could not be written: .*ended with exit code 1$/m);
    const [, image = ""] = /^enter it: .* (\S+)$/m.exec(stderr) ?? [];
    expect(await commands(stderr, "cat /made; echo shell\n")).toBe("half\nshell\n");
    await docker(["rmi", image]);
  });

  it("and none for its mark: the session's record keeps the container from being swept", async () => {
    const cwd = folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}-unmarked\nRUN echo unmarked > /made\n` });
    folders.push(cwd);
    proxy.answer = nothingWritten;
    const { stderr } = await build(cwd, proxy.host);
    const [, container = ""] = /^container kept: (\S+)$/m.exec(stderr) ?? [];
    await build(anything);
    const again = await build(anything);
    expect(again.stderr).toContain(`docker rm -v ${container} gives it up`);
    expect(await commands(stderr, "cat /made\n")).toBe("unmarked\n");
  });

  it("of a RUN with a secret in its environment: the image has no such thing", async () => {
    const cwd = folderOf("secret", "RUN --mount=type=secret,id=s,env=S echo made > /made");
    fs.writeFileSync(`${cwd}/s`, "hush-hush");
    const { stderr } = await build(cwd, proxy.host, "--secret", "id=s,src=s");
    const [, image = ""] = /^enter it: .* (\S+)$/m.exec(stderr) ?? [];
    expect(await commands(stderr, "cat /made; echo S=$S\n")).toBe("made\nS=\n");
    expect((await docker(["image", "inspect", image])).stdout).not.toContain("hush");
    await docker(["rmi", image]);
  });
});
