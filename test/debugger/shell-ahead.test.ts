/** What is made ready for a shell while a failure is read: what a person waits for then, and that nothing of it stays. */
import { afterEach, expect, it } from "vitest";
import type { StepId } from "../../src/builder/steps.ts";
import { failureHere } from "../../src/debugger/session.ts";
import { type MemorySession, type MemorySessionOptions, memorySession } from "../helpers/memory-session.ts";

const text = "FROM busybox\nRUN one\nRUN fails\nRUN three\n";
let session: MemorySession;
afterEach(() => session.close());

async function failed(options: Partial<MemorySessionOptions> = {}) {
  session = memorySession({ text, ahead: true, writes: { one: ["/made-one"], fails: ["/made-fails"] }, ...options });
  session.fails("fails", 1);
  await session.at({ name: "continue" });
  expect(failureHere(session.session())?.image).toBeDefined();
}

const containers = async () => (await session.engine.containers("")).map(({ name }) => name.replace(/^.*-line/, "line"));
const isReady = () => expect.poll(containers).toEqual([expect.stringMatching(/^line3-\d+-shell$/)]);

/** What is asked of the engine for a shell until its banner can be shown. */
async function open(own = false, step: StepId = "s3") {
  const before = session.engine.calls.length;
  const done = session.controller.execute({ name: "shell", step, own });
  if (done.kind === "refused") throw new Error(done.reason);
  const shell = await done.result;
  return { shell, calls: session.engine.calls.slice(before).map((call) => call.replace(/ .*-line\d+-\d+-| .*/, " ").trim()) };
}

it("leaves two looks to wait for: are the layer and the container still there", async () => {
  await failed();
  await isReady();
  const { shell, calls } = await open();
  expect(calls).toEqual(["image", "describe"]);
  expect(shell.banner[0]).toMatch(/the failed layer of step 3/);
  session.shell.script = "echo mended > /made-fails";
  expect(await shell.run(() => {})).toMatchObject({ code: 0 });
  expect(await shell.changes()).toEqual([{ path: "/made-fails", kind: "modified" }]);
  expect((await shell.keep())?.message).toMatch(/changed by hand/);
  // of what was kept the next one
  await isReady();
  expect((await open()).calls).toEqual(["image", "describe"]);
});

it("is taken while it is on its way", async () => {
  await failed();
  const { shell, calls } = await open();
  expect(calls.filter((call) => call.startsWith("create"))).toEqual(["create shell"]);
  await shell.discard();
  await expect.poll(containers).toEqual([]);
});

it("was never made for who has no use for it", async () => {
  await failed({ ahead: false });
  expect(session.engine.calls.filter((call) => /line3.*-(look|shell)$/.test(call))).toEqual([]);
  expect((await open()).calls).toEqual(["image", "create look", "remove", "create shell"]);
});

it.each(["retry", "retry-failed", "accept"] as const)(
  "is gone when the session goes on with %s, at once or later",
  async (name) => {
    await failed();
    await session.at({ name });
    await expect.poll(async () => (await containers()).length).toBeLessThanOrEqual(1);
    await session.controller.close();
    expect(await containers()).toEqual([]);
  },
);

it("is gone at the end, made or not", async () => {
  await failed();
  await session.controller.close();
  expect(await containers()).toEqual([]);
  await failed();
  await isReady();
  await session.controller.close();
  expect(await containers()).toEqual([]);
});

it("is made again where somebody removed its container", async () => {
  await failed();
  await isReady();
  for (const { id } of await session.engine.containers("")) await session.engine.remove(id);
  const { shell, calls } = await open();
  expect(calls).toContain("create shell");
  expect(await shell.run(() => {})).toMatchObject({ code: 0 });
  await shell.discard();
  await expect.poll(containers).toEqual([]);
});

it("is none of a layer that somebody removed", async () => {
  await failed();
  await isReady();
  await session.engine.untag(failureHere(session.session())?.tag ?? "");
  const { shell } = await open();
  expect(shell.banner[0]).toMatch(/the layer before step 3/);
  await shell.discard();
  await expect.poll(containers).toEqual([]);
});

it("is not what S opens, or a shell in another step, and waits", async () => {
  await failed();
  await isReady();
  for (const [own, step] of [
    [true, "s3"],
    [false, "s2"],
  ] as const) {
    const { shell, calls } = await open(own, step);
    expect(calls).toContain("create shell");
    await shell.discard();
  }
  expect((await open()).calls).toEqual(["image", "describe"]);
});

it("is not what opens in an instruction that was edited meanwhile", async () => {
  await failed();
  await isReady();
  session.change(text.replace("RUN fails", "RUN fails --better"));
  expect(session.controller.execute({ name: "reload" }).kind).toBe("accepted");
  const { shell, calls } = await open();
  expect(calls).toContain("create shell");
  expect(shell.banner[1]).toContain("--better");
});

it("brings no secret and holds no cache: of a RUN that mounts, only its shells are looked up", async () => {
  await failed({ text: text.replace("RUN fails", "RUN --mount=type=cache,target=/c fails") });
  const looks = () => session.engine.calls.filter((call) => /line3.*-look$/.test(call));
  await expect.poll(looks).toHaveLength(1);
  await expect.poll(containers).toEqual([]);
  const { shell, calls } = await open();
  expect(calls).toContain("create shell");
  expect(looks()).toHaveLength(1);
  await shell.discard();
});

it("does no harm where the engine is lost meanwhile", async () => {
  await failed();
  session.engine.lose();
  await expect(open()).rejects.toThrow();
  session.engine.lose(false);
  const { shell } = await open();
  await shell.discard();
  expect((await containers()).filter((name) => !name.endsWith("-look"))).toEqual([]);
});
