import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { scriptsFor } from "../../../src/cli/plain/scripts.ts";

let folder = "";
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

it("reads a dbuildrc when a session begins; of one that goes on only what the screen forgets", () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-config-"));
  fs.mkdirSync(path.join(folder, "dbuild"));
  fs.writeFileSync(path.join(folder, "dbuild/dbuildrc"), "map f5 next\nbreak 3\nset wrap on\nmapping\nunmap f5\n");
  const env = { XDG_CONFIG_HOME: folder };
  const begun = (goesOn: boolean) => scriptsFor(undefined, env, goesOn).first.map(({ text }) => text);
  expect(begun(false)).toEqual(["map f5 next", "break 3", "set wrap on", "mapping", "unmap f5"]);
  expect(begun(true)).toEqual(["map f5 next", "set wrap on", "unmap f5"]);
  expect(scriptsFor(undefined, { XDG_CONFIG_HOME: path.join(folder, "other") }, false).first).toEqual([]);
});
