import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { commandHistory } from "../../src/store/command-history.ts";

it("comes back with the session, and is the user's alone", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-history-"));
  const of = async (session: string) => {
    const history = commandHistory(Promise.resolve(session));
    expect(history.lines()).toEqual([]);
    await Promise.resolve();
    return history;
  };
  const first = await of(folder);
  expect(first.lines()).toEqual([]);
  first.add("break 3");
  first.add("run");
  expect(first.lines()).toEqual(["break 3", "run"]);
  expect(fs.statSync(path.join(folder, "commands")).mode & 0o777).toBe(0o600);
  expect((await of(folder)).lines()).toEqual(["break 3", "run"]);
  const nowhere = await of(path.join(folder, "gone"));
  nowhere.add("run");
  expect(nowhere.lines()).toEqual(["run"]);
  const never = commandHistory(Promise.reject(new Error("no session")));
  never.add("run");
  expect(never.lines()).toEqual(["run"]);
  fs.rmSync(folder, { recursive: true });
});
