/** A debug shell of a step with secret variables and a proxy: it has them, and nothing that is kept or inspected does. */
import fs from "node:fs";
import { afterEach, expect, it } from "vitest";
import { dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { openTerminal, type Terminal } from "../helpers/tmux.ts";
import { untilFailed, untilOpen } from "../helpers/tui.ts";

const mark = Math.random().toString(36).slice(2, 8);
const [token, password] = [`confidential-token-${mark}`, `confidential-proxy-${mark}`];
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function open(run: string): Promise<Terminal> {
  folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}\n${run}\n`, token });
  const t = openTerminal(150, 40, folder, { DOCKER_HOST: process.env.DOCKER_HOST, PATH: process.env.PATH });
  terminal = t;
  await t.until(/^ready\$/);
  const flags = `--secret id=t,src=token --build-arg http_proxy=http://user:${password}@proxy:3128`;
  t.type(`${process.execPath} ${dbuildFile} tui ${flags} Dockerfile; clear`);
  t.keys("Enter");
  await untilOpen(t);
  t.keys("c");
  return t;
}

const enter = (t: Terminal, line: string) => {
  t.type(line);
  t.keys("Enter");
};

/** All that docker tells of what has this file's mark in its environment. */
async function told(kind: "container" | "image"): Promise<string> {
  const list =
    kind === "container" ? ["ps", "-aq", "--no-trunc"] : ["images", "-q", "--no-trunc", "--filter", "reference=dbuild-*"];
  const ids = [...new Set((await docker(list)).stdout.split("\n").filter((id) => id !== ""))];
  const all = JSON.parse((await docker([kind, "inspect", ...ids])).stdout) as { Config: { Env?: string[] } }[];
  const ours = all.filter(({ Config }) => Config.Env?.includes(`run=${mark}`));
  expect(ours.length).toBeGreaterThan(0);
  return JSON.stringify(ours);
}

it("in the failed layer: the shell has them, no config and no kept layer", async () => {
  const t = await open('RUN --mount=type=secret,id=t,env=TOKEN echo half > /half; test -z "$TOKEN"');
  await untilFailed(t);
  t.keys("s");
  await t.until("(dbuild)");
  enter(t, `test "$TOKEN" = "$(echo confidential)-token-${mark}" && echo "same $http_proxy" | cut -c 1-20`);
  await t.until(/^same http:\/\/user:con/m);
  const containers = await told("container");
  enter(t, "echo more > /more; exit");
  await t.until("Keep the changes?");
  t.keys("k");
  await t.until("Your changes are kept");
  const images = await told("image");
  for (const secret of [token, password]) for (const text of [containers, images]) expect(text).not.toContain(secret);
  t.keys("q");
  await t.until(/^ready\$\s*$/);
});

it("beside a running step: the banner names what the shell lacks, never the value", async () => {
  const t = await open("RUN --mount=type=secret,id=t,env=TOKEN echo be''gun; tail -f /dev/null; true");
  await t.until("begun");
  t.keys("s");
  const banner = await t.until(/but for TOKEN, HTTP_PROXY, http_proxy, which only its program has[\s\S]*\(dbuild\)/);
  expect(banner.slice(banner.indexOf("You are beside"))).not.toContain("confidential");
  enter(t, "tr '\\0' '\\n' </proc/1/environ | grep -c -e TOKEN= -e http_proxy= && echo TOKEN-is-$TOKEN-");
  await t.until(/^2\s+TOKEN-is--/m);
  expect(await told("container")).not.toContain("confidential");
  enter(t, "killall tail; exit");
  await t.until("DONE");
  t.keys("q");
  await t.until(/^ready\$\s*$/);
});
