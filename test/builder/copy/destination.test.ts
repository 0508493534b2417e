/** Where a copy goes, over a file system of a few lines instead of an engine. */
import { describe, expect, it } from "vitest";
import { parseDestination } from "../../../src/builder/copy/destination.ts";
import { filesOf } from "../../../src/builder/image-fs/container-files.ts";
import { directoriesToMake } from "../../../src/builder/image-fs/resolve-path.ts";
import type { Engine, PathStat } from "../../../src/engine/engine.ts";
import { EngineRefusedError, UserError } from "../../../src/errors.ts";

describe("parseDestination", () => {
  it.each([
    ["/a", "/w", "/a", false],
    ["/a/", "/w", "/a", true],
    ["/a/.", "/w", "/a", true],
    ["a", "/w/v", "/w/v/a", false],
    [".", "/w/v", "/w/v", true],
    ["./", "/w/v", "/w/v", true],
    ["", "/w/v", "/w/v", true],
    ["..", "/w/v", "/w", false],
    ["../../..", "/w/v", "/", true],
    ["/", "/w", "/", true],
    ["/a/../b//c", "/", "/b/c", false],
    ["x.", "/", "/x.", false],
  ])("%j in %s is %s", (word, workdir, path, directory) => {
    expect(parseDestination(word, workdir)).toEqual({ path, directory });
  });
});

/** Directories, files and links by path; links resolve as the engine tells them: fully. */
function engineOf(tree: Readonly<Record<string, "directory" | "file" | `-> ${string}`>>): Engine {
  const stat = async (_container: string, path: string): Promise<PathStat | undefined> => {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (tree[parent] === "file") throw new EngineRefusedError("", 500);
    const kind = tree[path];
    if (kind === undefined) return undefined;
    const link = kind.startsWith("-> ") ? kind.slice(3) : "";
    return { name: path, type: link ? "symlink" : (kind as "file"), mode: 0o755, size: 0, mtime: 0, linkTarget: link };
  };
  return { stat } as unknown as Engine;
}

const engine = engineOf({
  "/dir": "directory",
  "/file": "file",
  "/to-dir": "-> /dir",
  "/to-file": "-> /file",
  "/dangling": "-> /new/place",
  "/to-root": "-> /",
  "/circle": "-> /circle",
});

describe("Files.resolve", () => {
  const files = filesOf(engine, "c");
  it.each([
    ["/dir", "/dir", "directory", []],
    ["/to-dir", "/dir", "directory", []],
    ["/to-file", "/file", "file", []],
    ["/to-root", "/", "directory", []],
    ["/a/b", "/a/b", undefined, ["/a", "/a/b"]],
    ["/dangling", "/new/place", undefined, ["/new", "/new/place"]],
    ["/dangling/x", "/new/place/x", undefined, ["/new", "/new/place", "/new/place/x"]],
    ["/to-dir/x", "/dir/x", undefined, ["/dir/x"]],
  ])("%s is %s", async (path, real, type, missing) => {
    const found = await files.resolve(path);
    expect({ path: found.path, type: found.stat?.type, missing: found.missing }).toEqual({ path: real, type, missing });
  });

  it("finds what is in the way", async () => {
    for (const path of ["/file", "/file/x", "/to-file/x/y"]) {
      const found = await files.resolve(path);
      expect(found.obstacle).toBe("/file");
      expect(() => directoriesToMake(found)).toThrow(new UserError("mkdir /file: not a directory"));
    }
  });

  it("gives up on links in a circle", async () => {
    await expect(files.resolve("/circle")).rejects.toThrow("too many links");
  });
});
