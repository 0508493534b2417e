/** What a layer has otherwise than the one before it: the comparison, the lines it is read from, and both on the engine in memory. */
import { afterEach, describe, expect, it } from "vitest";
import { compareLayers } from "../../src/look/compare-layers.ts";
import type { LayerEntry } from "../../src/look/found.ts";
import { layerFiles } from "../../src/look/layer-files.ts";
import { lineFormat, listingReader } from "../../src/look/read-listing.ts";
import { createMemoryEngine } from "../helpers/memory-engine.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";

const entry = (path: string, fields: Partial<LayerEntry> = {}): LayerEntry => ({
  path,
  type: "file",
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 1,
  mtime: 100,
  inode: "1",
  device: "",
  ...fields,
});

describe("compareLayers", () => {
  const compared = (before: readonly LayerEntry[], after: readonly LayerEntry[], inodes = true) =>
    compareLayers({ entries: before, inodes }, { entries: after, inodes }).list;

  it("tells what is new, another, gone", () => {
    const list = compared(
      [entry("/b"), entry("/c", { size: 9 }), entry("/same")],
      [entry("/a", { size: 3 }), entry("/b", { inode: "2", size: 5, mtime: 200 }), entry("/same")],
    );
    expect(list).toEqual([
      { path: "/a", kind: "added", type: "file", size: 3, mtime: 100 },
      { path: "/b", kind: "modified", type: "file", size: 5, mtime: 200 },
      { path: "/c", kind: "deleted", type: "file", size: 9, mtime: 100 },
    ]);
  });

  it("sees a file written anew by its inode alone, where inodes tell that", () => {
    const [before, after] = [[entry("/a")], [entry("/a", { inode: "2" })]];
    expect(compared(before, after)).toHaveLength(1);
    expect(compared(before, after, false)).toEqual([]);
    expect(compared(before, [entry("/a", { mtime: 101 })], false)).toHaveLength(1);
  });

  it("says what is another where it is not the content", () => {
    const folder = { type: "directory", size: 0 } as const;
    expect(
      compared(
        [entry("/d", folder), entry("/f"), entry("/l", { type: "symlink", target: "x" }), entry("/t")],
        [
          entry("/d", { ...folder, uid: 5, inode: "2" }),
          entry("/f", { mode: 0o4755, inode: "2" }),
          entry("/l", { type: "symlink", target: "y", inode: "2" }),
          entry("/t", { type: "symlink", target: "/f", inode: "2" }),
        ],
      ).map(({ path, what }) => `${path} ${what}`),
    ).toEqual(["/d owner 0:0 -> 5:0", "/f mode 644 -> 4755", "/l -> y", "/t file -> link"]);
    expect(compared([entry("/d", folder)], [entry("/d", { ...folder, mtime: 7, inode: "2" })])).toEqual([]);
  });

  it("tells of a folder that is gone once, with what was in it", () => {
    const folder = { type: "directory", size: 0 } as const;
    const list = compared(
      [entry("/d", folder), entry("/d.x"), entry("/d/a", { size: 4 }), entry("/d/e", folder), entry("/d/e/f")],
      [],
    );
    expect(list.map(({ path, size, below }) => [path, size, below])).toEqual([
      ["/d", 5, 3],
      ["/d.x", 1, undefined],
    ]);
  });
});

describe("the lines of a listing", () => {
  const line = (path: string, target?: string): string =>
    `M ${target === undefined ? "81a4" : "a1ff"} 0 7 12 99 5 0,0 ${path}M${target === undefined ? path : `'${path}' -> '${target}'`}\n`;
  const read = (text: string, size: number) => {
    const reader = listingReader("M");
    const all = Buffer.from(text);
    for (let at = 0; at < all.length; at += size) reader.take(all.subarray(at, at + size));
    return reader.end();
  };
  const hostile = ["/é\n81a4 0 0 0 0 0 0,0 /etc/shadow", "/a' -> 'b", "/\u001b]0;x\u0007", "/blank ", "/\n"];

  it.each([1, 2, 7, 64, 10_000])("are read however they come, %i bytes at a time", (size) => {
    const names = hostile;
    const text = ["M 794c7630\n", ...names.map((name) => line(name)), line("/l' -> 'x", "y' -> 'z\n"), "M end\n"].join("");
    const listing = read(text, size);
    expect(listing?.inodes).toBe(true);
    expect(listing?.entries.map(({ path }) => path)).toEqual([...names, "/l' -> 'x"]);
    expect(listing?.entries.at(-1)).toMatchObject({ type: "symlink", mode: 0o777, gid: 7, target: "y' -> 'z\n" });
    expect(listing?.entries[0]).toMatchObject({ type: "file", mode: 0o644, uid: 0, gid: 7, size: 12, mtime: 99, inode: "5" });
  });

  it("are none where they broke off", () => {
    expect(read("M 794c7630\nM 81a4 0 0", 100)).toBeUndefined();
    expect(read("", 1)).toBeUndefined();
  });

  it("have the mark in the format, at both ends of the name", () => {
    expect(lineFormat("M")).toBe("M %f %u %g %s %Y %i %t,%T %nM%N");
  });
});

describe("layers of the engine in memory", () => {
  let session: MemorySession | undefined;
  afterEach(() => session?.close());

  it("asks for nothing where nothing can differ, and once for what it has told", async () => {
    const engine = createMemoryEngine();
    let names = 0;
    const files = layerFiles(engine, () => `dbuild-s-${++names}-files`, new AbortController().signal);
    const { id } = (await engine.image("busybox:latest")) as { id: string };
    const calls = engine.calls.length;
    expect(await files.changes({ before: id, after: id })).toEqual({ list: [] });
    expect(engine.calls).toHaveLength(calls);
    const { list } = await files.changes({ before: undefined, after: id });
    expect(list.find(({ path }) => path === "/etc/passwd")).toMatchObject({ kind: "added", type: "file" });
    expect(list.filter(({ path }) => path.startsWith("/dev/"))).toEqual([]);
    expect(await engine.containers("dbuild-")).toEqual([]);
    expect(await files.changes({ before: id, after: "sha256:gone" }).catch((error: Error) => error.message)).toMatch(
      /its layer is gone/,
    );
    expect(await engine.containers("dbuild-")).toEqual([]);
  });

  it("tells what each step of a session changed, its failed layer too, and asks nothing before that", async () => {
    session = memorySession({
      text: "FROM busybox\nRUN one\nENV A=b\nRUN two\nRUN three\n",
      writes: { one: ["/opt/one", "/opt/both"], two: ["/opt/both"] },
    });
    session.fails("two", 3);
    const { controller, engine } = session;
    await session.at({ name: "continue" });
    expect(engine.calls.filter((call) => /-files/.test(call))).toEqual([]);
    const { looks } = controller;
    const told = async (step: number) =>
      (await looks.find({ what: "changes", step })).list.map(({ kind, path }) => `${kind} ${path}`);
    expect(await told(1)).toEqual(["added /opt", "added /opt/both", "added /opt/one"]);
    expect(await told(2)).toEqual([]);
    expect(await told(3)).toEqual(["modified /opt/both"]);
    await expect(told(0)).rejects.toThrow("A FROM changes nothing");
    await expect(told(4)).rejects.toThrow("It has not run yet. run-to runs to it");
    const difference = await looks.find({ what: "difference", step: 1, path: "/opt/one" });
    expect(difference).toEqual({ kind: "lines", lines: ["@@ -0,0 +1,1 @@", "+/opt/one"], left: 0 });
    expect(await engine.containers("dbuild-")).toEqual([]);
  });

  it("looks up what was wanted last, and tells of it", async () => {
    session = memorySession({
      text: "FROM busybox\nRUN one\nRUN two\nRUN three\n",
      writes: { one: ["/1"], two: ["/2"], three: ["/3"] },
    });
    await session.at({ name: "continue" });
    const { looks, subscribe } = session.controller;
    const look = (step: number) => ({ what: "changes", step }) as const;
    expect(looks.known(look(1))).toEqual({ kind: "unasked" });
    const known = new Promise<void>((resolve) => {
      subscribe(() => looks.known(look(3)).kind === "known" && resolve());
    });
    for (const step of [1, 2, 3]) looks.want(look(step));
    expect([1, 2, 3].map((step) => looks.known(look(step)).kind)).toEqual(["reading", "unasked", "reading"]);
    await known;
    expect([1, 2].map((step) => looks.known(look(step)).kind)).toEqual(["known", "unasked"]);
  });
});
