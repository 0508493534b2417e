/** Where sessions keep their logs, and which of them are forgotten. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { sessionFolder } from "../../src/store/state-folder.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

it("forgets all but the newest 20 sessions, but none whose dbuild still runs or did not end in order", async () => {
  const env = { XDG_STATE_HOME: root };
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  const ended = spawn(process.execPath, ["-e", ""]);
  await once(ended, "exit");
  const name = (at: number) => `20260101-0000${String(at).padStart(2, "0")}-abcd`;
  for (let at = 0; at < 25; at++) {
    const folder = sessionFolder(env, name(at));
    if (at === 1 || at === 3) fs.writeFileSync(path.join(folder, "pid"), `${at === 1 ? other.pid : ended.pid}\n`);
    else fs.rmSync(path.join(folder, "pid"));
  }
  expect(fs.readdirSync(path.join(root, "dbuild/sessions"))).toEqual(
    [1, 3, ...Array.from({ length: 20 }, (_, at) => at + 5)].map(name),
  );
  other.kill();
});
