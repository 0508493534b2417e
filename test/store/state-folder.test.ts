/** Where sessions keep their logs, and which of them are forgotten. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { isOpen, markEnded, notEnded, sessionFolder, stateRoots } from "../../src/store/state-folder.ts";
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

describe("where the state folder cannot be written", () => {
  const temporary = folderWith({ file: "" });
  const env = { XDG_STATE_HOME: path.join(temporary, "file") };
  const serves = path.join(temporary, `dbuild-${process.getuid?.()}`);
  const session = "20260101-000000-abcd";
  afterAll(() => {
    vi.unstubAllEnvs();
    fs.rmSync(temporary, { recursive: true, force: true });
  });

  it("a folder of the user's under the temporary one serves, and is known to have ended or not", () => {
    vi.stubEnv("TMPDIR", temporary);
    const folder = sessionFolder(env, session, "engine");
    expect(folder).toBe(path.join(serves, "sessions", session));
    expect(notEnded(env)).toEqual([session]);
    markEnded(env, session, "engine");
    expect(isOpen(folder)).toBe(false);
    expect(notEnded(env)).toEqual([]);
  });

  it.each(["a folder that others can write to", "a link", "a file"])("not %s", (what) => {
    vi.stubEnv("TMPDIR", temporary);
    fs.rmSync(serves, { recursive: true, force: true });
    if (what === "a link") fs.symlinkSync(root, serves);
    else if (what === "a file") fs.writeFileSync(serves, "");
    else {
      fs.mkdirSync(path.join(serves, "sessions", session), { recursive: true });
      fs.chmodSync(serves, 0o777);
    }
    expect(stateRoots(env)).toEqual([path.join(temporary, "file/dbuild")]);
    expect(sessionFolder(env, session)).toBe(path.join(temporary, "file/dbuild/sessions", session));
    expect(notEnded(env)).toEqual([]);
  });
});
