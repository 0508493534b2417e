import fs from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeFolder } from "../../src/store/make-folder.ts";
import { folderWith } from "../helpers/dbuild.ts";

const root = folderWith({ file: "" });
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

it("makes all that is missing, for the user alone, and again nothing", () => {
  const folder = path.join(root, "a/b/c");
  makeFolder(folder);
  makeFolder(folder);
  for (const each of ["a", "a/b", "a/b/c"]) expect(fs.statSync(path.join(root, each)).mode & 0o777).toBe(0o700);
});

it("fails where nothing can be made", () => {
  fs.symlinkSync(path.join(root, "nowhere/at-all"), path.join(root, "link"));
  expect(() => makeFolder(path.join(root, "file/a"))).toThrow("ENOTDIR");
  expect(() => makeFolder(path.join(root, "link/a"))).toThrow("ENOENT");
});

it.runIf(process.platform === "linux")("fails where the file system makes nothing and says that the parent is not there", () => {
  expect(() => makeFolder("/proc/nowhere/a")).toThrow("ENOENT");
});
