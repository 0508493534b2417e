/** The door of a session, on the engine in memory and a Dockerfile on disk. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StepId } from "../../src/builder/steps.ts";
import type { Command } from "../../src/debugger/commands/command.ts";
import { foreseenSteps } from "../../src/debugger/foreseen.ts";
import { noticeTexts } from "../../src/debugger/notices.ts";
import { failureHere, stateAfter } from "../../src/debugger/session.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";

const text = "FROM busybox\nRUN one\nRUN fails\nRUN three\n";
let session: MemorySession;
const at = (command: Command) => session.at(command);
const told = () => noticeTexts(session.controller.snapshot().notices).join(" ") || undefined;
const ask = <C extends Command>(command: C) => session.controller.execute(command);

beforeEach(() => {
  session = memorySession({
    text,
    writes: { one: ["/made-one"], fails: ["/made-fails"], three: ["/made-three"] },
    foresee: async (next) => {
      const start = next.indexOf("COPY nope");
      return start < 0 ? [] : [{ message: "no nope", span: { line: 1, endLine: 1, start, end: start + 9 } }];
    },
  });
  session.fails("fails", 1);
});
afterEach(() => session.close());

it("tells of every text what is bound to fail in it", async () => {
  await expect.poll(() => session.session().foreseen).toEqual({});
  session.change("FROM busybox\nRUN one\nCOPY nope /x\n");
  expect(ask({ name: "reload" }).kind).toBe("accepted");
  await expect.poll(() => foreseenSteps(session.session())).toEqual([2]);
});

describe("a file that changed on disk", () => {
  it.each<[string, Command]>([
    ["c", { name: "continue" }],
    ["r with continue", { name: "retry", goal: "continue" }],
    ["R with continue", { name: "retry-failed", goal: "continue" }],
    ["a with continue", { name: "accept" }],
  ])("is what %s runs, and the notice says so", async (_key, command) => {
    await at({ name: "continue" });
    session.change(text.replace("three", "drei"));
    await at(command);
    ask({ name: "accept" });
    await session.controller.idle();
    expect(session.ran.at(-1)).toBe("drei");
    expect(session.ran).not.toContain("three");
  });

  it("is told for as long as it is so", async () => {
    await at({ name: "continue" });
    session.change("NOPE\n");
    ask({ name: "accept" });
    expect(session.ran).toEqual(["one", "fails"]);
    for (const command of [{ name: "breakpoint", step: "s4" }, { name: "back" }] as const) {
      ask(command);
      expect(told()).toMatch(/cannot be used: line 1: unknown instruction/);
    }
    session.change(text);
    ask({ name: "reload" });
    expect(told()).toBeUndefined();
  });

  it("is told while what was taken up runs, and no longer", async () => {
    session.change(text.replace("fails", "works"));
    const done = at({ name: "continue" });
    expect(told()).toMatch(/changed on disk: taken up/);
    expect((await done).status.kind).toBe("done");
    ask({ name: "back" });
    expect(told()).toBeUndefined();
  });

  it("moves the step that t names, and runs nothing where that is gone", async () => {
    await at({ name: "next" });
    session.change("# why\n\nFROM busybox\nRUN one\nRUN works\nRUN three\n");
    const { at: here, plan } = await at({ name: "run-to", step: "s3" });
    expect([session.ran, plan.steps.find(({ id }) => id === here)?.instruction.text]).toEqual([["one"], "RUN works"]);
    session.change("FROM busybox\nRUN one\n");
    expect(ask({ name: "run-to", step: "s4" })).toMatchObject({ reason: "That instruction is not in the file any more." });
    expect(session.ran).toEqual(["one"]);
    expect(told()).toMatch(/taken up/);
  });

  it("is taken up when everything was built already", async () => {
    session.change(text.replace("fails", "works"));
    expect((await at({ name: "continue" })).status.kind).toBe("done");
    session.change(`${text.replace("fails", "works")}RUN four\n`);
    expect(ask({ name: "reload" }).kind).toBe("accepted");
    expect((await at({ name: "continue" })).status.kind).toBe("done");
    expect(session.ran.at(-1)).toBe("four");
  });
});

async function copy(change: { readonly path?: string; readonly replace?: boolean; readonly step?: StepId } = {}) {
  const asked = { step: "s3", path: "/made-fails", destination: session.folder, replace: false, ...change } as const;
  const done = ask({ name: "copy", ...asked });
  if (done.kind === "refused") throw new Error(done.reason);
  return done.result;
}

async function openShell(step: StepId = "s3") {
  const done = ask({ name: "shell", step, own: false });
  if (done.kind === "refused") throw new Error(done.reason);
  return done.result;
}

it("the layer of a shell never has the name of a run's, however many shells there were", async () => {
  await at({ name: "continue" });
  const first = failureHere(session.session());
  expect(first?.tag).toBeDefined();
  const tags = new Set<string>();
  for (let number = 0; number < 3; number++) {
    const shell = await openShell();
    await shell.run(() => {});
    tags.add((await shell.keep())?.tag ?? "");
  }
  // what numbers of runs there may be, a tag of a shell has none of their names
  expect([...tags].filter((tag) => /-line3-\d+$/.test(tag))).toEqual([]);
  expect(tags.size).toBe(3);
  expect((await session.engine.image(first?.tag ?? ""))?.id).toBe(first?.image);
});

describe("a failed layer that somebody removed from the engine", () => {
  const failed = async () => {
    await at({ name: "continue" });
    const failure = failureHere(session.session());
    await session.engine.untag(failure?.tag ?? "");
    expect(await session.engine.image(failure?.image ?? "")).toBeUndefined();
  };
  const here = () => failureHere(session.session());

  it.each<[string, Command]>([
    ["R", { name: "retry-failed" }],
    ["a", { name: "accept" }],
  ])("is told on %s, and the step can be run again", async (_key, command) => {
    await failed();
    const { status } = await at(command);
    expect(status).toMatchObject({ kind: "stopped", reason: "failure" });
    expect([here()?.image, here()?.tag, here()?.removed]).toEqual([undefined, undefined, true]);
    expect(here()?.hint).toMatch(/removed its layer from the engine.*retry runs it again/);
    await at({ name: "retry" });
    expect(here()?.image).toBeDefined();
    expect(here()?.removed).toBeUndefined();
  });

  it("is not what a shell opens: that is the layer before it", async () => {
    await failed();
    const shell = await openShell();
    expect(shell.banner[0]).toMatch(/You are in the layer before step 3/);
    expect(here()?.removed).toBe(true);
    await shell.discard();
  });
});

describe("the layer of a done step that somebody removed from the engine", () => {
  const remove = async (step: number) => {
    const { engine } = session;
    const image = stateAfter(session.session(), step)?.stage?.image ?? "";
    for (const tag of (await engine.image(image))?.tags ?? []) await engine.untag(tag);
    expect(await engine.image(image)).toBeUndefined();
  };

  it("is made again for a shell, with those below it, and the session stands where it stood", async () => {
    session.change("FROM busybox\nRUN one\nENV a=b\nRUN two\nRUN fails\n");
    await at({ name: "continue" });
    const { status, at: position } = session.session();
    await remove(3);
    await remove(1);
    const shell = await openShell(session.session().plan.steps[3]?.id);
    expect(session.ran).toEqual(["one", "two", "fails", "one", "two"]);
    expect(shell.banner[0]).toMatch(/the layer after step 4/);
    await shell.discard();
    expect([session.session().status, session.session().at]).toEqual([status, position]);
    const output = session.controller.output(3)?.read(0, 9).join();
    expect(output).toMatch(/the layer of line 2 was removed from the engine: it is built again/);
    // whatever stands on them stands on the new ones
    await at({ name: "retry" });
    expect(session.ran).toEqual(["one", "two", "fails", "one", "two", "fails"]);
  });

  it("is made again for a copy, at the end, too", async () => {
    session.change("FROM busybox\nRUN one\nRUN two\n");
    const done = await at({ name: "continue" });
    await remove(1);
    for (const step of ["s3", "s2"] as const)
      expect(await copy({ step, path: "/made-one", replace: true })).toMatchObject({ kind: "copied", files: 1 });
    expect(session.ran).toEqual(["one", "two", "one"]);
    expect(session.session().status).toEqual(done.status);
  });

  it("is made again for a look that is waited for", async () => {
    session.change("FROM busybox\nRUN one\nRUN two\n");
    await at({ name: "continue" });
    await remove(1);
    const { looks } = session.controller;
    expect(await looks.find({ what: "folder", step: 1, path: "/" })).toMatchObject({
      entries: expect.arrayContaining([expect.objectContaining({ path: "/made-one" })]),
    });
    expect(session.ran).toEqual(["one", "two", "one"]);
  });

  it("that cannot be made again is told with the reason, and nothing is lost", async () => {
    const before = await at({ name: "continue" });
    await remove(1);
    session.fails("one", 1);
    await expect(openShell("s2")).rejects.toThrow(/somebody removed it, and line 2 did not make it again: .*exit code 1/);
    expect({ ...session.session(), run: 0 }).toEqual({ ...before, run: 0 });
    session.fails("one", 0);
    await (await openShell("s2")).discard();
    // by hand: nobody can do that again
    await at({ name: "accept" });
    await remove(3);
    await expect(openShell("s4")).rejects.toThrow(/somebody removed it$/);
  });

  it("is given up when the person stops it", async () => {
    await at({ name: "continue" });
    await remove(1);
    session.fails("one", 1);
    session.during = () => {
      // nothing else starts meanwhile
      expect(ask({ name: "continue" })).toMatchObject({ reason: expect.stringMatching(/^A removed layer is made again first/) });
      ask({ name: "stop" });
    };
    await expect(openShell("s2")).rejects.toThrow(/did not make it again: stopped/);
    expect(session.session().status).toMatchObject({ kind: "stopped", reason: "failure" });
    expect(session.ran).toEqual(["one", "fails", "one"]);
  });
});

it("a container that somebody paused is told for as long as it is so, with the command that lets it go on", async () => {
  const { engine } = session;
  const seen: (string | undefined)[] = [];
  session.during = async () => {
    const { name = "" } = (await engine.containers("")).find(({ running }) => running) ?? {};
    for (const paused of [true, false]) {
      await engine.pause(name, paused);
      seen.push(told());
    }
  };
  await at({ name: "continue" });
  expect(seen.slice(0, 2)).toEqual([
    expect.stringMatching(/^Somebody paused the container of step 2: docker unpause dbuild-s-line2-\d+-run lets it go on\.$/),
    undefined,
  ]);
  expect(session.controller.output(1)?.read(0, 9).join("\n")).toMatch(
    /paused by somebody, not by dbuild; .*docker unpause dbuild-s-line2\S+\nit goes on/,
  );
});

it("files of a failed layer come to this machine, never over one that is there unasked", async () => {
  await at({ name: "continue" });
  const before = (await session.engine.containers("")).length;
  const { folder } = session;
  expect(await copy()).toMatchObject({ kind: "copied", files: 1 });
  fs.writeFileSync(path.join(folder, "made-fails"), "mine");
  const exists = { kind: "exists", file: path.join(fs.realpathSync(folder), "made-fails") };
  expect(await copy()).toEqual(exists);
  expect(fs.readFileSync(path.join(folder, "made-fails"), "utf8")).toBe("mine");
  expect(await copy({ replace: true })).toMatchObject({ kind: "copied" });
  expect(fs.readFileSync(path.join(folder, "made-fails"), "utf8")).not.toBe("mine");
  await expect(copy({ path: "/none" })).rejects.toThrow("/none is not in the failed layer of step 3");
  await expect(copy({ step: "s4" })).rejects.toThrow("Step 4 has not run yet");
  await session.engine.untag(failureHere(session.session())?.tag ?? "");
  await expect(copy()).rejects.toThrow("/made-fails is not in the layer before step 3");
  expect((await session.engine.containers("")).length).toBe(before);
});
