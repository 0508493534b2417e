/** The default policy: what it keeps, when it is due, and that no build waits for it. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { policyRule, startPolicy } from "../../src/cli/disk/policy.ts";
import { parseAge, parseBytes, readCacheKeep } from "../../src/cli/values/keep.ts";
import { UserError } from "../../src/errors.ts";
import { forgetUses, markUsed, usesFolder, usesKnown } from "../../src/store/uses.ts";
import { until } from "../helpers/until.ts";

const day = 86_400;
let state: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-policy-"));
  env = { XDG_STATE_HOME: state };
});
afterEach(() => fs.rmSync(state, { recursive: true, force: true }));

it("reads ages and sizes", () => {
  expect(["90m", "12h", "7d", "2w", "1.5d"].map(parseAge)).toEqual([5400, 43_200, 7 * day, 14 * day, 1.5 * day]);
  expect(["", "7", "d", "-1d", "7 d", "1y"].map(parseAge)).toEqual(Array(6).fill(undefined));
  expect(["0", "512", "500MB", "10GB", "1.5g", "2 TB", "3k"].map(parseBytes)).toEqual([0, 512, 5e8, 1e10, 1.5e9, 2e12, 3000]);
  expect(["", "GB", "-1", "10GiB", "x"].map(parseBytes)).toEqual(Array(5).fill(undefined));
});

it("reads DBUILD_CACHE_KEEP", () => {
  const keep = (text?: string) => readCacheKeep(text === undefined ? {} : { DBUILD_CACHE_KEEP: text });
  expect([keep(), keep("")]).toEqual(Array(2).fill({ age: 14 * day, bytes: 2e10 }));
  expect([keep("7d"), keep("5GB"), keep("5GB, 7d"), keep("off")]).toEqual([
    { age: 7 * day },
    { bytes: 5e9 },
    { age: 7 * day, bytes: 5e9 },
    undefined,
  ]);
  expect(keep("0")).toEqual({ bytes: 0 });
  for (const wrong of ["yes", "7d,", "1d,2GB,3d", "10GiB"]) expect(() => keep(wrong), wrong).toThrow(UserError);
});

describe("the rule", () => {
  const now = Date.now() / 1000;
  const rule = () => policyRule({ ...env, DBUILD_CACHE_KEEP: "7d,5GB" }, now);
  const begin = (days: number) => fs.utimesSync(path.join(usesFolder(env), "since"), now, now - days * day);

  it("takes nothing for unused for longer than uses are known", () => {
    expect(rule()).toEqual({ keepBytes: 5e9 });
    markUsed(env, []);
    expect(rule()).toEqual({ keepBytes: 5e9 });
    begin(6);
    expect(rule()).toEqual({ keepBytes: 5e9 });
    begin(8);
    expect(rule()).toEqual({ cacheBefore: now - 7 * day, keepBytes: 5e9 });
    expect(policyRule({ ...env, DBUILD_CACHE_KEEP: "off" }, now)).toEqual({});
  });

  it("knows uses by image, newest last", () => {
    const [one, two] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`];
    markUsed(env, [one, two, one, "no id", "sha256:../../../x"]);
    expect([...usesKnown(env).keys()].sort()).toEqual([one, two]);
    const at = new Date(1_700_000_000_000);
    fs.utimesSync(path.join(usesFolder(env), "1".repeat(64)), at, at);
    expect(usesKnown(env).get(one)).toBe(1_700_000_000);
    markUsed(env, [one]);
    expect(usesKnown(env).get(one)).toBeGreaterThan(now - 60);
    forgetUses(env, [one, "sha256:../since"]);
    expect([...usesKnown(env).keys()]).toEqual([two]);
    expect(fs.existsSync(path.join(usesFolder(env), "since"))).toBe(true);
  });
});

describe("the start", () => {
  const marked = () => path.join(state, "ran");
  const program = (): string => {
    const file = path.join(state, "program.mjs");
    fs.writeFileSync(
      file,
      `import fs from "node:fs"; fs.writeFileSync(${JSON.stringify(marked())}, process.argv.slice(2).join(" "));`,
    );
    return file;
  };
  const start = (more: NodeJS.ProcessEnv = {}) => startPolicy({ ...env, ...more }, "unix:///x", program());
  const yesterday = (): void => {
    for (const name of fs.readdirSync(usesFolder(env))) {
      if (name.startsWith("policy-")) fs.utimesSync(path.join(usesFolder(env), name), 0, Date.now() / 1000 - day - 1);
    }
  };

  it("waits a day in a new state folder, then runs once a day, as a process of its own", async () => {
    expect(start()).toBeUndefined();
    yesterday();
    expect(start()).toBeUndefined();
    const ran = () => fs.existsSync(marked()) && fs.readFileSync(marked(), "utf8") !== "";
    await until(ran, () => "the policy has not run");
    expect(fs.readFileSync(marked(), "utf8")).toBe("prune --policy");
    fs.rmSync(marked());
    expect(start()).toBeUndefined();
    expect(startPolicy(env, "unix:///another", program())).toBeUndefined();
    expect(fs.readdirSync(usesFolder(env)).filter((name) => name.startsWith("policy-"))).toHaveLength(2);
  });

  it("does not when it is turned off, or cannot be read; that is told", () => {
    start();
    yesterday();
    expect(start({ DBUILD_CACHE_KEEP: "off" })).toBeUndefined();
    expect(start({ DBUILD_CACHE_KEEP: "much" })).toEqual([
      'DBUILD_CACHE_KEEP is "much"; write 14d,20GB, an age or a size alone, or off',
    ]);
    // neither of both was the run of today
    const [name = ""] = fs.readdirSync(usesFolder(env));
    expect(fs.statSync(path.join(usesFolder(env), name)).mtimeMs).toBeLessThan(Date.now() - day * 1000);
  });
});
