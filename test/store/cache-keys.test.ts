import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheKeys } from "../../src/store/cache-keys.ts";

const keyOf = (digit: number): string => String(digit % 10).repeat(64);

describe("cache keys of the last build", () => {
  let state: string;
  let env: NodeJS.ProcessEnv;
  const folder = () => path.join(state, "dbuild", "cache-keys");
  beforeEach(() => {
    state = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-cache-keys-"));
    env = { XDG_STATE_HOME: state };
  });
  afterEach(() => fs.rmSync(state, { recursive: true, force: true }));

  it("are those of that Dockerfile on that engine, for the user alone", () => {
    expect(cacheKeys(env, "/a/Dockerfile", "one").before).toEqual([]);
    cacheKeys(env, "/a/Dockerfile", "one").write([keyOf(1), keyOf(2)]);
    expect(cacheKeys(env, "/a/Dockerfile", "one").before).toEqual([keyOf(1), keyOf(2)]);
    expect(cacheKeys(env, "/a/Dockerfile", "two").before).toEqual([]);
    expect(cacheKeys(env, "/b/Dockerfile", "one").before).toEqual([]);
    const [name = ""] = fs.readdirSync(folder());
    expect(fs.statSync(path.join(folder(), name)).mode & 0o777).toBe(0o600);
    expect(fs.statSync(folder()).mode & 0o777).toBe(0o700);
  });

  it("are no keys where somebody else wrote the file", () => {
    const keys = cacheKeys(env, "/a/Dockerfile", "one");
    keys.write([keyOf(1)]);
    const file = path.join(folder(), fs.readdirSync(folder())[0] as string);
    fs.writeFileSync(file, `../../etc/passwd\n${keyOf(3)}\n\u001b[2J\n`);
    expect(cacheKeys(env, "/a/Dockerfile", "one").before).toEqual([keyOf(3)]);
    fs.writeFileSync(file, `${keyOf(3)}\n`.repeat(2000));
    expect(cacheKeys(env, "/a/Dockerfile", "one").before).toEqual([]);
  });

  it("are kept of 200 Dockerfiles, 1,000 of each, and of none where nothing can be written", () => {
    for (let at = 0; at < 205; at++) cacheKeys(env, `/${at}/Dockerfile`, "one").write([keyOf(at)]);
    expect(fs.readdirSync(folder()).length).toBe(200);
    cacheKeys(env, "/204/Dockerfile", "one").write(Array.from({ length: 1500 }, (_, at) => keyOf(at)));
    expect(cacheKeys(env, "/204/Dockerfile", "one").before.length).toBe(1000);
    fs.rmSync(folder(), { recursive: true });
    fs.writeFileSync(folder(), "");
    expect(() => cacheKeys(env, "/a/Dockerfile", "one").write([keyOf(1)])).not.toThrow();
  });
});
