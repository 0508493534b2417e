/** The build context on disk: what is selected, what its digest depends on, what is said when something is missing. */
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openContext } from "../../src/context/disk-tree.ts";
import { noIgnore, parseIgnore } from "../../src/context/ignore.ts";
import { selectFromContext, sourceProblem } from "../../src/context/select.ts";
import { openStatCache, statCacheFile } from "../../src/context/stat-cache.ts";
import { UserError } from "../../src/errors.ts";

let folder: string;
let root: string;
let cache: string;
const old = new Date(1_000_000_000_000);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dbuild-select-"));
  root = join(folder, "context");
  cache = join(folder, "hashes");
  for (const [name, text] of Object.entries({
    "src/main.c": "main",
    "src/lib/a.h": "a",
    Makefile: "all:",
    "notes.md": "n",
    "src/lib/b.h": "bb",
  })) {
    await put(name, text);
  }
});
afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  await writeFile(join(root, name), text);
}
const select = (sources: readonly string[], ignore = "") =>
  selectFromContext(root, ignore ? parseIgnore(ignore, join(root, ".dockerignore")) : noIgnore, sources);
const digest = async (sources: readonly string[], ignore = "") => (await select(sources, ignore)).digest(cache);
const names = async (sources: readonly string[], ignore = "") =>
  (await select(sources, ignore)).matches.map(
    ({ name, type, entries }) => `${name} ${type}: ${entries.map(({ entry }) => entry.path).join(" ")}`,
  );
const problems = async (sources: readonly string[], ignore = "") => {
  const error = await select(sources, ignore).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw new Error("it was selected");
  return error.problems;
};

describe("what is selected", () => {
  it("files, directories, globs, in order", async () => {
    expect(await names(["src", "*.md", "./src/../Makefile", "none*"])).toEqual([
      "src directory:  lib lib/a.h lib/b.h main.c",
      "notes.md other: ",
      "Makefile other: ",
    ]);
    expect(await names(["src/*/*.h"])).toEqual(["a.h other: ", "b.h other: "]);
  });
  it("counts files and bytes", async () => {
    expect(await select(["src"])).toMatchObject({ files: 3, bytes: 7 });
  });
});

describe("the digest", () => {
  it("does not depend on times, nor on the mode of the copied root", async () => {
    const before = await digest(["src"]);
    await utimes(join(root, "src/main.c"), old, old);
    await chmod(join(root, "src"), 0o700);
    expect(await digest(["src"])).toBe(before);
  });
  it("depends on contents, names, modes, links and the names of single files", async () => {
    const seen = new Set([await digest(["src"])]);
    const changes = [
      () => put("src/main.c", "niam"),
      () => put("src/new", ""),
      () => chmod(join(root, "src/lib"), 0o700),
      () => symlink("main.c", join(root, "src/l")),
      () => rm(join(root, "src/l")).then(() => symlink("lib", join(root, "src/l"))),
      () => link(join(root, "src/main.c"), join(root, "src/z")),
      () => rm(join(root, "src/z")).then(() => put("src/z", "niam")),
    ];
    for (const change of changes) {
      await change();
      const next = await digest(["src"]);
      expect(seen).not.toContain(next);
      seen.add(next);
    }
    expect(await digest(["src/lib/a.h"])).not.toBe(await digest(["src/lib/b.h"]));
    await put("other/a.h", "a");
    expect(await digest(["src/lib/a.h"])).toBe(await digest(["other/a.h"]));
  });
  it("ignores what is ignored", async () => {
    const before = await digest(["."], "*.md\n");
    await put("notes.md", "changed");
    expect(await digest(["."], "*.md\n")).toBe(before);
  });
});

describe("the cache of hashes", () => {
  const look = (size: number, mtimeMs: number, ctimeMs: number, ino: number) => ({ size, mtimeMs, ctimeMs, ino });
  let file: string;
  beforeEach(() => {
    file = statCacheFile(cache, root);
  });
  it("is trusted for old files that look the same, and only for those", async () => {
    const f = join(root, "f");
    const known = await openStatCache(file);
    const now = Date.now();
    known.remember(f, look(1, now - 5000, now - 5000, 7), "a".repeat(64), now);
    known.remember("/young", look(1, now - 9000, now - 1000, 7), "b".repeat(64), now);
    known.remember('/odd "name\n', look(0, 0, 0, 1), "c".repeat(64), now);
    await known.save();
    const again = await openStatCache(file);
    expect(again.find(f, look(1, now - 5000, now - 5000, 7))).toBe("a".repeat(64));
    expect(again.find(f, look(1, now - 5000, now - 5000, 8))).toBeUndefined();
    expect(again.find("/young", look(1, now - 9000, now - 1000, 7))).toBeUndefined();
    expect(again.find('/odd "name\n', look(0, 0, 0, 1))).toBe("c".repeat(64));
  });
  it("survives damage", async () => {
    const known = await openStatCache(file);
    known.remember("/f", look(0, 0, 0, 1), "a".repeat(64), Date.now());
    await known.save();
    await writeFile(file, `${await readFile(file, "utf8")}garbage\n${"d".repeat(64)} 1:1:1:1 "unclosed\n\n`);
    const again = await openStatCache(file);
    expect(again.find("/f", look(0, 0, 0, 1))).toBe("a".repeat(64));
    await writeFile(file, "something else");
    expect((await openStatCache(file)).find("/f", look(0, 0, 0, 1))).toBeUndefined();
  });
  it("holds the files of one context only, and forgets the contexts learnt first", async () => {
    await digest(["."]);
    expect(await readdir(cache)).toEqual([basename(file)]);
    await utimes(file, old, old);
    const now = Date.now();
    for (let context = 1; context <= 40; context++) {
      const other = statCacheFile(cache, `/context${context}`);
      const known = await openStatCache(other);
      known.remember("/f", look(0, 0, 0, 1), "a".repeat(64), now);
      await known.save();
      await utimes(other, now / 1000 - 1000 + context, now / 1000 - 1000 + context);
    }
    const left = await readdir(cache);
    expect(left).toHaveLength(32);
    expect(left).toContain(basename(statCacheFile(cache, "/context40")));
    expect(left).not.toContain(basename(file));
  });
  it("sees a change that keeps size and time of writing", async () => {
    const before = await digest(["notes.md"]);
    await utimes(join(root, "notes.md"), old, old);
    await digest(["notes.md"]);
    await put("notes.md", "m");
    await utimes(join(root, "notes.md"), old, old);
    expect(await digest(["notes.md"])).not.toBe(before);
  });
});

describe("what is said", () => {
  it("names the nearest files that are in the context", async () => {
    expect(await problems(["src/mian.c"])).toEqual([
      { message: '"/src/mian.c": not found in the build context', hint: "Did you mean src/main.c?" },
    ]);
    expect((await problems(["makefile"]))[0]?.hint).toBe("Did you mean Makefile?");
    expect((await problems(["a.h"]))[0]?.hint).toBe("Did you mean src/lib/a.h?");
    expect((await problems(["zzzzzzzz"]))[0]?.hint).toBeUndefined();
    expect((await problems(["a.h"], "src/lib\n"))[0]?.hint).toBeUndefined();
  });
  it("says that a folder does not come for a pattern without a match, unless something else names it", async () => {
    const missing = (...others: string[]) =>
      selectFromContext(root, noIgnore, ["src/none*"], { others: ["src/none*", ...others] }).then(
        ({ matches }) => matches.length,
        ({ problems: [first] }: UserError) => first?.message,
      );
    expect(await missing("notes.md", "other*")).toMatch(/^"\/src": not found: nothing in it matches src\/none\*/);
    for (const word of ["src/lib", ".", "src/m*", "s*", "$X", "src/lib/a.h"]) expect(await missing(word)).toBe(0);
  });
  it("tells which line keeps a file out", async () => {
    expect(await problems(["src/lib/a.h"], "x\nsrc/lib\n")).toEqual([
      {
        message: '"/src/lib/a.h": not found: it is there, but .dockerignore keeps it out (line 2: src/lib)',
        hint: "Change .dockerignore, or copy something else.",
      },
    ]);
  });
  it("tells every missing source at once", async () => {
    expect(await problems(["src", "q1q1", "q2q2"])).toHaveLength(2);
  });
  it("a context that is not there", async () => {
    await expect(selectFromContext(join(folder, "nope"), noIgnore, ["."])).rejects.toThrow("is not a folder");
  });
});

describe("reading", () => {
  const drain = async (sources: readonly string[], meanwhile: () => Promise<void>) => {
    const selection = await select(sources);
    await meanwhile();
    for (const match of selection.matches)
      for await (const item of match.items()) for await (const part of [item.read?.() ?? []].flat()) void part;
  };
  it("refuses a file that changed since it was listed", async () => {
    await expect(drain(["src"], () => put("src/main.c", "longer than before"))).rejects.toThrow(
      "main.c changed while it was being copied",
    );
  });
  it("says which file cannot be read", async () => {
    await expect(drain(["src"], () => rm(join(root, "src/main.c")))).rejects.toThrow(/cannot read .*main.c: ENOENT/);
  });
});

it("what is told before a build is what the copy refuses, with --parents too", async () => {
  await symlink("src", join(root, "link"));
  await symlink("nowhere", join(root, "dangling"));
  const words = [
    "nope/*.c",
    "src/./*.x",
    "link/main.c",
    "nope",
    "dangling",
    "*",
    "[a",
    "../Makefile",
    "",
    "src/./lib",
    "src/nope/./x",
  ];
  const tree = await openContext(root, noIgnore);
  for (const parents of [false, true]) {
    for (const word of words) {
      const refused = await selectFromContext(root, noIgnore, [word], { parents }).then(
        () => false,
        () => true,
      );
      if (sourceProblem(tree, word, parents) !== undefined) expect([word, parents, refused]).toEqual([word, parents, true]);
    }
  }
  expect(sourceProblem(tree, "nope/*.c", true)).toBeUndefined();
  expect(sourceProblem(tree, "nope", true)?.message).toMatch(/not found/);
});
