/** Which engine the environment means. */
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Disk, dockerConfigTrouble } from "../../src/engine/docker/docker-config.ts";
import { findEndpoint } from "../../src/engine/docker/endpoint.ts";
import { UserError } from "../../src/errors.ts";

const diskOf = (files: Readonly<Record<string, string>>): Disk => ({
  read: (path) => files[path],
  exists: (path) => path in files,
});
const hash = (name: string): string => createHash("sha256").update(name).digest("hex");
const meta = (name: string, host: string, more: object = {}): Record<string, string> => ({
  [`/h/.docker/contexts/meta/${hash(name)}/meta.json`]: JSON.stringify({
    Name: name,
    Endpoints: { docker: { Host: host, ...more } },
  }),
});
const home = { HOME: "/h" };
const socket = (path: string): object => ({ kind: "socket", path });

describe("the order", () => {
  const context = { ...meta("there", "unix:///there.sock"), "/h/.docker/config.json": '{"currentContext":"there"}' };
  it.each([
    [
      "DOCKER_HOST before all",
      { ...home, DOCKER_HOST: "unix:///x.sock", DOCKER_CONTEXT: "no" },
      context,
      "unix:///x.sock",
      "/x.sock",
    ],
    [
      "DOCKER_CONTEXT before the config",
      { ...home, DOCKER_CONTEXT: "b" },
      { ...context, ...meta("b", "unix:///b.sock") },
      "context b",
      "/b.sock",
    ],
    ["the config's current context", home, context, "context there", "/there.sock"],
    [
      "DOCKER_CONTEXT=default undoes it",
      { ...home, DOCKER_CONTEXT: "default" },
      context,
      "unix:///var/run/docker.sock",
      "/var/run/docker.sock",
    ],
    ["an empty DOCKER_HOST is none", { ...home, DOCKER_HOST: "" }, context, "context there", "/there.sock"],
    ["DOCKER_CONFIG elsewhere", { ...home, DOCKER_CONFIG: "/c" }, context, "unix:///var/run/docker.sock", "/var/run/docker.sock"],
    ["nothing at all", home, {}, "unix:///var/run/docker.sock", "/var/run/docker.sock"],
    [
      "the usual socket before the rootless one",
      { ...home, XDG_RUNTIME_DIR: "/run/user/1" },
      { "/var/run/docker.sock": "", "/run/user/1/docker.sock": "" },
      "unix:///var/run/docker.sock",
      "/var/run/docker.sock",
    ],
    [
      "the rootless socket",
      { ...home, XDG_RUNTIME_DIR: "/run/user/1" },
      { "/run/user/1/docker.sock": "" },
      "unix:///run/user/1/docker.sock",
      "/run/user/1/docker.sock",
    ],
    [
      "Docker Desktop's",
      home,
      { "/h/.docker/run/docker.sock": "" },
      "unix:///h/.docker/run/docker.sock",
      "/h/.docker/run/docker.sock",
    ],
  ])("%s", (_name, env, files, address, path) => {
    const endpoint = findEndpoint(env, diskOf(files as Record<string, string>));
    expect(endpoint.address).toBe(address);
    expect(endpoint.dial).toEqual(socket(path));
  });
});

describe("addresses", () => {
  const ssh = (...args: string[]): object => ({ kind: "ssh", host: "far", args });
  it.each<[string, object]>([
    ["unix:///a/b.sock", socket("/a/b.sock")],
    ["unix://", socket("/var/run/docker.sock")],
    ["npipe:////./pipe/docker_engine", socket("//./pipe/docker_engine")],
    ["tcp://far:2375", { kind: "tcp", host: "far", port: 2375 }],
    ["tcp://far", { kind: "tcp", host: "far", port: 2375 }],
    ["far:99", { kind: "tcp", host: "far", port: 99 }],
    ["tcp://[::1]:2375", { kind: "tcp", host: "::1", port: 2375 }],
    ["ssh://far", ssh("--", "far", "docker", "system", "dial-stdio")],
    ["ssh://me@far:2222", ssh("-l", "me", "-p", "2222", "--", "far", "docker", "system", "dial-stdio")],
    ["ssh://far/run/d.sock", ssh("--", "far", "docker", "--host", "unix:///run/d.sock", "system", "dial-stdio")],
    ["ssh://far/a b'c", ssh("--", "far", "docker", "--host", `'unix:///a b'\\''c'`, "system", "dial-stdio")],
  ])("%s", (host, dial) => {
    expect(findEndpoint({ DOCKER_HOST: host }, diskOf({})).dial).toEqual(dial);
  });

  it.each([
    "gopher://x",
    "tcp://",
    "tcp://far:99999",
    "tcp://far:2375/path",
    "ssh://",
    "ssh://-oProxyCommand=x",
    "ssh://me:secret@far",
    "ssh://far?x=1",
  ])("%s is the user's mistake", (host) => {
    expect(() => findEndpoint({ DOCKER_HOST: host }, diskOf({}))).toThrow(UserError);
  });
});

describe("TLS", () => {
  const pem = { "/pem/ca.pem": "CA", "/pem/cert.pem": "CERT", "/pem/key.pem": "KEY" };
  const env = { ...home, DOCKER_HOST: "tcp://far:2376", DOCKER_CERT_PATH: "/pem" };
  const tls = (from: Record<string, string>, more: object = {}): unknown => findEndpoint({ ...env, ...more }, diskOf(from)).dial;

  it("is asked for by DOCKER_TLS_VERIFY, not by files or port alone", () => {
    expect(tls(pem)).toEqual({ kind: "tcp", host: "far", port: 2376 });
    expect(tls(pem, { DOCKER_TLS_VERIFY: "1" })).toEqual({
      kind: "tcp",
      host: "far",
      port: 2376,
      tls: { verify: true, ca: "CA", cert: "CERT", key: "KEY" },
    });
    expect(tls(pem, { DOCKER_TLS: "1" })).toEqual(expect.objectContaining({ tls: expect.objectContaining({ verify: false }) }));
  });

  it("says which files are missing", () => {
    expect(() => tls({}, { DOCKER_TLS_VERIFY: "1" })).toThrow("no TLS files in /pem");
    expect(() => tls({ "/pem/ca.pem": "CA", "/pem/cert.pem": "C" }, { DOCKER_TLS_VERIFY: "1" })).toThrow(
      "only one of cert.pem and key.pem",
    );
  });

  it("comes with a context that has files", () => {
    const folder = `/h/.docker/contexts/tls/${hash("far")}/docker`;
    const files = { ...meta("far", "tcp://far:2376"), [`${folder}/ca.pem`]: "CA" };
    const { dial } = findEndpoint({ ...home, DOCKER_CONTEXT: "far" }, diskOf(files));
    expect(dial).toEqual({ kind: "tcp", host: "far", port: 2376, tls: { verify: true, ca: "CA" } });
    const blind = findEndpoint({ ...home, DOCKER_CONTEXT: "far" }, diskOf(meta("far", "tcp://far", { SkipTLSVerify: true })));
    expect(blind.dial).toEqual({ kind: "tcp", host: "far", port: 2376, tls: { verify: false } });
  });
});

it("tells the docker client the same way", () => {
  const files = diskOf(meta("far", "ssh://far"));
  expect(findEndpoint({ ...home, DOCKER_CONTEXT: "far" }, files).clientEnv).toEqual({ DOCKER_CONTEXT: "far" });
  const env = { DOCKER_HOST: "tcp://x:1", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/p", DOCKER_CONFIG: "/c", OTHER: "1" };
  expect(findEndpoint(env, diskOf({ "/p/ca.pem": "CA" })).clientEnv).toEqual({
    DOCKER_HOST: "tcp://x:1",
    DOCKER_TLS_VERIFY: "1",
    DOCKER_CERT_PATH: "/p",
    DOCKER_CONFIG: "/c",
  });
});

it.each<[string, Record<string, string>, RegExp]>([
  ["an unknown context", {}, /no docker context "gone"/],
  ["a context without an engine", { [`/h/.docker/contexts/meta/${hash("gone")}/meta.json`]: "{}" }, /names no docker engine/],
  ["a broken meta file", { [`/h/.docker/contexts/meta/${hash("gone")}/meta.json`]: "{" }, /is not a JSON object/],
])("%s is said by name", (_name, files, message) => {
  const find = (): unknown => findEndpoint({ ...home, DOCKER_CONTEXT: "gone" }, diskOf(files));
  expect(find).toThrow(UserError);
  expect(find).toThrow(message);
});

it.each<[string, string, string]>([
  ["a list", "[1]", "/h/.docker/config.json is not used: it is not a JSON object"],
  ["half a file", '{"auths":', "/h/.docker/config.json is not used: it is not a JSON object"],
  ["a field of another type", '{"currentContext":5}', "/h/.docker/config.json is not used: its currentContext is no string"],
  ["a list for an object", '{"auths":[]}', "/h/.docker/config.json is not used: its auths is no object"],
])("a config that is %s stops nothing, and is told", (_what, text, trouble) => {
  const from = diskOf({ "/h/.docker/config.json": text });
  expect(findEndpoint(home, from).address).toBe("unix:///var/run/docker.sock");
  expect(dockerConfigTrouble(home, from)).toBe(trouble);
});

it("a config that cannot be read stops nothing, and is told", () => {
  const folder = mkdtempSync(join(tmpdir(), "dbuild-config-"));
  mkdirSync(join(folder, "config.json"));
  const env = { HOME: "/h", DOCKER_CONFIG: folder };
  expect(findEndpoint(env).address).toMatch(/^unix:/);
  expect(dockerConfigTrouble(env)).toMatch(/config\.json is not used: EISDIR/);
  rmSync(folder, { recursive: true });
  expect(dockerConfigTrouble(env)).toBeUndefined();
});
