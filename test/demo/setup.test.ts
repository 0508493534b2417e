/** What the set-up decides by itself, without an engine: subnets, endpoints, missing packages, closing lines. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { endpointInForce } from "../../scripts/setup/endpoint.mjs";
import { oneAtATime } from "../../scripts/setup/one-at-a-time.mjs";
import { bridgeOf, engineKinds, engineTools, kindAskedFor, privatePlace } from "../../scripts/setup/places.mjs";
import { freeSubnet } from "../../scripts/setup/private-network.mjs";
import { missingPackages } from "../../scripts/setup/project.mjs";
import { closingLine, counted } from "../../scripts/setup/test-counts.mjs";

const folders: string[] = [];
function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-setup-"));
  folders.push(folder);
  for (const [name, value] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), JSON.stringify(value));
  }
  return folder;
}
afterEach(() => {
  for (const one of folders.splice(0)) fs.rmSync(one, { recursive: true, force: true });
});

describe("the private engine's network", () => {
  const number = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const range = (from: string, to: string) => ({ from: number(from), to: number(to) });

  it.each([
    ["10.213.0", []],
    ["10.213.1", [range("10.213.0.9", "10.213.0.9")]],
    ["10.213.16", [range("10.213.0.0", "10.213.15.255")]],
    ["10.213.0", [range("10.212.0.0", "10.212.255.255"), range("10.214.0.0", "10.255.255.255")]],
    ["10.213.1", [range("10.212.0.0", "10.213.0.0")]],
  ])("takes %s beside %j", (free, taken) => {
    expect(freeSubnet(taken)).toBe(free);
  });

  it("refuses when everything is in use", () => {
    expect(() => freeSubnet([range("10.0.0.0", "10.255.255.255")])).toThrow(/no free subnet/);
  });

  it("has a bridge name for each folder, within the kernel's 15 bytes", () => {
    const names = ["/run/dbuild-engine", "/tmp/a/run", "/tmp/b/run"].map((folder) => bridgeOf(folder));
    expect(new Set(names).size).toBe(3);
    expect(names.filter((name: string) => name.length > 15)).toEqual([]);
  });

  it("refuses a folder whose socket would have too long a path", () => {
    expect(() => privatePlace("newest", { DBUILD_ENGINE_DIR: `/tmp/${"x".repeat(100)}` })).toThrow(/too long/);
    expect(privatePlace("newest", { DBUILD_ENGINE_DIR: "/tmp/x" }).socket).toBe("/tmp/x/newest/run/docker.sock");
  });
});

describe("commands that set up at the same moment", () => {
  const lock = () => path.join(folderWith({}), "cache", "lock");

  it("do it one after the other", async () => {
    const file = lock();
    const told: string[] = [];
    const work = (name: string) => () => {
      told.push(`${name} begins`);
      return new Promise<void>((resolve) =>
        setImmediate(() => {
          told.push(`${name} ends`);
          resolve();
        }),
      );
    };
    await Promise.all([oneAtATime(file, work("first")), oneAtATime(file, work("second"))]);
    expect(told).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(fs.existsSync(file)).toBe(false);
  });

  it("do not wait for one that has ended without a word, nor for one that failed", async () => {
    const file = lock();
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, "4194999");
    await expect(oneAtATime(file, () => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
    expect(await oneAtATime(file, () => 1)).toBe(1);
  });
});

describe("the private engines", () => {
  it.each([{}, { DBUILD_ENGINE_DIR: "/tmp/x" }, { XDG_STATE_HOME: "/tmp/state" }])("share no file and no bridge (%j)", (env) => {
    const places = engineKinds.map((kind: string) => privatePlace(kind, { HOME: "/root", ...env }));
    const names = places.flatMap(({ kind: _kind, ...place }: Readonly<Record<string, string>>) => Object.values(place));
    expect(new Set(names).size).toBe(names.length);
  });

  it("are asked for by DBUILD_ENGINE, and another word is refused", () => {
    expect(kindAskedFor({})).toBeUndefined();
    expect(kindAskedFor({ DBUILD_ENGINE: "" })).toBeUndefined();
    expect(kindAskedFor({ DBUILD_ENGINE: "containerd" })).toBe("containerd");
    expect(() => kindAskedFor({ DBUILD_ENGINE: "oldest" })).toThrow("newest, containerd, stable");
  });

  it("have their programs in the cache folder", () => {
    expect(engineTools({ XDG_CACHE_HOME: "/tmp/cache" })).toBe("/tmp/cache/dbuild/engines/tools/starters");
  });
});

describe("the endpoint in force", () => {
  const far = createHash("sha256").update("far").digest("hex");
  const config = (current: string) =>
    folderWith({
      "config.json": { currentContext: current },
      [`contexts/meta/${far}/meta.json`]: {
        Name: "far",
        Endpoints: { docker: { Host: "tcp://far:2376", SkipTLSVerify: false } },
      },
    });

  it("is DOCKER_HOST before every context", () => {
    expect(endpointInForce({ DOCKER_HOST: "tcp://near:1", DOCKER_CONTEXT: "far" })).toMatchObject({ host: "tcp://near:1" });
  });
  it("is DOCKER_CONTEXT before the context of the config", () => {
    expect(endpointInForce({ DOCKER_CONFIG: config("gone"), DOCKER_CONTEXT: "far" })).toMatchObject({ host: "tcp://far:2376" });
  });
  it("is the context of the config, and says so", () => {
    expect(endpointInForce({ DOCKER_CONFIG: config("far") })).toMatchObject({
      host: "tcp://far:2376",
      from: 'docker context "far"',
    });
  });
  it("is the default socket otherwise", () => {
    expect(endpointInForce({ DOCKER_CONFIG: config("default") })).toMatchObject({ host: "unix:///var/run/docker.sock" });
    expect(endpointInForce({ DOCKER_CONFIG: folderWith({}) })).toMatchObject({ host: "unix:///var/run/docker.sock" });
  });
  it("tells which context cannot be read", () => {
    const { from, problem } = endpointInForce({ DOCKER_CONFIG: config("gone") });
    expect(from).toBe('docker context "gone"');
    expect(problem).toMatch(/cannot be read/);
  });
});

describe("missing packages", () => {
  const lock = { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0", optional: true } };
  const folder = (installed: object | undefined) =>
    folderWith({
      "package-lock.json": { packages: lock },
      ...(installed && { "node_modules/.package-lock.json": { packages: installed } }),
    });

  it("are all where nothing is installed", () => {
    expect(missingPackages(folder(undefined))).toEqual(["everything"]);
  });
  it("are none where the versions agree; an optional one may be missing", () => {
    expect(missingPackages(folder({ "node_modules/a": { version: "1.0.0" } }))).toEqual([]);
  });
  it("are those of another version, optional or not", () => {
    const installed = { "node_modules/a": { version: "0.9.0" }, "node_modules/b": { version: "1.0.0" } };
    expect(missingPackages(folder(installed))).toEqual(["node_modules/a", "node_modules/b"]);
  });
});

describe("the closing line", () => {
  const report = (more: object) =>
    JSON.stringify({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, ...more });

  it("counts what vitest reports", () => {
    expect(closingLine(counted(report({}), 0, 0))).toBe("5 passed, 0 failed, 2 skipped");
    expect(counted(report({ numFailedTests: 2 }), 1, 0)).toMatchObject({ failed: 2 });
  });
  it("counts a file that could not be loaded as failed", () => {
    expect(counted(report({ testResults: [{ status: "failed", assertionResults: [] }] }), 1, 0)).toMatchObject({ failed: 1 });
  });
  it("never says 0 failed when vitest failed, ended without a report, or things were left behind", () => {
    expect(counted(report({}), 1, 0)).toMatchObject({ failed: 1 });
    expect(counted(undefined, 130, 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(counted(report({}), 0, 3)).toMatchObject({ failed: 1 });
  });
});
