/** A failed layer that takes its time: the failure is there at once, and what needs the layer waits for it. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/builder/execution/record.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import { attemptsAt } from "../../src/debugger/attempts.ts";
import type { Command } from "../../src/debugger/commands/command.ts";
import { storedEvent } from "../../src/debugger/journal/entries.ts";
import { type JournalEntry, replay } from "../../src/debugger/journal/replay.ts";
import { failureHere, newSession, type Session } from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import { writingAt } from "../../src/debugger/writing.ts";
import { failed, stateAfter } from "../helpers/any-event.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { linux, planOf } from "../helpers/plans.ts";
import { say } from "../helpers/say.ts";

const text = "FROM busybox\nRUN one\nRUN fails\nRUN last\n";
const isWritten = "The failed layer is still being written.";
let story: MemorySession;
afterEach(() => story.close());

/** Stopped at line 3, whose layer is being written until `end`. */
async function failing(): Promise<{ end(error?: Error): void }> {
  story = memorySession({ text, writes: { fails: ["/opt/fails.log", "/etc/passwd"] } });
  story.fails("fails", 3);
  await story.at({ name: "run-to", step: "s3" });
  const commit = story.holdCommit();
  expect(story.controller.execute({ name: "continue" }).kind).toBe("accepted");
  await commit.begun;
  await story.controller.stopped();
  return commit;
}

const refusalOf = (command: Command): string => {
  const answer = story.controller.execute(command);
  return answer.kind === "refused" ? answer.reason : answer.kind;
};

it.each(["fails by itself", "is stopped"])("a RUN that %s keeps its record until its failed layer is told", async (how) => {
  // what is known of the step at each removal of a record
  const told: unknown[] = [];
  const forget = ({ line }: RunRecord) => line === 3 && told.push(failureHere(story.session())?.image);
  const records = { put: async () => {}, forget, leave: () => {}, left: () => undefined };
  story = memorySession({ text, writes: { fails: ["/opt/fails.log"] }, records });
  await story.at({ name: "run-to", step: "s3" });
  if (how === "is stopped") {
    story.hold("fails");
    story.controller.execute({ name: "continue" });
    await story.runs("fails");
    story.controller.execute({ name: "stop" });
  } else {
    story.fails("fails", 3);
    story.controller.execute({ name: "continue" });
  }
  await story.controller.idle();
  await expect.poll(() => told).toEqual([expect.stringMatching(/^sha256:/)]);
  expect(failureHere(story.session())?.kind).toBe(how === "is stopped" ? "interrupted" : "failed");
});

describe("while it is written", () => {
  it("the failure is told, and what needs the layer says why it waits", async () => {
    const { end } = await failing();
    const session = story.session();
    expect(session.status).toEqual({ kind: "stopped", reason: "failure" });
    expect(failureHere(session)).toMatchObject({ kind: "failed", exitCode: 3, tag: expect.stringContaining("-line3-") });
    expect(failureHere(session)?.image).toBeUndefined();
    expect(attemptsAt(session, 2)).toMatchObject([{ how: "failed", exitCode: 3 }]);
    expect(refusalOf({ name: "accept" })).toBe(isWritten);
    expect(refusalOf({ name: "retry-failed" })).toBe(isWritten);
    expect(refusalOf({ name: "edit-in-layer", step: "s3", path: "/x" })).toBe(isWritten);
    expect(story.session()).toBe(session);
    end();
    const after = await story.controller.idle();
    const { image, ...rest } = failureHere(after) ?? {};
    expect(image).toMatch(/^sha256:/);
    expect(rest).toEqual({ ...failureHere(session), writing: undefined });
    expect(after.status).toBe(session.status);
    expect(attemptsAt(after, 2)).toMatchObject([{ image }]);
    expect(await say(story, "accept")).toBe("done");
  });

  it("what the step wrote is looked at and copied out of its container, and told the same once the layer is there", async () => {
    const { end } = await failing();
    const { looks } = story.controller;
    const changes = { what: "changes", step: 2 } as const;
    const told = async () => (await looks.find(changes)).list.map(({ mtime: _, ...rest }) => rest);
    const early = await told();
    expect(early).toEqual([
      { path: "/etc/passwd", kind: "modified", type: "file", size: 12 },
      { path: "/opt", kind: "added", type: "directory", size: 0 },
      { path: "/opt/fails.log", kind: "added", type: "file", size: 15 },
    ]);
    expect(await looks.find({ what: "difference", step: 2, path: "/opt/fails.log" })).toMatchObject({ lines: expect.anything() });
    await expect(looks.find({ what: "folder", step: 2, path: "/" })).rejects.toThrow("still being written");
    const destination = path.join(story.folder, "copied");
    const answer = story.controller.execute({ name: "copy", step: "s3", path: "/opt/fails.log", destination, replace: false });
    if (answer.kind === "refused") throw new Error(answer.reason);
    expect(await answer.result).toMatchObject({ kind: "copied", files: 1 });
    expect(fs.readFileSync(destination, "utf8")).toBe("/opt/fails.log\n");
    end();
    await story.controller.idle();
    expect(looks.known(changes)).toEqual({ kind: "unasked" });
    expect(await told()).toEqual(early);
    expect(await story.engine.containers("dbuild-")).toEqual([]);
  });

  it("a run on the failed layer has its changes told with the layer: its container tells only what it changed of that one", async () => {
    const { end } = await failing();
    end();
    await story.controller.idle();
    const commit = story.holdCommit();
    expect(refusalOf({ name: "retry-failed" })).toBe("accepted");
    await commit.begun;
    await story.controller.stopped();
    const { looks } = story.controller;
    expect(looks.known({ what: "changes", step: 2 })).toEqual({ kind: "none", why: isWritten });
    commit.end();
    await story.controller.idle();
    const { list } = await looks.find({ what: "changes", step: 2 });
    expect(list.map(({ path: name }) => name)).toContain("/opt");
  });

  it("a shell that was asked for opens in it then", async () => {
    const { end } = await failing();
    const answer = story.controller.execute({ name: "shell", step: "s3", own: false });
    if (answer.kind === "refused") throw new Error(answer.reason);
    end();
    const shell = await answer.result;
    expect(shell?.banner.join("\n")).toContain("the failed layer of step 3");
    await shell?.discard();
  });

  it("the line is edited and run on the clean layer; the failed one is its attempt's, and comes back by undo", async () => {
    const { end } = await failing();
    const { tag } = failureHere(story.session()) ?? {};
    expect(refusalOf({ name: "edit", step: "s3", text: "RUN works", force: false })).toBe("accepted");
    expect(refusalOf({ name: "continue" })).toBe("accepted");
    expect(await story.controller.stopped()).toMatchObject({ status: { kind: "done" }, failures: {} });
    end();
    const after = await story.controller.idle();
    const [first] = attemptsAt(after, 2);
    expect(await story.engine.image(tag ?? "")).toMatchObject({ id: first?.image });
    expect(await say(story, "undo")).toBe("failure 3");
    expect(failureHere(story.session())).toMatchObject({ tag, image: first?.image });
    expect(await say(story, "retry-failed")).toBe("step 4");
  });

  it("a second failure does not take its place, and neither layer is lost", async () => {
    const { end } = await failing();
    expect(refusalOf({ name: "retry" })).toBe("accepted");
    const first = failureHere(story.session())?.tag ?? "";
    await story.controller.stopped();
    end();
    const second = failureHere(await story.controller.idle())?.tag ?? "";
    expect(second).not.toBe(first);
    for (const tag of [first, second]) expect(await story.engine.image(tag)).toBeDefined();
    expect(attemptsAt(story.session(), 2).map(({ image }) => typeof image)).toEqual(["string", "string"]);
    expect(await say(story, "undo")).toBe("failure 3");
    expect(failureHere(story.session())).toMatchObject({ tag: first, image: expect.any(String) });
  });

  it("an engine without room keeps the container", async () => {
    const { end } = await failing();
    const before = story.session();
    end(new Error("no space left on device"));
    const failure = failureHere(await story.controller.idle());
    expect(failure).toMatchObject({ kind: "failed", container: expect.any(String), ms: failureHere(before)?.ms });
    expect(failure?.message).toMatch(/^the layer could not be written: no space left/);
    const { list } = await story.controller.looks.find({ what: "changes", step: 2 });
    expect(list.map(({ path: name }) => name)).toContain("/opt/fails.log");
    expect(await say(story, "commit")).toBe("failure 3");
    expect(failureHere(story.session())?.image).toMatch(/^sha256:/);
  });

  it("an engine that is lost stops the session, with the step as one that ran", async () => {
    const { end } = await failing();
    story.engine.lose();
    end();
    const { status, failures, writing } = await story.controller.idle();
    expect(status).toMatchObject({ kind: "stopped", reason: "engine", lost: [2] });
    expect([failures, writing]).toEqual([{}, []]);
    story.engine.lose(false);
  });
});

it("goes on in another process as what it was, whatever the file says by then, and is not run anew", () => {
  const plan = planOf(text);
  const entries: JournalEntry[] = [{ begin: { text, breakpoints: [] } }];
  let session: Session = newSession("s", plan);
  const tell = (event: Parameters<typeof update>[1]) => {
    const stored = storedEvent(event, session);
    if (stored !== undefined) entries.push({ event: stored, now: 0 });
    [session] = update(session, event);
  };
  tell({ type: "run", goal: { kind: "continue" }, now: 0 });
  for (const step of [0, 1])
    tell({ type: "stepDone", run: session.run, state: stateAfter(step), outcome: { how: "done", ms: 1, size: 0 }, now: 0 });
  const { image: _, ...failure } = failed;
  tell({ type: "stepFailed", run: 3, failure, writing: true, now: 7 });
  tell({ type: "load", plan: planOf(text.replace("RUN fails", "RUN works")) });
  const written = JSON.parse(JSON.stringify(entries)) as JournalEntry[];
  const restored = replay("s", written, (to) => makePlan(to, { buildArgs: {}, platformArgs: linux }));
  if ("why" in restored) throw new Error(restored.why);
  expect(restored.cut).toBeUndefined();
  expect(writingAt(restored.session, 2)).toMatchObject({ run: 3, since: 7 });
  const [next, effects] = update(restored.session, { type: "resumed", now: 77 });
  expect(effects).toMatchObject([{ type: "runStep", run: 3, onlyLeft: true, state: stateAfter(1) }]);
  // for as long as this process writes it
  expect(writingAt(next, 2)?.since).toBe(77);
  expect(effects[0]).toMatchObject({ step: { instruction: { text: "RUN fails" } } });
  const [end] = update(next, { type: "stepFailed", run: 3, failure: failed, now: 9 });
  expect(end.failures).toEqual({ s3: failed });
  expect(end.status).toBe(next.status);
  story = memorySession({ text });
});
