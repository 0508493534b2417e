/** Running to the end of a stage, and leaving a step out, over the real controller. */
import { afterEach, describe, expect, it } from "vitest";
import { outcomeOf, position, runningSteps, stateAfter } from "../../src/debugger/session.ts";
import type { Image } from "../../src/engine/engine.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { say as sayIn } from "../helpers/say.ts";

let session: MemorySession;
afterEach(() => session.close());
const say = (...lines: readonly string[]) => sayIn(session, ...lines);

const stages = `FROM busybox AS base
RUN base one
FROM busybox AS other
RUN other one
FROM base AS app
RUN app one
RUN app two
FROM other
COPY --from=app /etc/passwd /p
RUN last
`;

describe("step-into", () => {
  it("goes to the stage that a COPY --from or a FROM stands on: down to it, or back", async () => {
    session = memorySession({ text: stages, maxParallel: 1 });
    expect(await say("step-into 9")).toBe("cursor 5");
    expect(await say("step-into 5")).toBe("back 1");
    expect(await say("run-to 9", "step")).toBe("back 5");
    expect(await say("finish", "continue")).toBe("done");
    expect(await say("step-into 10")).toMatch(/takes nothing of another stage/);
  });
});

describe("finish", () => {
  it.each([
    [["finish"], "stage 3", ["base one"]],
    // only what the stage stands on has run
    [["finish stage:app"], "stage 3", ["base one", "app one", "app two"]],
    [["finish 7"], "stage 3", ["base one", "app one", "app two"]],
    [["finish stage:other", "finish stage:app"], "stage 8", ["other one", "base one", "app one", "app two"]],
    [["finish", "next"], "step 4", ["base one"]],
    // the last stage is the end
    [["finish 10"], "done", ["base one", "other one", "app one", "app two", "last"]],
    [["break 7", "finish stage:app"], "breakpoint b1 7", ["base one", "app one"]],
  ])("%j stops at %s", async (lines, stop, ran) => {
    session = memorySession({ text: stages, maxParallel: 1 });
    expect(await say(...lines)).toBe(stop);
    expect([...session.ran].sort()).toEqual([...ran].sort());
  });

  it("says why not", async () => {
    session = memorySession({ text: stages, maxParallel: 1 });
    await say("finish");
    expect(await say("finish stage:base")).toBe("Every instruction of that stage has run.");
    expect(await say("finish stage:nix")).toMatch(/no instruction at "stage:nix"/);
    await say("continue");
    expect(await say("finish 7")).toMatch(/The image is built/);
  });

  it("while a step runs it is how far to go on, and stops at a failure", async () => {
    session = memorySession({ text: stages, maxParallel: 1 });
    session.hold("base one");
    const stop = say("next", "next");
    await session.runs("base one");
    const further = say("finish stage:app");
    session.fails("app two", 3);
    await session.end("base one");
    expect([await stop, await further]).toEqual(["failure 7", "failure 7"]);
    expect(session.ran).toEqual(["base one", "app one", "app two"]);
  });

  it("takes the triggers of a base along", async () => {
    session = memorySession({ text: "FROM triggers AS a\nFROM busybox\nCOPY --from=a /x /x\n" });
    session.engine.add("triggers:latest", { config: { OnBuild: ["RUN trigger", "RUN echo x > /x"] } });
    expect(await say("finish")).toBe("stage 2");
    expect(session.ran[0]).toBe("trigger");
  });
});

const text = `FROM busybox
ENV A=b
RUN one
RUN fails
RUN after
`;

describe("skip", () => {
  it("leaves a step out, marks the build, and takes nothing from the cache above it", async () => {
    session = memorySession({ text, tags: ["t"] });
    session.fails("fails", 2);
    expect(await say("continue")).toBe("failure 4");
    expect(await say("skip")).toBe("skip 5");
    const now = session.session();
    expect(outcomeOf(now, 3)).toMatchObject({ how: "hand", skipped: true, note: "step 4 (line 4) skipped", size: 0 });
    expect(stateAfter(now, 3)?.stage?.image).toBe(stateAfter(now, 2)?.stage?.image);
    expect(await say("continue")).toBe("done");
    expect(session.session().status).toMatchObject({ kind: "done", byHand: ["step 4 (line 4) skipped"] });
    const image = (await session.engine.image("t")) as Image;
    expect(image.config.Labels).toEqual({ "dbuild.by-hand": "step 4 (line 4) skipped" });
    expect((await session.engine.history(image)).map((each) => each.created_by)).toContain("RUN fails # dbuild: skipped");
    // the clean build has another layer there, and this one's is nobody's
    const ran = session.ran.length;
    session.fails("fails", 0);
    expect(await say("run-to 4", "continue")).toBe("done");
    expect(session.ran.slice(ran)).toEqual(["fails", "after"]);
  });

  it("a skipped setting does not hold, and the last step skipped is the end", async () => {
    session = memorySession({ text: "FROM busybox\nENV A=b\nRUN one\nCMD x\n" });
    expect(await say("next", "skip")).toBe("skip 3");
    expect(stateAfter(session.session(), 1)?.stage?.variables.some(({ name }) => name === "A")).toBe(false);
    expect(await say("next", "skip")).toBe("done");
  });

  it("is taken back by undo with the failed layer it hid, and by back", async () => {
    session = memorySession({ text });
    session.fails("fails", 2);
    await say("continue");
    const failed = session.session().failures;
    expect(await say("skip")).toBe("skip 5");
    expect(session.session().failures).toEqual({});
    expect(await say("undo")).toBe("failure 4");
    expect(session.session().failures).toEqual(failed);
    expect(await say("skip", "back")).toBe("back 4");
    expect(position(session.session())).toBe(3);
  });

  it("jump leaves out all steps down to one of the stage, and undo brings back the failed layers that went", async () => {
    session = memorySession({ text, tags: ["t"] });
    session.fails("fails", 2);
    expect(await say("continue")).toBe("failure 4");
    const failed = session.session().failures;
    expect(await say("run-to 3", "jump 5")).toBe("skip 5");
    const now = session.session();
    expect([2, 3].map((step) => outcomeOf(now, step)?.skipped)).toEqual([true, true]);
    expect([now.failures, stateAfter(now, 3)?.stage?.image]).toEqual([{}, stateAfter(now, 1)?.stage?.image]);
    expect(await say("undo")).toMatch(/ 3$/);
    expect(session.session().failures).toEqual(failed);
    expect(await say("jump 5", "continue")).toBe("done");
    expect(session.session().status).toMatchObject({ byHand: ["step 3 (line 3) skipped", "step 4 (line 4) skipped"] });
  });

  it("jump says why not", async () => {
    session = memorySession({ text: stages, maxParallel: 1 });
    expect(await say("jump 2")).toMatch(/skip} leaves out a step of a stage/);
    await say("next");
    expect(await say("jump 2")).toMatch(/stands before this step already/);
    expect(await say("jump 6")).toMatch(/another one of the stage where the build stands/);
    expect(await say("jump 1")).toMatch(/another one of the stage where the build stands/);
    expect(await say("jump stage:nix")).toMatch(/no instruction/);
    expect(session.ran).toEqual([]);
  });

  it("says why not", async () => {
    session = memorySession({ text: `ARG V=1\n${text}` });
    expect(await say("skip")).toBe("{skip} leaves out a step of a stage; what follows stands on this ARG.");
    expect(await say("next", "skip")).toBe("{skip} leaves out a step of a stage; what follows stands on this FROM.");
    session.hold("one");
    const stop = say("continue");
    await session.runs("one");
    expect(await say("skip")).toMatch(/An instruction is running/);
    session.refuseCommit("no space left on device");
    await session.end("one");
    expect(await stop).toBe("failure 4");
    expect(await say("skip")).toMatch(/would give up the container that is kept here/);
    expect(runningSteps(session.session())).toEqual([]);
    expect(await say("commit", "continue")).toBe("done");
    expect(await say("skip")).toBe("There is no step left to skip. {back} goes back a step.");
  });
});
