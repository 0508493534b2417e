/** A file of a step's layer is edited: the real controller over the engine in memory. */
import { afterEach, describe, expect, it } from "vitest";
import { filesOf } from "../../src/builder/image-fs/container-files.ts";
import type { StepId } from "../../src/builder/steps.ts";
import { readEvent } from "../../src/debugger/journal/read-entry.ts";
import { leftoverTeller } from "../../src/debugger/leftovers.ts";
import { failureHere, position } from "../../src/debugger/session.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";

let session: MemorySession;
afterEach(() => session.close());

const text = "FROM special\nRUN one\nENV a=1\nRUN two\nRUN fails\n";
const files = {
  "/bin/sh": "program",
  "/etc/app.conf": "port = 80\n",
  "/etc/link.conf": "-> app.conf",
  "/etc/lost": "-> nowhere",
  "/etc/binary": "a\u0000b",
  "/etc/large": "x".repeat((1 << 20) + 1),
  "/etc/hosts": "of the image\n",
  "/etc/\u001b[31mred": "red\n",
};

async function begun(to: "end" | "failure" = "failure"): Promise<void> {
  session = memorySession({ text });
  session.engine.add("special", { files });
  if (to === "failure") session.fails("fails", 3);
  await session.at({ name: "continue" });
}

async function open(path: string, step: StepId = "s2") {
  const done = session.controller.execute({ name: "edit-in-layer", step, path });
  if (done.kind === "refused") throw new Error(done.reason);
  return done.result;
}

const put = async (path: string, content: string, step?: StepId) => (await open(path, step)).put(Buffer.from(content));

/** What is at `path` in the layer kept at the position. */
async function inLayer(path: string) {
  const name = "dbuild-look";
  const image = failureHere(session.session())?.image;
  const container = await session.engine.create({ image, name });
  try {
    return await filesOf(session.engine, container).readFile(path);
  } finally {
    await session.engine.remove(container);
  }
}

describe("of a step that is done", () => {
  it("becomes its failed layer, is accepted under a note, and taken back by undo", async () => {
    await begun("end");
    const before = session.session();
    expect(before.status.kind).toBe("done");
    // two that had a result stand on it, and the ENV between
    expect(await put("/etc/app.conf", "port = 81\n")).toEqual({ rerun: 3 });
    const kept = session.session();
    expect(kept.status).toMatchObject({ kind: "stopped", reason: "kept" });
    expect(position(kept)).toBe(1);
    expect(failureHere(kept)).toMatchObject({
      kind: "shell",
      message: "file /etc/app.conf edited by hand",
      edited: { files: ["/etc/app.conf"] },
      tag: expect.stringMatching(/^dbuild-failed:.*-line2-\d+\.file\d+$/),
    });
    expect(await inLayer("/etc/app.conf")).toMatchObject({ content: Buffer.from("port = 81\n"), entry: { mode: 0o644 } });
    const image = await session.engine.image(failureHere(kept)?.image ?? "");
    expect(image?.config.Labels).toMatchObject({
      "dbuild.partial": "file /etc/app.conf edited by hand in the layer after step 2",
    });

    expect(session.controller.execute({ name: "undo", force: false })).toMatchObject({ result: { did: "edit-in-layer" } });
    expect(session.session().outcomes).toEqual(before.outcomes);
    // edited again, what the first edit left is not below
    await put("/etc/app.conf", "port = 82\n");
    const end = await session.at({ name: "accept" });
    const note = "file /etc/app.conf edited after step 2 (line 2)";
    expect(end.status).toMatchObject({ kind: "done", byHand: [note] });
    expect(end.outcomes.s2).toMatchObject({ how: "hand", note });
    const built = end.status.kind === "done" ? await session.engine.image(end.status.image) : undefined;
    expect(built?.config.Labels).toMatchObject({ "dbuild.by-hand": note });
    expect(await session.engine.containers("dbuild-")).toEqual([]);
  });

  it("file after file, and once more after it was taken as the result: all are told", async () => {
    await begun();
    await put("/etc/app.conf", "a\n");
    await put("/bin/sh", "b\n");
    await put("/etc/app.conf", "c\n");
    expect(failureHere(session.session())?.edited).toEqual({ files: ["/bin/sh", "/etc/app.conf"] });
    await session.at({ name: "accept", goal: "next" });
    await put("/etc/app.conf", "d\n");
    const { outcomes } = await session.at({ name: "accept", goal: "next" });
    expect(outcomes.s2?.note).toBe(
      "file /etc/app.conf edited after step 2 (line 2); before that: files /bin/sh, /etc/app.conf edited after step 2 (line 2)",
    );
  });
});

it("of a failed step it is in the failed layer, and the note says that it failed", async () => {
  await begun();
  await put("/etc/app.conf", "port = 81\n", "s5");
  expect(failureHere(session.session())).toMatchObject({
    exitCode: 3,
    message: "file /etc/app.conf edited by hand; before that: a failed attempt (exit code 3)",
  });
  const failed = session.session();
  const [left] = leftoverTeller()(failed);
  expect(left).toMatchObject({ kind: "shell", edited: { files: ["/etc/app.conf"] } });
  const done = await session.at({ name: "accept" });
  expect(done.status).toMatchObject({
    byHand: ["file /etc/app.conf edited after step 5 (line 5); before that: a failed attempt (exit code 3)"],
  });
  expect(session.engine.calls.some((call) => call.startsWith("start") && call.includes("-edit"))).toBe(false);
});

it("follows a link, and says where it led; a name that draws is only told clean", async () => {
  await begun();
  expect((await open("/etc/link.conf")).path).toBe("/etc/app.conf");
  const file = await open("/etc/\u001b[31mred");
  await file.put(Buffer.from("blue\n"));
  expect((await inLayer(file.path))?.content.toString()).toBe("blue\n");
  expect(failureHere(session.session())?.message).toBe("file /etc/red edited by hand");
});

it("says of what there is no editing", async () => {
  await begun();
  const before = session.session();
  const why = (path: string) => open(path).then(String, (error: Error) => error.message);
  expect(await why("/etc/lost")).toBe("/etc/lost, which leads to /etc/nowhere, is not there");
  expect(await why("/etc/binary")).toBe("/etc/binary cannot be edited: it is no text (UTF-8)");
  expect(await why("/etc/large")).toMatch("is too large to be edited: it has 1048577 bytes, and 1048576 are the most");
  expect(await why("/etc")).toBe("/etc is a folder: name a file in it");
  expect(await why("/nothing")).toBe("/nothing is not there");
  expect(await why("/etc/hosts")).toMatch("is the engine's, which puts it into every container: no layer has it");
  expect(session.session()).toBe(before);
  expect(await session.engine.containers("dbuild-")).toEqual([]);
});

it("says of which steps there is nothing to edit", async () => {
  await begun();
  const reason = (step: StepId) => session.controller.execute({ name: "edit-in-layer", step, path: "/etc/app.conf" });
  expect(reason("s1")).toMatchObject({ reason: "A file is edited in the layer of a step that makes one; FROM makes none." });
  expect(reason("s3")).toMatchObject({ reason: "A file is edited in the layer of a step that makes one; ENV makes none." });
  await session.at({ name: "run-to", step: "s2" });
  expect(reason("s2")).toMatchObject({ reason: "Step 2 has left no layer yet; a file is edited in it once it has run." });
  expect(reason("s4")).toMatchObject({ reason: "Step 4 has not run yet. {run-to} runs to it." });
  session.hold("one");
  session.controller.execute({ name: "retry" });
  await session.runs("one");
  expect(reason("s2")).toMatchObject({ reason: "An instruction is running. Pause with {pause}, then edit." });
});

it("that cannot be written changes nothing, and can be put once more", async () => {
  await begun();
  const file = await open("/etc/app.conf");
  const before = session.session();
  session.refuseCommit("no space left on device");
  await expect(file.put(Buffer.from("port = 81\n"))).rejects.toThrow("no space left on device");
  await expect(file.put(Buffer.from("a\u0000"))).rejects.toThrow("the edited text cannot be put back: it is no text (UTF-8)");
  expect(session.session()).toBe(before);
  expect(await session.engine.containers("dbuild-")).toEqual([]);
  session.engine.lose();
  await expect(file.put(Buffer.from("port = 81\n"))).rejects.toThrow("broke off");
  session.engine.lose(false);
  await file.put(Buffer.from("port = 81\n"));
  expect((await inLayer("/etc/app.conf"))?.content.toString()).toBe("port = 81\n");
});

it("is not put over another text that the step has by now", async () => {
  await begun();
  const [first, second] = [await open("/etc/app.conf"), await open("/etc/app.conf")];
  await first.put(Buffer.from("first\n"));
  await expect(second.put(Buffer.from("second\n"))).rejects.toThrow("the step has another layer by now");
});

it.each([
  [{ files: ["/a"] }, true],
  [{ files: ["/a"], before: "a shell" }, true],
  [{ files: [] }, false],
  [{ files: [1] }, false],
  [{ files: ["/a"], before: 1 }, false],
  ["/a", false],
])("a journal's entry with %j is read: %s", (edited, isRead) => {
  const entry = { type: "kept", step: "s2", failure: { kind: "shell", message: "x", ms: 0, edited } };
  if (isRead) expect(readEvent(entry)).toEqual(entry);
  else expect(() => readEvent(entry)).toThrow("damaged");
});
