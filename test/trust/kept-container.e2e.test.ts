/** In the TUI: a container whose layer found no room is kept, and taken up once there is room, as if nothing had been. */
import fs from "node:fs";
import { afterEach, expect, it } from "vitest";
import { docker, folderWith } from "../helpers/dbuild.ts";
import { type EngineProxy, engineProxy } from "../helpers/engine-proxy.ts";
import type { Terminal } from "../helpers/tmux.ts";
import { openTui, untilFailed } from "../helpers/tui.ts";

const mark = Math.random().toString(36).slice(2, 8);
let terminal: Terminal | undefined;
let proxy: EngineProxy | undefined;
let folder = "";

afterEach(() => {
  terminal?.close();
  proxy?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** What Engine 28.5 says where a commit's files, or the folder of its layer, find no room. */
const words = {
  files: "write /big: no space left on device",
  folder:
    "mkdir /var/lib/docker/overlay2/becbd56e3eec616e15ef5fa3c7548b15fa01fdd800fa3f5dfeccd3f7e513a447-init/diff: no space left on device",
};

async function open(instruction: string, message: string): Promise<{ t: Terminal; makeRoom: () => void; runs: () => number }> {
  const between = await engineProxy();
  proxy = between;
  let room = false;
  between.answer = (method, url) =>
    method === "POST" && url.includes("/commit?") && !room ? { status: 500, message } : undefined;
  folder = folderWith({ Dockerfile: `FROM busybox\nENV run="${mark} ${instruction.length}"\n${instruction}\nRUN cat /made\n` });
  const t = await openTui(folder, { columns: 120, flags: `-t kept-${mark}`, env: { DOCKER_HOST: between.host } });
  terminal = t;
  t.keys("c");
  await untilFailed(t);
  const runs = () => between.requests.filter((request) => /containers\/create\?name=\S*-line3-\d+-run/.test(request)).length;
  return {
    t,
    runs,
    makeRoom: () => {
      room = true;
    },
  };
}

it("C writes the layer of a RUN that ended well, which is not run again", async () => {
  const { t, makeRoom, runs } = await open("RUN echo once > /made", words.files);
  const shown = await t.until(/kept {2}container [0-9a-f]{12}[\s\S]*docker commit --change[\s\S]*C retry commit/);
  const [, container = ""] = /container ([0-9a-f]{12})/.exec(shown) ?? [];
  t.keys("s");
  await t.until(/cannot be entered before its layer is written/);
  t.keys("R");
  await t.until(/R needs the failed layer, which could not be written yet/);
  makeRoom();
  t.keys("C");
  await t.until(/PAUSED[\s\S]*before step 4\/4/);
  t.keys("c");
  await t.until("DONE");
  expect(runs()).toBe(1);
  t.keys("q");
  await t.until(/ready\$\s*$/);
  const image = `kept-${mark}`;
  expect((await docker(["run", "--rm", image, "cat", "/made"])).stdout).toBe("once\n");
  // as if nothing had been: no person's hand was in it
  expect((await docker(["image", "inspect", "--format", "{{json .Config.Labels}}", image])).stdout.trim()).toBe("null");
  expect((await docker(["ps", "-aq", "--no-trunc", "--filter", `id=${container}`])).stdout).toBe("");
  await docker(["rmi", image]);
});

it("s writes the layer of a RUN that failed, once there is room, and opens a shell in it", async () => {
  const { t, makeRoom, runs } = await open("RUN echo half > /made; false", words.folder);
  expect(t.screen()).toMatch(/could not be written: mkdir[\s\S]*nothing is lost/);
  // told of the container
  await t.until(/wrote {2}\/made/);
  makeRoom();
  t.keys("s");
  await t.until(/exit or Ctrl-D/);
  t.type("cat /made; exit");
  t.keys("Enter");
  await t.until("The shell changed no files");
  expect(t.screen()).toMatch(/FAILED[\s\S]*dbuild-failed:/);
  t.keys("a");
  await t.until("DONE");
  expect(runs()).toBe(1);
  t.keys("q");
  await t.until(/ready\$\s*$/);
  await docker(["rmi", `kept-${mark}`]);
});
