/** Which copies are loaded as a layer of their own, and that the image is the same. In memory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildInProcess } from "../../helpers/build-image.ts";
import { createMemoryEngine, type MemoryEngine } from "../../helpers/memory-engine.ts";

let engine: MemoryEngine;
let context: string;

beforeEach(() => {
  engine = createMemoryEngine();
  engine.add("base", {
    files: { "/bin/sh": "", "/full/0": "old", "/full/other": "old", "/file": "old", "/to-full": "-> /full" },
  });
  context = mkdtempSync(path.join(os.tmpdir(), "dbuild-copy-layer-"));
  mkdirSync(path.join(context, "many"));
  for (let at = 0; at < 200; at++) writeFileSync(path.join(context, "many", String(at)), `${at}\n`);
  writeFileSync(path.join(context, "big"), Buffer.alloc(8_000_000, "x"));
  writeFileSync(path.join(context, "small"), "small");
});

afterEach(() => rmSync(context, { recursive: true }));

/** How the copy was carried out, and what is at `place` then. */
async function copied(place: string, ...lines: readonly string[]) {
  const built = await buildInProcess(engine, ["FROM base", ...lines, ""].join("\n"), "t:1", { context });
  const loads = engine.calls.filter((call) => /^rewrite dbuild-hold:\S+$/.test(call)).length;
  const writes = engine.calls.filter((call) => call.startsWith("write ")).length;
  if (!built.ok) return { built, loads, writes };
  const container = await engine.create({ image: "t:1", name: "look" });
  return { built, loads, writes, stat: await engine.stat(container, place), parts: await engine.tags("dbuild-hold") };
}

describe("is loaded as a layer:", () => {
  const stages = "FROM base AS from\nCOPY big /big\nFROM base";
  it.each([
    ["many files to a new place", "COPY many /a/b", "/a/b/199", 4],
    ["many files to an empty folder", "WORKDIR /empty\nCOPY many .", "/empty/0", 2],
    ["a big file to a new place", "COPY big /a/big", "/a/big", 8_000_000],
    ["a big file into a full folder", "COPY big /full/", "/full/big", 8_000_000],
    ["a big file over another", "COPY big /file", "/file", 8_000_000],
    ["a big file through a link", "COPY big /to-full/big", "/full/big", 8_000_000],
  ])("%s", async (_what, lines, place, size) => {
    const { built, loads, stat, parts } = await copied(place, lines);
    expect(built).toMatchObject({ ok: true });
    expect([loads, stat?.size, parts]).toEqual([1, size, []]);
  });

  it("a big file out of another stage, known again the next time", async () => {
    const lines = [stages, "COPY --from=from /big /there/"];
    const { built, loads, stat } = await copied("/there/big", ...lines);
    expect(built).toMatchObject({ ok: true });
    expect([loads, stat?.size]).toEqual([2, 8_000_000]);
    const before = engine.calls.length;
    expect(await buildInProcess(engine, ["FROM base", ...lines, ""].join("\n"), "t:2", { context })).toMatchObject({ ok: true });
    expect(engine.calls.slice(before).filter((call) => /^(write|commit|rewrite) /.test(call))).toEqual([]);
  });
});

describe("is put into a container:", () => {
  it.each([
    ["a small file", "COPY small /a/", "/a/small"],
    ["many files to a folder with something in it", "COPY many /full/", "/full/0"],
    ["several sources", "COPY big small /a/", "/a/big"],
    ["what may be an archive", "ADD big /a/", "/a/big"],
  ])("%s", async (_what, lines, place) => {
    const { built, loads, writes, stat } = await copied(place, lines);
    expect(built).toMatchObject({ ok: true });
    expect([loads, writes, stat?.type]).toEqual([0, 1, "file"]);
  });

  it("names that delete something in a layer", async () => {
    writeFileSync(path.join(context, "many", ".wh.0"), "");
    expect(await copied("/a/1", "COPY many /a/")).toMatchObject({ loads: 0, writes: 1 });
  });
});

it("a folder onto a file is told as ever", async () => {
  const { built, loads } = await copied("/", "COPY many /file");
  expect(built).toMatchObject({ ok: false });
  expect(loads).toBe(0);
});
