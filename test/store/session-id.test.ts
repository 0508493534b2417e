/** Which sessions are surely dead: told by their ids, never by their age. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { isGone, newSessionId, sessionIn } from "../../src/store/session-id.ts";
import { endedWithBoot, sessionFolder } from "../../src/store/state-folder.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({});
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** The id with another field, counted from 0 behind the time. */
const changed = (id: string, field: number, value: string): string =>
  id
    .split("-")
    .map((each, at) => (at === field + 2 ? value : each))
    .join("-");

it("an id is found at the start of a name, and is new each time", () => {
  const id = newSessionId(new Date());
  expect(id).toMatch(/^[0-9a-z-]{30,45}$/);
  expect(newSessionId(new Date())).not.toBe(id);
  expect(sessionIn(`${id}-line3-5-run`)).toBe(id);
  expect(sessionIn(`${id}-12-${"a".repeat(64)}`)).toBe(id);
  expect(sessionIn("cache-0123456789abcdef0123456789abcdef")).toBeUndefined();
  expect(sessionIn("20260101-000000-abcd-line3-5-run"), "an older dbuild's").toBeUndefined();
});

it("who runs is not gone, who ended is, and so is one whose number another process has by now", async () => {
  const id = newSessionId(new Date());
  expect(isGone(id)).toBe(false);
  const ended = spawn(process.execPath, ["-e", ""]);
  await once(ended, "exit");
  expect(isGone(changed(id, 1, (ended.pid as number).toString(36)))).toBe(true);
  expect(isGone(changed(id, 2, "1")), "the same number, started at another time").toBe(process.platform === "linux");
});

it("of another machine, boot or namespace nobody can know", () => {
  const ended = changed(newSessionId(new Date()), 2, "1");
  expect(isGone(changed(ended, 0, "zzzzz"))).toBe(false);
  expect(isGone("20260101-000000-abcd")).toBe(false);
});

it("nor of one with another state folder: whoever has that may go on with what it left", async () => {
  const ended = changed(newSessionId(new Date()), 2, "1");
  expect(isGone(ended)).toBe(process.platform === "linux");
  vi.stubEnv("XDG_STATE_HOME", path.join(root, "another"));
  vi.resetModules();
  const there = await import("../../src/store/session-id.ts");
  expect(there.isGone(ended)).toBe(false);
  expect(isGone(there.newSessionId(new Date()))).toBe(false);
  expect(there.isHere(ended)).toBe(false);
  vi.unstubAllEnvs();
});

it("what ran before this machine started is gone, if the state folder has it", () => {
  const env = { XDG_STATE_HOME: root };
  const id = changed(newSessionId(new Date()), 0, "zzzzz");
  expect(endedWithBoot(env, id)).toBe(false);
  const file = path.join(sessionFolder(env, id), "pid");
  expect(endedWithBoot(env, id)).toBe(false);
  const [pid, boot, machine] = fs.readFileSync(file, "utf8").split("\n");
  fs.writeFileSync(file, [pid, "another-boot", machine, ""].join("\n"));
  expect(endedWithBoot(env, id)).toBe(boot !== "");
  fs.writeFileSync(file, [pid, "another-boot", "another machine", ""].join("\n"));
  expect(endedWithBoot(env, id), "a home that machines share").toBe(false);
});
