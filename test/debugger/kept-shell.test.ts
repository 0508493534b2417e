/** What a shell changed and a person kept: at a step without a layer of its own, and at one that is by hand already. */
import { afterEach, expect, it } from "vitest";
import { filesOf } from "../../src/builder/image-fs/container-files.ts";
import type { StepId } from "../../src/builder/steps.ts";
import { layersAt } from "../../src/debugger/layers-at.ts";
import { leftoverTeller, takeUp } from "../../src/debugger/leftovers.ts";
import { position } from "../../src/debugger/session.ts";
import { placeAt } from "../../src/debugger/shell-place.ts";
import { sentence } from "../../src/ui/labels.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";

let session: MemorySession;
afterEach(() => session.close());

async function keptAt(step: StepId, text = "FROM special\nENV a=1\nRUN one\nCMD sh\n"): Promise<void> {
  session = memorySession({ text });
  session.engine.add("special", { files: { "/bin/sh": "program" } });
  await session.at({ name: "continue" });
  session.shell.script = "echo fixed > /fixed";
  await changedAt(step);
}

async function changedAt(step: StepId): Promise<void> {
  const asked = session.controller.execute({ name: "shell", step, own: false });
  if (asked.kind === "refused") throw new Error(asked.reason);
  const shell = await asked.result;
  await shell.run(() => {});
  await shell.keep();
}

/** The file at `path` in the layer after `step`. */
async function inLayerAfter(step: StepId, path: string) {
  const image = session.session().states[step]?.stage?.image;
  const container = await session.engine.create({ image, name: "dbuild-look" });
  try {
    return String((await filesOf(session.engine, container).readFile(path))?.content);
  } finally {
    await session.engine.remove(container);
  }
}

it("of an ENV is entered, told and taken as its result, with what the ENV sets", async () => {
  await keptAt("s2");
  const kept = session.session();
  expect(position(kept)).toBe(1);
  expect(sentence(kept)).toBe("Your changes are kept: {accept} takes the failed layer as the result and goes on.");
  expect(placeAt(kept, 1)).toMatchObject({ words: "the state kept by hand of step 2", image: kept.failures.s2?.image });
  expect(layersAt(kept, 1)).toMatchObject({ after: kept.failures.s2?.image });
  expect(session.controller.execute({ name: "retry-failed" })).toMatchObject({
    reason: "ENV runs nothing on a layer. {accept} takes what is kept as the step's result.",
  });

  const after = await session.at({ name: "accept" });
  expect(after.status).toMatchObject({ kind: "done", byHand: ["step 2 (line 2) accepted as a shell left it"] });
  expect(after.states.s2?.stage?.config.Env).toContain("a=1");
  expect(await inLayerAfter("s3", "/fixed")).toBe("fixed\n");
  expect(layersAt(after, 1)).toEqual({ before: after.states.s1?.stage?.image, after: after.states.s2?.stage?.image });
});

it("of a FROM is what the stage stands on from then on", async () => {
  await keptAt("s1");
  expect(placeAt(session.session(), 0)).toEqual({
    why: "What is kept can be looked at once {accept} has taken it as the result of this FROM.",
  });
  const after = await session.at({ name: "accept" });
  expect(after.status).toMatchObject({ kind: "done", byHand: ["step 1 (line 1) accepted as a shell left it"] });
  expect(await inLayerAfter("s3", "/fixed")).toBe("fixed\n");
  expect(layersAt(after, 0)).toEqual({ before: after.states.s1?.stage?.base, after: after.states.s1?.stage?.image });
});

it("of an ENV is found again by a session to come", async () => {
  await keptAt("s2");
  const left = leftoverTeller()(session.session());
  const { failures: _, ...rest } = session.session();
  const next = takeUp({ ...rest, failures: {}, leftovers: left });
  expect(next.failures.s2).toMatchObject({ kind: "shell", tag: session.session().failures.s2?.tag });
});

it("of a step that was accepted before does not lose what was noted then", async () => {
  await keptAt("s3");
  expect(session.session().failures.s3).not.toHaveProperty("handBefore");
  await session.at({ name: "accept" });
  session.shell.script = "echo more > /more";
  await changedAt("s3");
  await changedAt("s3");
  const first = "step 3 (line 3) accepted as a shell left it";
  expect(session.session().failures.s3).toMatchObject({ handBefore: first });
  expect(leftoverTeller()(session.session())).toMatchObject([{ line: 3, handBefore: first }]);
  const after = await session.at({ name: "accept" });
  expect(after.status).toMatchObject({ byHand: [`${first}; before that: ${first}`] });
});
