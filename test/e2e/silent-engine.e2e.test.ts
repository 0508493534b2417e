/** The screen on an engine that has not answered yet, in a real terminal. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { dbuildFile, folderWith } from "../helpers/dbuild.ts";
import { type EngineProxy, engineProxy } from "../helpers/engine-proxy.ts";
import { openTerminal, type Terminal } from "../helpers/tmux.ts";

let terminal: Terminal | undefined;
let proxy: EngineProxy | undefined;
let folder = "";
afterEach(() => {
  terminal?.close();
  proxy?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it("shows the steps at once, leaves on q and on a signal with the terminal as it was, and does what was typed early", async () => {
  folder = folderWith({ Dockerfile: "FROM busybox\nENV one=1\n" });
  proxy = await engineProxy();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  proxy.fault = () => answered;
  const { PATH, XDG_STATE_HOME } = process.env;
  const t = openTerminal(100, 24, folder, { DOCKER_HOST: proxy.host, PATH, XDG_STATE_HOME });
  terminal = t;
  await t.until(/^ready\$/);
  const start = () => {
    t.type(
      `clear; sh -c 'echo $$ >pid; exec ${process.execPath} ${dbuildFile} tui Dockerfile'; echo "ended $?"; stty -a | grep -o '.icanon'`,
    );
    t.keys("Enter");
    return t.until(/no engine yet[\s\S]*ENV one=1/);
  };
  await start();
  t.keys("q");
  await t.until(/ended 0\s+ icanon/);
  await start();
  process.kill(Number(fs.readFileSync(path.join(folder, "pid"), "utf8")), "SIGTERM");
  await t.until(/ended by SIGTERM; nothing is left behind[\s\S]*ended 143\s+ icanon/);
  await start();
  t.keys("n");
  await t.until("Keys are done once it has");
  answer();
  await t.until("Step 1 done", { not: /no engine yet/ });
  t.keys("q");
  await t.until(/ended 0\s+ icanon/);
  expect(t.flag("alternate_on")).toBe("0");
});
