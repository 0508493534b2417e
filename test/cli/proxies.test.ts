import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { withProxies } from "../../src/cli/proxies.ts";
import { folderWith } from "../helpers/dbuild.ts";

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

function withConfig(proxies: unknown, given: Readonly<Record<string, string>> = {}, host?: string) {
  const folder = folderWith({ "config.json": JSON.stringify({ proxies }) });
  folders.push(folder);
  return withProxies(given, { DOCKER_CONFIG: path.resolve(folder) }, host);
}

const all = { httpProxy: "http://h:1", httpsProxy: "http://s:1", ftpProxy: "http://f:1", noProxy: "n", allProxy: "http://a:1" };

// what buildx 0.29 passes on with this config.json
it("gives four of docker's five proxies as build arguments in capitals", () => {
  expect(withConfig({ default: all })).toEqual({
    HTTP_PROXY: "http://h:1",
    HTTPS_PROXY: "http://s:1",
    FTP_PROXY: "http://f:1",
    NO_PROXY: "n",
  });
});

it("takes those of the engine's address before the default's", () => {
  const proxies = { default: all, "tcp://build:2375": { httpProxy: "http://own:1" } };
  expect(withConfig(proxies, {}, "tcp://build:2375")).toEqual({ HTTP_PROXY: "http://own:1" });
  expect(withConfig(proxies, {}, "tcp://other:2375")).toMatchObject({ HTTP_PROXY: "http://h:1" });
});

it("leaves what the command line gives, and values that are no text", () => {
  expect(withConfig({ default: { httpProxy: "http://h:1", noProxy: 3, ftpProxy: "" } }, { HTTP_PROXY: "mine" })).toEqual({
    HTTP_PROXY: "mine",
  });
  expect(withConfig(undefined, { A: "b" })).toEqual({ A: "b" });
});
