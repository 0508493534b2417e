/** What the engine lists of a container before it goes: its bounds, what comes of a failing list, names first and then all there is to tell. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { containerLists } from "../../src/debugger/container-lists.ts";
import { listCost } from "../../src/debugger/list-cost.ts";
import type { Engine, FileChange } from "../../src/engine/engine.ts";
import { type EarlyChanges, earlyChanges } from "../../src/look/early-changes.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { until } from "../helpers/until.ts";

/** Waits for what the test calls so. */
const comes = (what: string, look: () => boolean) => until(look, () => `not so: ${what}`);

const added = (count: number): readonly FileChange[] =>
  Array.from({ length: count }, (_, at) => ({ path: `/f${String(at).padStart(5, "0")}`, kind: "added" as const }));

/** An engine that tells this list, and nothing else. */
function listing(list: () => readonly FileChange[] | undefined): { readonly early: EarlyChanges; readonly asked: string[] } {
  const asked: string[] = [];
  const engine = {
    changesWithin: async (container: string, { bytes }: { readonly bytes: number }) => {
      asked.push(`${container} ${bytes}`);
      return list();
    },
    image: async () => ({ created: "2026-01-01T00:00:00.900Z" }),
    madeAt: async () => Date.parse("2026-01-01T00:00:01.100Z") / 1000,
  } as unknown as Engine;
  return { early: earlyChanges(engine, new AbortController().signal), asked };
}

const layer = { before: "b", after: "a" };
const left = { ...layer, container: "c", stubs: ["/mnt"], mended: false };
const yes = Promise.resolve(true);

describe("the list of a container that goes", () => {
  it("is kept by name, without mount points and folders that only hold what changed", async () => {
    const list: readonly FileChange[] = [
      { path: "/opt/b", kind: "added" },
      { path: "/opt", kind: "modified" },
      { path: "/mnt", kind: "added" },
      { path: "/dev/x", kind: "added" },
      { path: "/gone", kind: "deleted" },
    ];
    const { early, asked } = listing(() => list);
    const took = vi.fn();
    await early.beforeRemoval(left, yes, took);
    expect(asked).toEqual([`c ${256 << 10}`]);
    expect(took).toHaveBeenCalledOnce();
    const told = early.known(layer);
    expect(told?.changes.byName).toBe(true);
    expect(told?.changes.list.map(({ kind, path }) => `${kind} ${path}`)).toEqual(["deleted /gone", "added /opt/b"]);
    // what is gone needs a comparison
    expect(told?.added).toBeUndefined();
  });

  it("is enough with a look at each path where all was added, and nothing else can have been missed", async () => {
    const { early } = listing(() => added(500));
    await early.beforeRemoval(left, yes, () => {});
    expect(early.known(layer)?.added).toHaveLength(500);
    await early.beforeRemoval({ ...left, after: "mended", mended: true }, yes, () => {});
    expect(early.known({ before: "b", after: "mended" })?.added).toBeUndefined();
    const more = listing(() => added(501)).early;
    await more.beforeRemoval(left, yes, () => {});
    expect(more.known(layer)).toMatchObject({ whole: false });
    expect(more.known(layer)?.added).toBeUndefined();
  });

  it.each([
    ["too long to be read", () => undefined],
    ["of too many paths", () => added(3001)],
    [
      "that the engine does not tell",
      () => {
        throw new Error("no such container");
      },
    ],
  ])("is not kept, nor does it fail anything: one %s", async (_, list) => {
    const { early } = listing(list);
    await early.beforeRemoval(left, yes, () => {});
    expect(early.known(layer)).toBeUndefined();
    expect(await early.coming(layer)).toBeUndefined();
  });

  it("of nothing is only shown where nothing can have been missed", async () => {
    const { early } = listing(() => []);
    await early.beforeRemoval(left, yes, () => {});
    expect(early.known(layer)).toMatchObject({ whole: true });
    await early.beforeRemoval({ ...left, mended: true }, yes, () => {});
    expect(early.known(layer)).toBeUndefined();
  });

  it("is not asked for where that is not worth it, and forgotten after forty others", async () => {
    const { early, asked } = listing(() => added(1));
    await early.beforeRemoval(left, Promise.resolve(false), () => {});
    expect(asked).toEqual([]);
    for (let at = 0; at <= 40; at++) await early.beforeRemoval({ ...left, after: `${at}` }, yes, () => {});
    expect(early.known({ before: "b", after: "0" })).toBeUndefined();
    expect(early.known({ before: "b", after: "40" })).toBeDefined();
  });
});

describe("whether it is worth asking", () => {
  const list = { base: "debian", size: 117e6, took: 10_000, meanwhile: "steps" } as const;

  it("is a matter of what it costs and how long the step took", () => {
    const cost = listCost();
    expect(cost.isWorth(list)).toBe(false);
    expect(cost.isWorth({ ...list, took: 60_000 })).toBe(true);
    expect(cost.isWorth({ ...list, meanwhile: "nothing" })).toBe(true);
    expect(cost.isWorth({ ...list, size: 5e9, meanwhile: "nothing" })).toBe(false);
    cost.learn("debian", 250);
    expect(cost.isWorth(list)).toBe(true);
    expect(cost.isWorth({ ...list, base: "other" })).toBe(false);
  });

  it("is not waited for by a removal that a step waits for", async () => {
    const { early, asked } = listing(() => added(1));
    const lists = containerLists(early, () => {});
    const stage = { base: "b", size: 1e6 } as never;
    const short = lists.attempt({ stage, onFailed: false, ms: () => 10 });
    await short.beforeRemoval("c", { ...layer, stubs: [], mended: false, awaited: true });
    expect(asked).toEqual([]);
    const long = lists.attempt({ stage, onFailed: false, ms: () => 10_000 });
    await long.beforeRemoval("c", { ...layer, stubs: [], mended: false, awaited: true });
    expect(asked).toHaveLength(1);
  });
});

describe("in a session", () => {
  let session: MemorySession | undefined;
  afterEach(() => session?.close());
  const changes = (step: number) => ({ what: "changes", step }) as const;

  it("gives names before anybody has looked into the layer, then all there is to tell", async () => {
    session = memorySession({
      text: "FROM busybox\nRUN one\nRUN two\n",
      writes: { one: ["/opt/one"], two: ["/opt/two", "/etc/passwd"] },
      lookedAt: true,
    });
    await session.at({ name: "continue" });
    const { looks } = session.controller;
    await comes("the last step's list is there", () => looks.known(changes(2)).kind === "known");
    const looked = () => session?.engine.calls.filter((call) => call.includes("-files")).length;
    expect(looked()).toBe(0);
    expect(looks.known(changes(2))).toMatchObject({
      rest: "unasked",
      value: {
        byName: true,
        list: [
          { path: "/etc/passwd", kind: "modified", type: "other" },
          { path: "/opt/two", kind: "added", type: "other" },
        ],
      },
    });
    looks.want(changes(2));
    expect(looks.known(changes(2))).toMatchObject({ kind: "known", rest: "reading" });
    await comes("sizes are there", () => {
      const reading = looks.known(changes(2));
      return reading.kind === "known" && reading.rest === undefined;
    });
    expect(looks.known(changes(2))).toMatchObject({
      value: {
        list: [
          { type: "file", size: 12 },
          { type: "file", size: 9 },
        ],
      },
    });
    expect(await session.engine.containers("dbuild-")).toEqual([]);
  });

  it("says so where names are all that can be had", async () => {
    session = memorySession({ text: "FROM busybox\nRUN one\n", writes: { one: ["/etc/passwd"] }, lookedAt: true });
    await session.at({ name: "continue" });
    const { looks } = session.controller;
    await comes("the list is there", () => looks.known(changes(1)).kind === "known");
    session.refuseLooks("no room");
    looks.want(changes(1));
    await comes("looking has failed", () => {
      const reading = looks.known(changes(1));
      return reading.kind === "known" && reading.rest === "none";
    });
    expect(await looks.find(changes(1))).toEqual({
      byName: true,
      list: [{ path: "/etc/passwd", kind: "modified", type: "other", size: 0, mtime: 0 }],
    });
  });

  it("tells what a failed step wrote by its container, before and after its layer is there", async () => {
    session = memorySession({ text: "FROM busybox\nRUN one\n", writes: { one: ["/etc/passwd"] }, lookedAt: true });
    session.fails("one", 3);
    const { looks, subscribe, snapshot } = session.controller;
    const kinds = new Set<string>();
    let known = false;
    subscribe(() => {
      const failed = snapshot().session.status.kind === "stopped";
      const reading = failed ? looks.known(changes(1)) : undefined;
      known ||= reading?.kind === "known";
      if (known && reading) kinds.add(reading.kind);
    });
    const commit = session.holdCommit();
    session.controller.execute({ name: "continue" });
    await comes("it is known beside the commit", () => known);
    commit.end();
    await session.controller.idle();
    await comes("its layer is there", () => snapshot().session.writing.length === 0);
    expect([...kinds]).toEqual(["known"]);
    expect(looks.known(changes(1))).toMatchObject({ value: { list: [{ path: "/etc/passwd", type: "file" }] } });
  });
});
