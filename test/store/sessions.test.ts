import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { isSameSession, newSessionId, sessionIdHere } from "../../src/store/session-id.ts";
import { isCalled, isLeft, shortName, storedSessions, takeSession } from "../../src/store/sessions.ts";
import { markEnded, sessionFolder } from "../../src/store/state-folder.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({});
const env = { XDG_STATE_HOME: root };
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** Of a process of this machine that is gone. */
const gone = (): string => newSessionId(new Date()).replace(/-[0-9a-z]+-[0-9a-z]+(-[0-9a-z]{3})$/, "-zzzz-1$1");

it("one process alone takes a session up", () => {
  const id = gone();
  sessionFolder(env, id, "engine");
  const [stored] = storedSessions(env).filter((each) => each.id === id);
  if (stored === undefined) throw new Error("it is not there");
  expect(isLeft(env, stored)).toBe(true);
  const here = sessionIdHere(id);
  expect(isSameSession(id, here)).toBe(true);
  expect(takeSession(stored, here, "engine")).toBe(path.join(root, "dbuild/sessions", here));
  expect(takeSession(stored, sessionIdHere(id), "engine")).toBeUndefined();
  // it is this process's now, which lives
  const [taken] = storedSessions(env).filter((each) => each.id === here);
  expect(taken && isLeft(env, taken)).toBe(false);
  markEnded(env, here, "another engine");
  expect(taken && isLeft(env, taken)).toBe(false);
  markEnded(env, here, "engine");
  expect(taken && isLeft(env, taken)).toBe(true);
});

it("has a name that people can type, and its last part", () => {
  const id = "20261127-214503-abcde-1z-4f-x7k";
  expect(shortName(id)).toBe("1127-2145-x7k");
  for (const word of [id, "1127-2145-x7k", "x7k"]) expect(isCalled(id, word)).toBe(true);
  for (const word of ["", "7k", "x7", "../x7k", "1127-2145"]) expect(isCalled(id, word)).toBe(false);
});
