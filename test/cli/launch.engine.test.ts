/** The compiled code that dist/dbuild.mjs keeps beside the program: what a start is to gain by it, and never to lose. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { dbuildFile, type Ran, run } from "../helpers/dbuild.ts";
import { engineProxy } from "../helpers/engine-proxy.ts";

/** A program of its own, which no other test starts. */
function installed(): {
  readonly folder: string;
  readonly start: (...args: string[]) => Promise<Ran>;
  readonly kept: () => string[];
} {
  const root = mkdtempSync(path.join(os.tmpdir(), "dbuild-launch-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = path.join(root, "dist");
  mkdirSync(folder);
  const dist = path.dirname(dbuildFile);
  for (const name of readdirSync(dist).filter((each) => /\.[cm]js$/.test(each)))
    cpSync(path.join(dist, name), path.join(folder, name));
  const link = path.join(root, "dbuild");
  symlinkSync(path.join(folder, "dbuild.mjs"), link);
  return {
    folder,
    start: (...args) => run(process.execPath, [link, ...args]),
    kept: () => readdirSync(folder).filter((name) => !/\.[cm]js$/.test(name)),
  };
}

it("is made by the first run of a command, used by the next, and made for each command by itself", async () => {
  const { folder, start, kept } = installed();
  expect((await start("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const [first = ""] = kept();
  expect(first).toMatch(new RegExp(`^program-\\w+\\.cjs-${process.version}-${process.arch}-other\\.cache$`));
  const made = statSync(path.join(folder, first)).mtimeMs;
  expect((await start("--version")).code).toBe(0);
  expect(statSync(path.join(folder, first)).mtimeMs).toBe(made);
  expect((await start("check", "/nonexistent/../etc/nothing")).code).toBe(2);
  expect(kept()).toHaveLength(2);
});

it("is made anew where it is damaged or of another Node, and what a dead process left is in nobody's way", async () => {
  const { folder, start, kept } = installed();
  await start("--version");
  const file = path.join(folder, kept()[0] ?? "");
  const good = readFileSync(file);
  for (const bad of [Buffer.alloc(0), Buffer.alloc(good.length), good.subarray(0, good.length >> 1), Buffer.from("no code")]) {
    writeFileSync(file, bad);
    const { code, stdout, stderr } = await start("--version");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d/), stderr: "" });
    expect(statSync(file).size).toBeGreaterThan(good.length >> 1);
  }
});

it("is gone without where the folder takes nothing, and at the same time as others", async () => {
  const { folder, start, kept } = installed();
  const all = await Promise.all(Array.from({ length: 6 }, () => start("--version")));
  expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(Array(6).fill({ code: 0, stderr: "" }));
  expect(kept()).toHaveLength(1);
  rmSync(path.join(folder, kept()[0] ?? ""));
  // a folder in its place: root writes through every mode
  const program = readdirSync(folder).find((name) => name.endsWith(".cjs")) ?? "";
  mkdirSync(path.join(folder, `${program}-${process.version}-${process.arch}-other.cache`));
  const { code, stderr } = await start("--version");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(kept()).toHaveLength(1);
});

it("is a text of a size that Node reads at once", () => {
  const { folder } = installed();
  const program = readdirSync(folder).find((name) => name.endsWith(".cjs")) ?? "";
  // 2.2 MB of 3.5 without blanks and with short names inside of packages: each MB is 10 ms of every command
  expect(statSync(path.join(folder, program)).size).toBeLessThan(2_400_000);
});

it("has asked the engine already, once, and does without what did not come", async () => {
  const { folder } = installed();
  const proxy = await engineProxy();
  onTestFinished(() => proxy.close());
  const file = path.join(folder, "Dockerfile");
  writeFileSync(file, "FROM busybox\n");
  const check = (): Promise<Ran> =>
    run(process.execPath, [path.join(folder, "dbuild.mjs"), "check", file], { env: { ...process.env, DOCKER_HOST: proxy.host } });
  expect(await check()).toMatchObject({ code: 0, stdout: "Check complete, no warnings found.\n" });
  const first = () => proxy.requests.filter((request) => /\/(version|info)$/.test(request)).toSorted();
  expect(first()).toEqual(["GET /info", "GET /version"]);
  const before = proxy.requests.length;
  proxy.fault = (_, number) => (number < before + 2 ? "cut" : undefined);
  expect(await check()).toMatchObject({ code: 0, stdout: "Check complete, no warnings found.\n" });
  expect(first().length).toBeGreaterThan(4);
});
