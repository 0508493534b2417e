import { describe, expect, test } from "vitest";
import { filesOf } from "../../../src/builder/image-fs/container-files.ts";
import { findProgram } from "../../../src/builder/image-fs/find-program.ts";
import type { PathStat } from "../../../src/engine/engine.ts";

type Root = Readonly<Record<string, "program" | "file" | "directory" | `-> ${string}`>>;

/** A root without links among its folders. */
function rootOf(root: Root) {
  const asked: string[] = [];
  const stat = async (_: string, path: string): Promise<PathStat | undefined> => {
    asked.push(path);
    const entry = root[path];
    if (entry === undefined) return undefined;
    const link = entry.startsWith("-> ") ? entry.slice(3) : "";
    const type = link ? "symlink" : entry === "directory" ? "directory" : "file";
    return { name: path, type, mode: entry === "file" ? 0o644 : 0o755, size: 1, mtime: 0, linkTarget: link };
  };
  const read = () => Promise.reject(new Error("nothing is read"));
  return { engine: { stat, read }, asked };
}

describe("looking for the shell", () => {
  test.each<[string, Root, string, string | undefined]>([
    ["a program", { "/bin/sh": "program" }, "/bin/sh", "/bin/sh"],
    ["none", {}, "/bin/sh", undefined],
    ["links", { "/bin/sh": "-> /bin/dash", "/bin/dash": "-> /usr/bin/dash", "/usr/bin/dash": "program" }, "/bin/sh", "/bin/sh"],
    ["a link to nothing", { "/bin/sh": "-> /bin/dash" }, "/bin/sh", undefined],
    ["links in a circle", { "/bin/sh": "-> /bin/sh" }, "/bin/sh", undefined],
    ["a folder", { "/bin/sh": "directory" }, "/bin/sh", undefined],
    ["a file that cannot be run", { "/bin/sh": "file" }, "/bin/sh", undefined],
    ["a name in the usual PATH", { "/usr/bin/pwsh": "program" }, "pwsh", "/usr/bin/pwsh"],
  ])("%s", async (_, root, word, found) => {
    expect(await findProgram(filesOf(rootOf(root).engine, "id"), word)).toBe(found);
  });

  test("takes the container's PATH", async () => {
    const { engine, asked } = rootOf({ "/opt/bin/bash": "program" });
    expect(await findProgram(filesOf(engine, "id"), "bash", "/usr/bin:/opt/bin")).toBe("/opt/bin/bash");
    expect(asked).toEqual(["/usr/bin/bash", "/opt/bin/bash"]);
  });
});
