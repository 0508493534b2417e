/** Nothing of dbuild's is in the engine that `dbuild disk` does not list: every name that a build gives anything, there for a moment or for good. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { readContainer, readTag, readVolume } from "../../src/builder/names.ts";
import { sessionIn } from "../../src/store/session-id.ts";
import { dbuild, docker, folderWith } from "../helpers/dbuild.ts";
import { engineProxy } from "../helpers/engine-proxy.ts";

const id = `${process.pid}${Math.random().toString(36).slice(2, 8)}`;
const state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-names-"));
const cwd = folderWith({
  Dockerfile: `FROM busybox AS base-${id}
VOLUME /data
FROM base-${id} AS files
COPY big /big
RUN mkdir /only && echo ${id} >/only/f
FROM base-${id}
RUN --mount=type=secret,id=one --mount=type=secret,id=two,env=TOKEN --mount=type=cache,target=/c,id=${id} \\
  --mount=type=cache,target=/p,id=private-${id},sharing=private --mount=type=bind,target=/x,rw --mount=type=bind,from=files,target=/y \\
  --mount=type=bind,from=files,source=/only/f,target=/one-file --mount=type=tmpfs,target=/t echo ${id} >/c/f
RUN <<EOF
#!/bin/sh
echo ${id}
EOF
WORKDIR /made
RUN echo ${id} && exit 4
`,
  big: "x".repeat(5_000_000),
  one: "secret one\n",
});
afterAll(async () => {
  await docker(["rmi", `kept-${id}`]);
  for (const folder of [state, cwd]) fs.rmSync(folder, { recursive: true, force: true });
});

const env = { ...process.env, XDG_STATE_HOME: state, TWO: "secret two" };
const flags = ["build", "--secret", "id=one,src=one", "--secret", "id=two,env=TWO"];

/** Is it one that items.ts takes for ours? */
const known = {
  tag: (name: string) => {
    const read = readTag(name);
    return read !== undefined && (!["failed", "hand", "hold", "push"].includes(read.kind) || sessionIn(read.rest) !== undefined);
  },
  container: (name: string) => {
    const read = readContainer(name);
    return read !== undefined && (read.kind === "lock" || sessionIn(read.rest) !== undefined);
  },
  volume: (name: string) => {
    const read = readVolume(name);
    return read !== undefined && (read.kind !== "session" || sessionIn(read.rest) !== undefined);
  },
};

it("knows every name of a build, of what it left, and of looking at that", async () => {
  const proxy = await engineProxy();
  const through = { cwd, env: { ...env, DOCKER_HOST: proxy.host } };
  try {
    expect((await dbuild([...flags, "."], through)).code).toBe(1);
    expect((await dbuild([...flags, "-i", "-t", `kept-${id}`, "."], through)).code).toBe(0);
    expect((await dbuild([...flags, "--no-cache", "."], through)).code).toBe(1);
    const copied = await dbuild(["cp", `kept-${id}:/etc/passwd`, path.join(state, "passwd")], through);
    expect(copied.code).toBe(0);
  } finally {
    proxy.close();
  }
  const seen = { tag: new Set<string>(), container: new Set<string>(), volume: new Set<string>() };
  for (const request of proxy.requests) {
    const [method = "", address = ""] = request.split(" ");
    const { pathname, searchParams } = new URL(address, "http://engine");
    const [, what = "", name = "", verb] =
      /^\/v[\d.]+\/(\w+)(?:\/([^/]+(?:\/.*(?=\/))?))?(?:\/(\w+))?$/.exec(decodeURIComponent(pathname)) ?? [];
    if (searchParams.get("name") && what === "containers") seen.container.add(searchParams.get("name") as string);
    if (searchParams.get("repo") !== null) seen.tag.add(`${searchParams.get("repo")}:${searchParams.get("tag")}`);
    if (what === "images" && method === "GET" && verb === "json" && name.startsWith("dbuild-")) seen.tag.add(name);
    if (what === "volumes" && name !== "" && name !== "create") seen.volume.add(name);
  }
  expect(seen.container.size).toBeGreaterThan(8);
  expect(seen.tag.size).toBeGreaterThan(8);
  expect(seen.volume.size).toBeGreaterThan(2);
  expect([...seen.tag].filter((tag) => tag !== `kept-${id}:latest` && !known.tag(tag))).toEqual([]);
  expect([...seen.container].filter((name) => !known.container(name))).toEqual([]);
  expect([...seen.volume].filter((name) => !known.volume(name))).toEqual([]);
});

it("lists what the engine has of dbuild, before and after it looked", async () => {
  expect((await dbuild([...flags, "."], { cwd, env })).code).toBe(1);
  const list = async (): Promise<readonly string[]> => {
    const lists = [
      ["images", "--format", "{{.Repository}}:{{.Tag}}"],
      ["ps", "-a", "--format", "{{.Names}}"],
      ["volume", "ls", "-q"],
    ].map((words) => docker(words));
    const lines = (await Promise.all(lists)).flatMap(({ stdout }) => stdout.split("\n"));
    return lines.filter((name) => known.tag(name) || known.container(name) || known.volume(name));
  };
  const before = await list();
  const { code, stdout } = await dbuild(["disk", "--json"], { cwd, env });
  expect(code).toBe(0);
  const told = JSON.parse(stdout) as { groups: { name: string; items: { name: string }[] }[]; total: { engine: number } };
  const named = new Set(told.groups.flatMap(({ items }) => items.map(({ name }) => name)));
  const after = new Set(await list());
  // others work on the engine meanwhile
  expect(before.filter((name) => after.has(name) && !named.has(name))).toEqual([]);
  const groups = ["cached layers", "failed layers", "sessions", "images without a name"];
  // --no-cache above took the tags of the layers before
  expect(told.groups.map(({ name }) => name)).toEqual(expect.arrayContaining(groups));
  const own = path.join(state, "dbuild");
  const folders = fs.readdirSync(own, { withFileTypes: true }).filter((each) => each.isDirectory() && each.name !== "sessions");
  expect(folders.map(({ name }) => path.join(own, name)).filter((folder) => !named.has(folder))).toEqual([]);
  expect(folders.length).toBeGreaterThan(3);
  expect(told.total.engine).toBeGreaterThan(5_000_000);
  const text = await dbuild(["disk"], { cwd, env: { ...env, NO_COLOR: "1" } });
  expect(text.stdout).toMatch(/^The engine at .*held by nothing else\n/);
  expect(text.stdout).toMatch(/\n +\d.*B {2}failed layers: \d+/);
  expect(text.stdout).toContain(path.join(cwd, "Dockerfile"));
});

it("says what is wrong: no engine, words it does not know", async () => {
  const gone = await dbuild(["disk"], { env: { ...env, DOCKER_HOST: "unix:///nowhere/docker.sock" } });
  expect([gone.code, gone.stdout]).toEqual([3, ""]);
  expect(gone.stderr).toContain("no engine at unix:///nowhere/docker.sock");
  expect((await dbuild(["disk", "--jsn"], { env })).code).toBe(2);
  for (const [words, said] of [
    [["--all", "--older-than", "1d"], "--all keeps nothing"],
    [["--older-than", "soon"], 'invalid --older-than "soon"'],
    [["--keep-size", "much"], 'invalid --keep-size "much"'],
  ] as const) {
    const refused = await dbuild(["prune", ...words], { env });
    expect([refused.code, refused.stdout], said).toEqual([2, ""]);
    expect(refused.stderr).toContain(said);
  }
  const policy = await dbuild(["prune"], { env: { ...env, DBUILD_CACHE_KEEP: "lots" } });
  expect([policy.code, policy.stderr.includes("DBUILD_CACHE_KEEP")]).toEqual([2, true]);
});

it("says what would go, and what stays and why", async () => {
  const { code, stdout } = await dbuild(["prune", "--dry-run", "--json"], { cwd, env });
  expect(code).toBe(0);
  const told = JSON.parse(stdout) as { dryRun: boolean; freed: number; kept: { name: string; why: string }[] };
  expect(told).toMatchObject({ dryRun: true, freed: expect.any(Number) });
  // the newest session of the Dockerfile needs its failed layer
  expect(told.kept.filter(({ name, why }) => name.startsWith("dbuild-failed:") && why === "a session needs it")).not.toEqual([]);
});
