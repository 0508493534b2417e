/** Archives onto a real disk: where things go, and what a hostile one must not reach. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readTar } from "../../src/context/tar-read.ts";
import { packTar, type TarMember } from "../../src/context/tar-write.ts";
import { extract, placeFor } from "../../src/extract/extract.ts";

let root = "";
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-extract-"));
  fs.mkdirSync(path.join(root, "out"));
  fs.mkdirSync(path.join(root, "elsewhere"));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const member = (name: string, rest: Partial<TarMember> = {}): TarMember => {
  const content = Buffer.from(`content of ${name}`);
  const file = rest.type === undefined || rest.type === "file";
  const plain = {
    name,
    type: "file",
    mode: 0o640,
    uid: 7,
    gid: 7,
    size: file ? content.length : 0,
    mtime: 1_600_000_000,
  } as const;
  return { ...plain, ...(file && { content }), ...rest };
};
const folder = (name: string, mode = 0o755): TarMember => member(name, { type: "directory", mode });
const link = (name: string, linkTarget: string): TarMember => member(name, { type: "symlink", linkTarget });

async function unpack(
  members: readonly TarMember[],
  destination = "out",
  source = { name: "top", isFolder: true, contents: false },
) {
  return extract(readTar(packTar(members)), placeFor(path.join(root, destination), source), {
    replace: true,
    onProgress: () => {},
  });
}
const tree = (): string =>
  execFileSync("find", [".", "-printf", "%p %y %m %l\\n"], { cwd: root, encoding: "utf8" }).trim().split("\n").sort().join("\n");
const file = { name: "f", isFolder: false, contents: false };

describe("where things go", () => {
  test("a folder into a folder that is there, under its name, with modes and times; not set-user bits, nor owners", async () => {
    const done = await unpack([
      folder("top", 0o750),
      member("top/a", { mode: 0o4755 }),
      folder("top/b", 0o500),
      member("top/b/c"),
      link("top/l", "/etc/passwd"),
    ]);
    expect(done).toEqual({ files: 3, bytes: 34, skipped: [] });
    for (const line of ["top d 750", "top/a f 755", "top/b d 500", "top/b/c f 640", "top/l l 777 /etc/passwd"])
      expect(
        tree()
          .split("\n")
          .map((each) => each.trim()),
      ).toContain(`./out/${line}`);
    expect(fs.statSync(path.join(root, "out/top/a")).mtimeMs).toBe(1_600_000_000_000);
    expect(fs.statSync(path.join(root, "out/top/a")).uid).toBe(process.getuid?.());
  });
  test("a folder to a new name, its contents alone into one that is there", async () => {
    await unpack([folder("top"), member("top/a")], "new");
    await unpack([folder("top"), member("top/a")], "out", { name: "top", isFolder: true, contents: true });
    expect(tree()).toContain("./new/a f");
    expect(tree()).toContain("./out/a f");
  });
  test("a file into a folder, to a new name, over a file; a link that the user named is followed", async () => {
    fs.symlinkSync("out", path.join(root, "named"));
    fs.writeFileSync(path.join(root, "old"), "old");
    for (const destination of ["out", "named/g", "old"]) await unpack([member("f")], destination, file);
    expect(fs.readFileSync(path.join(root, "out/f"), "utf8")).toBe("content of f");
    expect(fs.readFileSync(path.join(root, "out/g"), "utf8")).toBe("content of f");
    expect(fs.readFileSync(path.join(root, "old"), "utf8")).toBe("content of f");
  });
  test("hard links stay links", async () => {
    await unpack([folder("top"), member("top/a"), member("top/b", { type: "hardlink", linkTarget: "top/a" })]);
    expect(fs.statSync(path.join(root, "out/top/a")).ino).toBe(fs.statSync(path.join(root, "out/top/b")).ino);
  });
  test.each([
    ["a folder onto a file", "file", { name: "top", isFolder: true, contents: false }, /is no folder/],
    ["a file to a folder that is not there", "none/", file, /there is no folder/],
    ["below a folder that is not there", "none/f", file, /there is no folder/],
  ])("%s is refused", async (_, destination, source, words) => {
    fs.writeFileSync(path.join(root, "file"), "");
    await expect(unpack([member(source.name)], destination, source)).rejects.toThrow(words);
  });
});

describe("a hostile archive", () => {
  test.each<[string, readonly TarMember[]]>([
    ["a link of its own, then a file below it", [folder("top"), link("top/x", "../../elsewhere"), member("top/x/evil")]],
    ["an absolute link, then a folder in its place", [folder("top"), link("top/x", "/tmp"), folder("top/x")]],
    ["a hard link out", [folder("top"), member("top/x", { type: "hardlink", linkTarget: "etc/passwd" })]],
    ["a name with ..", [folder("top"), member("top/../../elsewhere/evil")]],
  ])("%s", async (_, members) => {
    await expect(unpack(members)).rejects.toThrow();
    expect(fs.readdirSync(path.join(root, "elsewhere"))).toEqual([]);
  });

  test("a link that stood there before: nothing is written through it, a file replaces it", async () => {
    fs.mkdirSync(path.join(root, "out/top"));
    fs.symlinkSync("../../elsewhere", path.join(root, "out/top/sub"));
    fs.writeFileSync(path.join(root, "elsewhere/kept"), "kept");
    fs.symlinkSync("../../elsewhere/kept", path.join(root, "out/top/f"));
    await expect(unpack([folder("top"), member("top/sub/evil")])).rejects.toThrow(/nothing is written through one/);
    await unpack([folder("top"), member("top/f")]);
    expect(fs.readdirSync(path.join(root, "elsewhere"))).toEqual(["kept"]);
    expect(fs.readFileSync(path.join(root, "elsewhere/kept"), "utf8")).toBe("kept");
    expect(fs.lstatSync(path.join(root, "out/top/f")).isFile()).toBe(true);
  });

  test("pipes and devices are left out, and not overwritten", async () => {
    const done = await unpack([folder("top"), member("top/p", { type: "fifo" }), member("top/a")]);
    expect(done.skipped).toEqual(["top/p"]);
    execFileSync("sh", ["-c", `mkfifo "$0"`, path.join(root, "out/pipe")]);
    await expect(unpack([member("f")], "out/pipe", file)).rejects.toThrow(/not overwritten/);
    expect(() => placeFor("/dev/null", file)).toThrow(/not overwritten/);
  });
});
