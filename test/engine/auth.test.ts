/** Where credentials for a registry come from. */
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { findLogin } from "../../src/engine/docker/auth.ts";
import { type Disk, disk } from "../../src/engine/docker/docker-config.ts";

const hub = "https://index.docker.io/v1/";
const auth = Buffer.from("me:se:cret").toString("base64");
const config = (value: unknown): Disk => ({ read: () => JSON.stringify(value), exists: () => true });
const noHelper = (): never => {
  throw new Error("no helper was to be asked");
};

it.each<[string, string, unknown, unknown]>([
  ["nothing stored", "reg.test", {}, undefined],
  ["Docker Hub's key", "docker.io", { auths: { [hub]: { auth } } }, { username: "me", password: "se:cret", serveraddress: hub }],
  [
    "a host",
    "reg.test:5000",
    { auths: { "reg.test:5000": { auth } } },
    { username: "me", password: "se:cret", serveraddress: "reg.test:5000" },
  ],
  [
    "an old key with a scheme",
    "reg.test",
    { auths: { "https://reg.test/v1/": { auth } } },
    { username: "me", password: "se:cret", serveraddress: "reg.test" },
  ],
  ["another port is another registry", "reg.test:5000", { auths: { "reg.test": { auth } } }, undefined],
  [
    "an identity token",
    "reg.test",
    { auths: { "reg.test": { identitytoken: "t" } } },
    { identitytoken: "t", serveraddress: "reg.test" },
  ],
  [
    "plain fields",
    "reg.test",
    { auths: { "reg.test": { username: "u", password: "p" } } },
    { username: "u", password: "p", serveraddress: "reg.test" },
  ],
  ["the empty entry a store leaves", "reg.test", { auths: { "reg.test": {} } }, undefined],
])("%s", async (_name, registry, value, login) => {
  expect(await findLogin(registry, {}, config(value), noHelper)).toEqual(login);
});

it("asks the helper of the registry before that of all", async () => {
  const asked: string[] = [];
  const helper = async (name: string, server: string) => {
    asked.push(`${name} ${server}`);
    return server === hub ? { Username: "<token>", Secret: "t" } : { Username: "u", Secret: "s" };
  };
  const from = config({ credsStore: "all", credHelpers: { "reg.test": "own" } });
  expect(await findLogin("reg.test", {}, from, helper)).toEqual({ username: "u", password: "s", serveraddress: "reg.test" });
  expect(await findLogin("docker.io", {}, from, helper)).toEqual({ identitytoken: "t", serveraddress: hub });
  expect(asked).toEqual(["own reg.test", `all ${hub}`]);
});

it("falls back to what is stored when the helper has nothing", async () => {
  const from = config({ credsStore: "all", auths: { "reg.test": { auth } } });
  expect(await findLogin("reg.test", {}, from, async () => ({}))).toEqual({
    username: "me",
    password: "se:cret",
    serveraddress: "reg.test",
  });
});

it("talks to a helper program, and repeats what it complains of", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dbuild-auth-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, "docker-credential-try");
  writeFileSync(
    program,
    `#!/bin/sh
read -r server || true
case "$1 $server" in
"get reg.test") echo '{"ServerURL":"reg.test","Username":"u","Secret":"s"}' ;;
"get none.test") echo "credentials not found in native keychain"; exit 1 ;;
*) echo "the keychain is locked"; exit 1 ;;
esac
`,
  );
  chmodSync(program, 0o755);
  writeFileSync(join(folder, "config.json"), '{"credsStore":"try"}');
  const env = { PATH: `${folder}:${process.env.PATH}`, DOCKER_CONFIG: folder };
  expect(await findLogin("reg.test", env, disk)).toEqual({ username: "u", password: "s", serveraddress: "reg.test" });
  expect(await findLogin("none.test", env, disk)).toBeUndefined();
  await expect(findLogin("other.test", env, disk)).rejects.toThrow("docker-credential-try: the keychain is locked");
  writeFileSync(join(folder, "config.json"), '{"credsStore":"absent"}');
  await expect(findLogin("reg.test", env, disk)).rejects.toThrow("docker-credential-absent");
});
