/** Proving an image beside the session: when it can be asked for, what is asked, and how its end is told. */
import { afterEach, expect, it } from "vitest";
import { builtImage } from "../../src/debugger/built-image.ts";
import type { VerifyAsked } from "../../src/debugger/verify-port.ts";
import { buildInProcess } from "../helpers/build-image.ts";
import { createMemoryEngine } from "../helpers/memory-engine.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";

let session: MemorySession | undefined;
afterEach(() => session?.close());

const text = "FROM busybox\nRUN one\nRUN fails\nRUN last\n";
const verify = { name: "verify" } as const;

function begun() {
  const asked: (VerifyAsked & { readonly end: (words: string | Error) => void })[] = [];
  const made = memorySession({
    text,
    verify: (one) =>
      new Promise((resolve, reject) => {
        one.signal.addEventListener("abort", () => reject(new Error("stopped")));
        asked.push({ ...one, end: (words) => (words instanceof Error ? reject(words) : resolve(words)) });
      }),
  });
  made.fails("fails", 3);
  session = made;
  const told = () => made.controller.snapshot().notices.find(({ topic }) => topic === "verify");
  return { made, asked, told };
}

/** Step 3 failed and was taken as it was. */
async function doneByHand({ made }: Pick<ReturnType<typeof begun>, "made">) {
  await made.at({ name: "continue" });
  return made.at({ name: "accept" });
}

it("waits for an image, asks for its clean ground and tells the answer", async () => {
  const { made, asked, told } = begun();
  expect(made.controller.execute(verify)).toMatchObject({ kind: "refused", reason: expect.stringContaining("{continue}") });
  const done = await doneByHand({ made });
  const image = builtImage(done);
  expect(made.controller.execute(verify)).toMatchObject({ kind: "accepted" });
  expect(asked[0]).toMatchObject({ text, image: image?.image });
  // what step 3 stood on, and nothing of what came of it
  expect(asked[0]?.cleanBelow).toEqual([done.states[done.plan.steps[1]?.id ?? ("" as never)]?.stage?.key]);
  expect(made.controller.snapshot().verify).toBe("runs");
  expect(made.controller.execute(verify)).toMatchObject({ kind: "refused", reason: expect.stringContaining("being verified") });
  asked[0]?.onProgress("step 2 of 4");
  expect(told()?.text).toBe("Verifying beside this: step 2 of 4.");
  asked[0]?.end("It is the same.");
  await expect.poll(() => told()?.text).toBe("It is the same.");
  expect(made.controller.snapshot().verify).toBe("can");
});

it("goes on with the image that was built, after an edit took the session's result away", async () => {
  const { made, asked } = begun();
  const done = await doneByHand({ made });
  const step = done.plan.steps[2]?.id;
  if (step === undefined) throw new Error("no step");
  made.controller.execute({ name: "edit", step, text: "RUN works", force: false });
  expect(made.session().status.kind).toBe("stopped");
  expect(made.controller.execute(verify)).toMatchObject({ kind: "accepted" });
  expect(asked[0]).toMatchObject({ image: builtImage(done)?.image, text: expect.stringContaining("RUN works") });
  asked[0]?.end("x");
});

it("tells why it ended, and is stopped with the session", async () => {
  const { made, asked, told } = begun();
  await doneByHand({ made });
  made.controller.execute(verify);
  asked[0]?.end(new Error("no room"));
  await expect.poll(() => told()?.text).toBe("Verifying ended: no room");
  made.controller.execute(verify);
  await made.close();
  session = undefined;
  expect(asked[1]?.signal.aborted).toBe(true);
});

it("of a clean session nothing is built again; above the ground of a hand everything is, whatever the cache has", async () => {
  const engine = createMemoryEngine();
  const file = "FROM busybox\nRUN echo 1 > /1\nENV a=b\nRUN echo 2 > /2\nWORKDIR /w\n";
  const first = await buildInProcess(engine, file, "a:1", { context: "/" });
  const again = await buildInProcess(engine, file, "a:2", { context: "/" });
  if (!first.ok || !again.ok) throw new Error("not built");
  expect(again.how).toEqual(["done", "cached", "done", "cached", "cached"]);
  const above = await buildInProcess(engine, file, "a:3", { context: "/", noCacheAbove: new Set([first.keys[1] ?? ""]) });
  expect(above).toMatchObject({ ok: true, how: ["done", "cached", "done", "done", "done"] });
});
