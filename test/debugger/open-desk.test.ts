/** The desk on the engine in memory: the file that changes under a session, and what it leaves in the engine. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdsOf } from "../../src/builder/holds.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import { plainRequest } from "../../src/builder/request.ts";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import { dockerfileOnDisk } from "../../src/debugger/dockerfile-on-disk.ts";
import { foreseenSteps } from "../../src/debugger/foreseen.ts";
import { type OpenedDesk, openDesk } from "../../src/debugger/open-desk.ts";
import { outputsIn } from "../../src/debugger/outputs.ts";
import { type Event, failureHere, type Goal, isBusy, type Session, stateAfter } from "../../src/debugger/session.ts";
import { copyOut } from "../../src/extract/copy-out.ts";
import { createMemoryEngine, type MemoryEngine } from "../helpers/memory-engine.ts";
import { linux, planOf } from "../helpers/plans.ts";

const text = "FROM busybox\nRUN one\nRUN fails\nRUN three\n";
let folder = "";
let file = "";
let engine: MemoryEngine;
let desk: OpenedDesk;
let ran: string[] = [];
/** Commands that end with exit code 1. */
let fails = new Set<string>();
let during: () => void | Promise<void> = () => {};

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-desk-"));
  file = path.join(folder, "Dockerfile");
  fs.writeFileSync(file, text);
  ran = [];
  fails = new Set(["fails"]);
  during = () => {};
  engine = createMemoryEngine({
    program: async (argv, { tree }) => {
      const command = argv.at(-1) ?? "";
      ran.push(command);
      await during();
      tree.set(`/made-${command}`, { ...(tree.get("/bin/sh") as NonNullable<ReturnType<typeof tree.get>>) });
      return fails.has(command) ? 1 : 0;
    },
  });
  const planOptions = { buildArgs: {}, platformArgs: linux };
  const holds = holdsOf(engine, "s");
  desk = openDesk({
    info: { address: "memory:", version: "0", apiVersion: "1.51", os: "linux", architecture: "amd64", store: "graph" },
    plan: planOf(text),
    replan: (next) => makePlan(next, planOptions),
    breakpoints: [],
    foresee: async (next) => {
      const start = next.indexOf("COPY nope");
      return start < 0 ? [] : [{ message: "no nope", span: { line: 1, endLine: 1, start, end: start + 9 } }];
    },
    drafts: { keep: () => "", found: () => undefined, forget: () => {} },
    disk: dockerfileOnDisk(file),
    shells: {
      choices: async () => [{ argv: ["/bin/sh"], name: "/bin/sh" }],
      mounted: () => ({ argv: ["/bin/sh"], name: "/bin/sh" }),
      run: async () => ({ code: 0, marked: undefined, typed: true, lastWords: "" }),
    },
    copy: async (from, container, { path: inside, words, destination, replace }) => {
      const copied = await copyOut(from, container, { path: inside, words }, { destination, replace });
      return copied.kind === "copied" ? { ...copied.done, kind: "copied" } : copied;
    },
    tags: [],
    outputs: outputsIn(folder),
    now: Date.now,
    shop: {
      engine: holds.engine,
      holds,
      session: "s",
      isDead: () => false,
      buildArgs: {},
      platformArgs: linux,
      noCache: false,
      pull: false,
      request: plainRequest,
      files: { root: folder, dockerfile: file, statCache: path.join(folder, "hashes") },
    },
  });
});
afterEach(async () => {
  await desk.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

it("tells of every text what is bound to fail in it", async () => {
  await expect.poll(() => desk.session().foreseen).toEqual({});
  fs.writeFileSync(file, "FROM busybox\nRUN one\nCOPY nope /x\n");
  expect(desk.source.reload()).toBe(true);
  await expect.poll(() => foreseenSteps(desk.session())).toEqual([2]);
});

/** Dispatches and waits for the stop. */
function at(event: Event): Promise<Session> {
  desk.dispatch(event);
  return new Promise((resolve) => {
    const look = () => {
      if (isBusy(desk.session())) return;
      unsubscribe();
      resolve(desk.session());
    };
    const unsubscribe = desk.subscribe(look);
    look();
  });
}
const go: Goal = { kind: "continue" };
const changeTo = (next: string): void => fs.writeFileSync(file, next);

describe("a file that changed on disk", () => {
  it.each<[string, Event]>([
    ["c", { type: "run", goal: go, now: 0 }],
    ["r with continue", { type: "retry", start: "clean", goal: go, now: 0 }],
    ["R with continue", { type: "retry", start: "failed", goal: go, now: 0 }],
    ["a with continue", { type: "accept", goal: go, now: 0 }],
  ])("is what %s runs, and the notice says so", async (_key, event) => {
    await at({ type: "run", goal: go, now: 0 });
    changeTo(text.replace("three", "drei"));
    await at(event);
    await at({ type: "accept", goal: go, now: 0 });
    expect(ran.at(-1)).toBe("drei");
    expect(ran).not.toContain("three");
  });

  it("is told for as long as it is so", async () => {
    await at({ type: "run", goal: go, now: 0 });
    changeTo("NOPE\n");
    desk.dispatch({ type: "accept", goal: go, now: 0 });
    expect(ran).toEqual(["one", "fails"]);
    for (const event of [{ type: "addBreakpoint", breakpoint: onLine(4) }, { type: "back" }] as const) {
      desk.dispatch(event);
      expect(desk.notice()).toMatch(/cannot be used: line 1: unknown instruction/);
    }
    changeTo(text);
    desk.source.reload();
    expect(desk.notice()).toBeUndefined();
  });

  it("is told while what was taken up runs, and no longer", async () => {
    changeTo(text.replace("fails", "works"));
    const done = at({ type: "run", goal: go, now: 0 });
    expect(desk.notice()).toMatch(/changed on disk: taken up/);
    expect((await done).status.kind).toBe("done");
    desk.dispatch({ type: "back" });
    expect(desk.notice()).toBeUndefined();
  });

  it("moves the step that t names, and runs nothing where that is gone", async () => {
    await at({ type: "run", goal: { kind: "next" }, now: 0 });
    changeTo("# why\n\nFROM busybox\nRUN one\nRUN works\nRUN three\n");
    const { at: position, plan } = await at({ type: "run", goal: { kind: "to", step: 2 }, now: 0 });
    expect([ran, plan.steps[position]?.instruction.text]).toEqual([["one"], "RUN works"]);
    changeTo("FROM busybox\nRUN one\n");
    desk.dispatch({ type: "run", goal: { kind: "to", step: 3 }, now: 0 });
    expect(ran).toEqual(["one"]);
    expect(desk.notice()).toMatch(/taken up/);
  });

  it("is taken up when everything was built already", async () => {
    changeTo(text.replace("fails", "works"));
    expect((await at({ type: "run", goal: go, now: 0 })).status.kind).toBe("done");
    changeTo(`${text.replace("fails", "works")}RUN four\n`);
    expect(desk.source.reload()).toBe(true);
    expect((await at({ type: "run", goal: go, now: 0 })).status.kind).toBe("done");
    expect(ran.at(-1)).toBe("four");
  });
});

it("the layer of a shell never has the name of a run's, however many shells there were", async () => {
  await at({ type: "run", goal: go, now: 0 });
  const first = failureHere(desk.session());
  expect(first?.tag).toBeDefined();
  const tags = new Set<string>();
  for (let number = 0; number < 3; number++) {
    const shell = await desk.openShell(2, { own: false });
    await shell.run(() => {});
    tags.add((await shell.keep())?.tag ?? "");
  }
  // what numbers of runs there may be, a tag of a shell has none of their names
  expect([...tags].filter((tag) => /-line3-\d+$/.test(tag))).toEqual([]);
  expect(tags.size).toBe(3);
  expect((await engine.image(first?.tag ?? ""))?.id).toBe(first?.image);
});

describe("a failed layer that somebody removed from the engine", () => {
  const failed = async () => {
    await at({ type: "run", goal: go, now: 0 });
    const failure = failureHere(desk.session());
    await engine.untag(failure?.tag ?? "");
    expect(await engine.image(failure?.image ?? "")).toBeUndefined();
  };
  const here = () => failureHere(desk.session());

  it.each<[string, Event]>([
    ["R", { type: "retry", start: "failed", goal: go, now: 0 }],
    ["a", { type: "accept", goal: go, now: 0 }],
  ])("is told on %s, and the step can be run again", async (_key, event) => {
    await failed();
    const session = await at(event);
    expect(session.status).toMatchObject({ kind: "stopped", reason: "failure" });
    expect([here()?.image, here()?.tag, here()?.removed]).toEqual([undefined, undefined, true]);
    expect(here()?.hint).toMatch(/removed its layer from the engine.*r runs it again/);
    await at({ type: "retry", start: "clean", goal: go, now: 0 });
    expect(here()?.image).toBeDefined();
    expect(here()?.removed).toBeUndefined();
  });

  it("is not what a shell opens: that is the layer before it", async () => {
    await failed();
    const shell = await desk.openShell(2, { own: false });
    expect(shell.banner[0]).toMatch(/You are in the layer before step 3/);
    expect(here()?.removed).toBe(true);
    await shell.discard();
  });
});

describe("the layer of a done step that somebody removed from the engine", () => {
  const remove = async (step: number) => {
    const image = stateAfter(desk.session(), step)?.stage?.image ?? "";
    for (const tag of (await engine.image(image))?.tags ?? []) await engine.untag(tag);
    expect(await engine.image(image)).toBeUndefined();
    return image;
  };

  it("is made again for a shell, with those below it, and the session stands where it stood", async () => {
    changeTo("FROM busybox\nRUN one\nENV a=b\nRUN two\nRUN fails\n");
    await at({ type: "run", goal: go, now: 0 });
    const { status, at: position } = desk.session();
    await remove(3);
    await remove(1);
    const shell = await desk.openShell(3, { own: false });
    expect(ran).toEqual(["one", "two", "fails", "one", "two"]);
    expect(shell.banner[0]).toMatch(/the layer after step 4/);
    await shell.discard();
    expect([desk.session().status, desk.session().at]).toEqual([status, position]);
    expect(desk.output(3)?.read(0, 9).join()).toMatch(/the layer of line 2 was removed from the engine: it is built again/);
    // whatever stands on them stands on the new ones
    await at({ type: "retry", start: "clean", goal: go, now: 0 });
    expect(ran).toEqual(["one", "two", "fails", "one", "two", "fails"]);
  });

  it("is made again for a copy, at the end, too", async () => {
    changeTo("FROM busybox\nRUN one\nRUN two\n");
    const done = await at({ type: "run", goal: go, now: 0 });
    await remove(1);
    const asked = { path: "/made-one", destination: folder, replace: true };
    expect(await desk.copyOut(2, asked)).toMatchObject({ kind: "copied", files: 1 });
    expect(await desk.copyOut(1, asked)).toMatchObject({ kind: "copied", files: 1 });
    expect(ran).toEqual(["one", "two", "one"]);
    expect(desk.session().status).toEqual(done.status);
  });

  it("that cannot be made again is told with the reason, and nothing is lost", async () => {
    await at({ type: "run", goal: go, now: 0 });
    const before = desk.session();
    await remove(1);
    fails = new Set(["one"]);
    await expect(desk.openShell(1, { own: false })).rejects.toThrow(
      /somebody removed it, and line 2 did not make it again: .*exit code 1/,
    );
    expect({ ...desk.session(), run: 0 }).toEqual({ ...before, run: 0 });
    fails = new Set();
    await (await desk.openShell(1, { own: false })).discard();
    // by hand: nobody can do that again
    await at({ type: "accept", goal: go, now: 0 });
    await remove(3);
    await expect(desk.openShell(3, { own: false })).rejects.toThrow(/somebody removed it$/);
  });

  it("is given up when the person stops it", async () => {
    await at({ type: "run", goal: go, now: 0 });
    await remove(1);
    fails = new Set(["one"]);
    during = () => {
      // nothing else starts meanwhile
      desk.dispatch({ type: "run", goal: go, now: 0 });
      desk.dispatch({ type: "abort" });
    };
    await expect(desk.openShell(1, { own: false })).rejects.toThrow(/did not make it again: stopped/);
    expect(desk.session().status).toMatchObject({ kind: "stopped", reason: "failure" });
    expect(ran).toEqual(["one", "fails", "one"]);
  });
});

it("a container that somebody paused is told for as long as it is so, with the command that lets it go on", async () => {
  const seen: (string | undefined)[] = [];
  during = async () => {
    const { name = "" } = (await engine.containers("")).find(({ running }) => running) ?? {};
    for (const paused of [true, false]) {
      engine.pause(name, paused);
      seen.push(desk.notice());
    }
  };
  await at({ type: "run", goal: go, now: 0 });
  expect(seen.slice(0, 2)).toEqual([
    expect.stringMatching(/^Somebody paused the container of step 2: docker unpause dbuild-s-line2-\d+-run lets it go on\.$/),
    undefined,
  ]);
  expect(desk.output(1)?.read(0, 9).join("\n")).toMatch(
    /paused by somebody, not by dbuild; .*docker unpause dbuild-s-line2\S+\nit goes on/,
  );
});

it("files of a failed layer come to this machine, never over one that is there unasked", async () => {
  await at({ type: "run", goal: go, now: 0 });
  const before = (await engine.containers("")).length;
  const asked = { path: "/made-fails", destination: folder, replace: false };
  expect(await desk.copyOut(2, asked)).toMatchObject({ kind: "copied", files: 1 });
  fs.writeFileSync(path.join(folder, "made-fails"), "mine");
  const exists = { kind: "exists", file: path.join(fs.realpathSync(folder), "made-fails") };
  expect(await desk.copyOut(2, asked)).toEqual(exists);
  expect(fs.readFileSync(path.join(folder, "made-fails"), "utf8")).toBe("mine");
  expect(await desk.copyOut(2, { ...asked, replace: true })).toMatchObject({ kind: "copied" });
  expect(fs.readFileSync(path.join(folder, "made-fails"), "utf8")).not.toBe("mine");
  await expect(desk.copyOut(2, { ...asked, path: "/none" })).rejects.toThrow("/none is not in the failed layer of step 3");
  await expect(desk.copyOut(3, asked)).rejects.toThrow("step 4 has not run yet");
  await engine.untag(failureHere(desk.session())?.tag ?? "");
  await expect(desk.copyOut(2, asked)).rejects.toThrow("/made-fails is not in the layer before step 3");
  expect((await engine.containers("")).length).toBe(before);
});
