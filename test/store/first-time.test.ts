import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { isFirstTime } from "../../src/store/first-time.ts";

it("is the first time once, and every time where nothing can be written", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-first-time-"));
  try {
    const env = { XDG_STATE_HOME: path.join(folder, "state") };
    expect([isFirstTime(env), isFirstTime(env)]).toEqual([true, false]);
    fs.writeFileSync(path.join(folder, "file"), "");
    const nowhere = { XDG_STATE_HOME: path.join(folder, "file") };
    expect([isFirstTime(nowhere), isFirstTime(nowhere)]).toEqual([true, true]);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
