/** The program that copies a file inside the engine, run here (a Linux of its machine). */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copierArguments, fileCopier } from "../../../src/builder/sandbox/file-copier.ts";

const runs = process.platform === "linux" && fileCopier(os.machine()) !== undefined;

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-copier-"));
  fs.writeFileSync(path.join(folder, "copier"), fileCopier(os.machine()) ?? "", { mode: 0o755 });
  fs.writeFileSync(path.join(folder, "source"), content);
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const content = Buffer.from("bytes\0of a file\n".repeat(100_000));
const owner = { uid: os.userInfo().uid, gid: os.userInfo().gid };
const at = (name: string): string => path.join(folder, name);

function copy(folders: readonly { readonly path: string; readonly mode: number }[], target: string, size = content.length) {
  const file = { source: at("source"), path: at(target), mode: 0o4751, ...owner, mtime: 1_000_000_001, size };
  const made = folders.map((each) => ({ path: at(each.path), mode: each.mode, ...owner }));
  return spawnSync(at("copier"), copierArguments(made, file)).status;
}

describe.skipIf(!runs)("the copier", () => {
  it("makes folders and the file, with their modes and the file's time, whatever the umask is", () => {
    const made = [
      { path: "new", mode: 0o2777 },
      { path: "new/er", mode: 0o700 },
    ];
    expect(copy(made, "new/er/file")).toBe(0);
    expect(fs.readFileSync(at("new/er/file")).equals(content)).toBe(true);
    const stats = ["new", "new/er", "new/er/file"].map((name) => fs.statSync(at(name)));
    expect(stats.map(({ mode }) => mode & 0o7777)).toEqual([0o2777, 0o700, 0o4751]);
    expect(stats.at(-1)).toMatchObject({ ...owner, mtimeMs: 1_000_000_001_000 });
  });
  it("replaces a file and a link, not what the link leads to", () => {
    fs.writeFileSync(at("old"), "old");
    fs.symlinkSync("old", at("link"));
    expect(copy([], "link")).toBe(0);
    expect([fs.lstatSync(at("link")).size, fs.readFileSync(at("old"), "utf8")]).toEqual([content.length, "old"]);
    expect(copy([], "old")).toBe(0);
    expect(fs.statSync(at("old")).size).toBe(content.length);
  });
  it("fails where something is in the way, and where the source is shorter than said", () => {
    fs.mkdirSync(at("there"));
    expect(copy([{ path: "there", mode: 0o755 }], "there/file")).toBe(1);
    expect(copy([], "there")).toBe(1);
    expect(copy([], "none/file")).toBe(1);
    expect(copy([], "file", content.length + 1)).toBe(1);
    expect(spawnSync(at("copier"), ["too", "few"]).status).toBe(1);
  });
});

it("is there for the machines it was written for", () => {
  expect(fileCopier("aarch64")).toEqual(fileCopier("arm64"));
  expect(fileCopier("riscv64")).toBeUndefined();
});
