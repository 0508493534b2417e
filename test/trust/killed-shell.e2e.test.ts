/** dbuild is killed while a debug shell is open: what was done in it is the failed layer that the next screen offers. */
import fs from "node:fs";
import { afterEach, expect, it } from "vitest";
import { dbuildFile, docker, folderWith } from "../helpers/dbuild.ts";
import { openTerminal, type Terminal } from "../helpers/tmux.ts";
import { untilFailed, untilOpen } from "../helpers/tui.ts";

const mark = Math.random().toString(36).slice(2, 8);
let terminal: Terminal | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const names = async (filter: string): Promise<readonly string[]> =>
  (await docker(["ps", "-a", "--format", "{{.Names}}", "--filter", filter])).stdout.split("\n").filter((name) => name !== "");

it("by kill -9", async () => {
  folder = folderWith({ Dockerfile: `FROM busybox\nENV run=${mark}\nRUN echo half > /half; false\n` });
  const { DOCKER_HOST, PATH, XDG_STATE_HOME } = process.env;
  const start = async () => {
    const t = openTerminal(150, 40, folder, { DOCKER_HOST, PATH, XDG_STATE_HOME });
    terminal = t;
    await t.until(/^ready\$/);
    t.type(`sh -c 'echo $$ >pid; exec ${process.execPath} ${dbuildFile} tui Dockerfile'`);
    t.keys("Enter");
    await untilOpen(t);
    return t;
  };
  let t = await start();
  t.keys("c");
  await untilFailed(t);
  t.keys("s");
  await t.until("(dbuild)");
  t.type("echo byhand > /byhand; echo do''ne; tail -f /dev/null");
  t.keys("Enter");
  await t.until(/^done/m);
  const pid = Number(fs.readFileSync(`${folder}/pid`, "utf8"));
  process.kill(pid, "SIGKILL");
  await t.until("Killed");
  const [shell = ""] = (await names("name=-shell")).filter((name) => name.includes(`-${pid.toString(36)}-`));
  expect(shell).not.toBe("");

  // something still runs in it: it is left and named
  t.close();
  t = await start();
  await t.until("left a shell running");
  t.keys("q");
  await t.until(/ready\$\s*$/);
  expect(await names(`name=${shell}`)).toEqual([shell]);

  await docker(["exec", shell, "killall", "tail"]);
  t.close();
  t = await start();
  await t.until(/Left by the session before[\s\S]*\(changed in a shell\)/);
  t.keys("c");
  await t.until(/FAILED[\s\S]*changed in a shell[\s\S]*dbuild-failed:/);
  expect(await names(`name=${shell}`)).toEqual([]);
  t.keys("s");
  await t.until("(dbuild)");
  t.type("cat /half /byhand; exit");
  t.keys("Enter");
  await t.until("The shell changed no files");
  t.keys("q");
  await t.until(/ready\$\s*$/);
});
