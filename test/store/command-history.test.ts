import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { commandHistory } from "../../src/store/command-history.ts";

it("comes back with the session, and is the user's alone", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-history-"));
  const first = commandHistory(folder);
  expect(first.lines()).toEqual([]);
  first.add("break 3");
  first.add("run");
  expect(first.lines()).toEqual(["break 3", "run"]);
  expect(fs.statSync(path.join(folder, "commands")).mode & 0o777).toBe(0o600);
  expect(commandHistory(folder).lines()).toEqual(["break 3", "run"]);
  const nowhere = commandHistory(path.join(folder, "gone"));
  nowhere.add("run");
  expect(nowhere.lines()).toEqual(["run"]);
  fs.rmSync(folder, { recursive: true });
});
