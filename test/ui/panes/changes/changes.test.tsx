/** The tab of changes: its reducer and its order, and by keys on the real controller over the engine in memory. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Change } from "../../../../src/look/found.ts";
import { arranged } from "../../../../src/ui/panes/changes/arrange.ts";
import { newChanges, updateChanges } from "../../../../src/ui/panes/changes/state.ts";
import { movedBy, placeIn } from "../../../../src/ui/panes/window.ts";
import { clipStart, width } from "../../../../src/ui/text.ts";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";

const change = (path: string, fields: Partial<Change> = {}): Change => ({
  path,
  kind: "added",
  type: "file",
  size: 10,
  mtime: 1,
  ...fields,
});

describe("the order of changes", () => {
  const changes = {
    list: [
      change("/a/b/c/one", { mtime: 5 }),
      change("/a/b/two", { mtime: 9, kind: "modified" }),
      change("/top", { kind: "deleted", mtime: 99, size: 1000 }),
      change("/z", { mtime: 7, size: 500 }),
    ],
  };
  const paths = (order: "newest" | "name" | "folders", filter = "") =>
    arranged(changes, { order, filter, logsFirst: false }).rows.map((row) =>
      row.kind === "folder" ? `${row.path} ${row.files} ${row.size}` : row.change.path,
    );

  it("is by time with what is gone last, by name, or totals by folder", () => {
    expect(paths("newest")).toEqual(["/a/b/two", "/z", "/a/b/c/one", "/top"]);
    expect(paths("name")).toEqual(["/a/b/c/one", "/a/b/two", "/top", "/z"]);
    expect(paths("folders")).toEqual(["/ 2 500", "/a/b 2 20"]);
  });

  it("has what may tell why a step failed on top", () => {
    const list = ["/b/core", "/b/config.log", "/b/spack-build-out.txt", "/b/logs/x", "/b/log.c", "/b/npm-debug.log.1"].map(
      (path) => change(path, { mtime: path === "/b/logs/x" ? 9 : 1 }),
    );
    const { rows } = arranged({ list }, { order: "newest", filter: "", logsFirst: true });
    expect(rows.map((row) => row.kind === "change" && row.change.path)).toEqual([
      "/b/core",
      "/b/config.log",
      "/b/spack-build-out.txt",
      "/b/npm-debug.log.1",
      "/b/logs/x",
      "/b/log.c",
    ]);
  });

  it("counts what a filter leaves, in any case", () => {
    expect(paths("name", "/A/")).toEqual(["/a/b/c/one", "/a/b/two"]);
    expect(arranged(changes, { order: "name", filter: "/A/", logsFirst: false })).toMatchObject({
      added: 1,
      modified: 1,
      deleted: 0,
      size: 20,
    });
  });

  it("is made once for as long as nothing of it changes", () => {
    const list = Array.from({ length: 100_000 }, (_, at) => change(`/spack/${at}`, { mtime: at % 977 }));
    const many = { list };
    const wanted = { order: "newest", filter: "", logsFirst: true } as const;
    expect(arranged(many, wanted)).toBe(arranged(many, { ...wanted }));
  });
});

describe("a place in a list", () => {
  it("keeps the chosen row in sight, and the list where it is", () => {
    expect(movedBy({ at: 0, top: 0 }, 5, 100, 10)).toEqual({ at: 5, top: 0 });
    expect(movedBy({ at: 9, top: 0 }, 1, 100, 10)).toEqual({ at: 10, top: 1 });
    expect(movedBy({ at: 50, top: 45 }, -6, 100, 10)).toEqual({ at: 44, top: 44 });
    expect(movedBy({ at: 5, top: 0 }, Number.POSITIVE_INFINITY, 100, 10)).toEqual({ at: 99, top: 90 });
    expect(movedBy({ at: 5, top: 0 }, Number.NEGATIVE_INFINITY, 100, 10)).toEqual({ at: 0, top: 0 });
    expect(placeIn({ at: 70, top: 65 }, 3, 10)).toEqual({ at: 2, top: 0 });
    expect(placeIn({ at: 4, top: 2 }, 0, 10)).toEqual({ at: 0, top: 0 });
  });
});

it("keeps the order and the filter for the next step, not the place", () => {
  let state = updateChanges(newChanges, { type: "order", order: "name" });
  state = updateChanges(state, { type: "filter", text: ".log" });
  state = updateChanges(state, { type: "move", place: { at: 7, top: 3 } });
  state = updateChanges(state, { type: "open", path: "/a" });
  expect(updateChanges(state, { type: "pick", item: 2 })).toEqual({ place: { at: 0, top: 0 }, order: "name", filter: ".log" });
});

it("leaves rows that a person has gone to by name where they are, in this step", () => {
  const place = { at: 2, top: 0 };
  const moved = updateChanges(newChanges, { type: "move", place, byName: true });
  expect(updateChanges(moved, { type: "move", place, byName: false }).byName).toBe(true);
  expect(updateChanges(moved, { type: "pick", item: 2 })).toEqual(newChanges);
});

it("cuts the start of a path, by cells", () => {
  expect(clipStart("/usr/lib/libfoo.so", 12)).toBe("…b/libfoo.so");
  expect(width(clipStart("/日本語/日本語", 9))).toBeLessThanOrEqual(9);
  expect(clipStart("/a", 9)).toBe("/a");
  expect(clipStart("/abc", 0)).toBe("");
});

describe("by keys", () => {
  let screen: TestScreen;
  let session: MemorySession;
  afterEach(async () => {
    screen.close();
    await session.close();
  });
  const type = (line: string): void => screen.press(":", ...line, "\r");
  const enter = "\r";
  const leave = "\u001b";

  it("shows what a step changed, its order, a filter, a difference; nothing is asked before", async () => {
    session = memorySession({
      text: "FROM busybox\nRUN one\nENV A=b\nRUN two\n",
      writes: { one: ["/opt/deep/one.log", "/opt/b.txt"], two: ["/srv/\u001b[2Jx"] },
    });
    session.fails("two", 4);
    screen = openScreen(session, { columns: 120, rows: 30 });
    screen.press("c");
    await screen.until("FAILED");
    const looked = () => session.engine.calls.filter((call) => call.includes("-files")).length;
    expect(looked()).toBe(0);
    screen.press("]");
    // of the failed layer; what its names would do to a terminal is shown
    await screen.until(/Changes of line 4[\s\S]*\+2 ~0 -0 {2}\d+ B {2}logs first, then the newest[\s\S]*\/srv\/\u241b\[2Jx/);
    const once = looked();
    expect(once).toBeGreaterThan(0);
    type("changes 2");
    await screen.until(/\+4 ~0 -0[\s\S]*one\.log/);
    screen.press("o");
    await screen.until(/by name[\s\S]*\/opt\/[\s\S]*\/opt\/b\.txt[\s\S]*\/opt\/deep\/one\.log/);
    type("filter LOG");
    await screen.until('with "LOG"', "b.txt");
    screen.press(enter);
    await screen.until(/\/opt\/deep\/one\.log\s+│?\s*[\s\S]*@@ -0,0 \+1,1 @@[\s\S]*\+\/opt\/deep\/one\.log/);
    screen.press(leave);
    await screen.until('with "LOG"', "@@");
    screen.press(leave);
    await screen.until("b.txt", "with");
    screen.press("o");
    await screen.until(/totals by folder[\s\S]*\/opt\/deep +1 file/);
    type("changes 3");
    await screen.until("It changed no file.");
    type("changes 1");
    await screen.until("A FROM changes nothing: it takes a base as it is.");
    // by the ids of images: what is known is not asked again
    const all = looked();
    type("changes 4");
    await screen.until("/srv");
    expect(looked()).toBe(all);
    expect(await session.engine.containers("dbuild-")).toEqual([]);
  });

  it("shows names at once, and sizes in the same rows; or says that names are all", async () => {
    session = memorySession({
      text: "FROM busybox\nRUN one\nRUN two\n",
      writes: { one: ["/etc/passwd", "/opt/one"], two: ["/opt/two"] },
      lookedAt: true,
    });
    screen = openScreen(session, { columns: 120, rows: 30 });
    await session.at({ name: "continue" });
    const look = session.holdLooks();
    type("changes 3");
    await screen.until(/\+1 ~0 -0 {2}reading sizes {2}by name[\s\S]*\+ {11}\/opt\/two/);
    await look.begun;
    look.end();
    await screen.until(/\+1 ~0 -0 {2}9 B {2}newest first[\s\S]*\+ {6}9 B {2}\/opt\/two/);
    session.refuseLooks("no room");
    type("changes 2");
    await screen.until(/\+2 ~1 -0 {2}names alone {2}by name[\s\S]*~ {11}\/etc\/passwd[\s\S]*\/opt\/one/);
  });

  it("compares the layers of two steps, a path of them too, and goes back by Esc and by another step", async () => {
    session = memorySession({
      text: "FROM busybox\nRUN one\nRUN two\nRUN three\n",
      writes: { one: ["/1"], two: ["/2"], three: ["/3"] },
    });
    screen = openScreen(session, { columns: 120, rows: 30 });
    await session.at({ name: "continue" });
    type("diff 2 4");
    await screen.until(/Changes of line 4[\s\S]*\+2 ~0 -0 .* since line 2[\s\S]*\/3/, "/1");
    screen.press(leave);
    await screen.until(/\+1 ~0 -0/, "since");
    type("diff 4 2");
    await screen.until(/Changes of line 2[\s\S]*\+0 ~0 -2 .* since line 4/);
    type("diff 1 3 /2");
    await screen.until(/Changes of line 3[\s\S]*\+\/2/);
    type("changes 4");
    await screen.until(/Changes of line 4[\s\S]*\+1 ~0 -0/, "since");
    type("diff 3 3");
    await screen.until("No file is another than after line 3; Esc goes back.");
    type("diff");
    await screen.until("diff takes two places: diff 4 12.");
    type("diff 2 99");
    await screen.until('There is no instruction at "99"');
  });

  it("copies out the file that is looked at", async () => {
    session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\n", writes: { one: ["/only.txt"] } });
    screen = openScreen(session);
    await session.at({ name: "continue" });
    type("changes 2");
    await screen.until("only.txt");
    screen.press("x");
    await screen.until(/copy from the layer of step 2:.*\/only\.txt/);
    screen.press(enter);
    await screen.until("to this machine");
    screen.press("\u0015", ...session.folder, "/", enter);
    await screen.until("Copied 1 file");
    expect(fs.readFileSync(path.join(session.folder, "only.txt"), "utf8")).toBe("/only.txt\n");
  });

  it("says so while a step runs, before it has run, and when its layer is gone", async () => {
    session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\nRUN three\n", writes: { one: ["/1"] } });
    session.hold("two");
    screen = openScreen(session);
    screen.press("c", "]");
    await screen.until("It runs. What it changes is told when it has ended.");
    type("changes 4");
    await screen.until("It has not run yet. t runs to it.");
    await session.end("two");
    await session.controller.idle();
    const image = session.session().outcomes.s2?.image ?? "";
    for (const tag of (await session.engine.image(image))?.tags ?? []) await session.engine.untag(tag);
    type("changes 2");
    await screen.until(
      /The layer sha256:\w+ is not in the engine any more: somebody removed it\. s, a shell\s+there, makes it\s+again\./,
    );
  });
});
