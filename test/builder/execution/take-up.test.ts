/** A RUN whose dbuild ends between any two phases is taken up by another one, and ends as if nothing had happened. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/builder/execution/record.ts";
import { untar } from "../../engine/contract.ts";
import { type Break, breaks, recordsUntil, runAs, takeUpAs } from "../../helpers/interrupted-run.ts";
import { createMemoryEngine, type MemoryEngine } from "../../helpers/memory-engine.ts";

const context = mkdtempSync(path.join(tmpdir(), "dbuild-take-up-"));
writeFileSync(path.join(context, "given"), "of the context\n");
afterAll(() => rmSync(context, { recursive: true, force: true }));

const cases = {
  plain: "RUN echo out; echo made > /made",
  "one that takes its time": "RUN echo out; sleep 0.2; echo made > /made",
  failing: "RUN echo out; echo made > /made; exit 3",
  "with mounts and a cache":
    // on what is there: the in-memory engine has no program that removes mount points
    "RUN --mount=type=cache,target=/var --mount=type=bind,source=given,target=/root/.keep echo out; cat /root/.keep > /made; echo kept > /var/it",
  "with a script": "RUN <<EOF\necho out\necho made > /made\nEOF",
};

const textOf = (run: string): string => `FROM busybox\nRUN echo before > /before\n${run}\n`;

/** What a result left: files of the image, or how it failed. */
async function outcome(engine: MemoryEngine, { result }: Pick<Awaited<ReturnType<typeof takeUpAs>>, "result">) {
  const image = "failure" in result ? result.failure.image : result.stage.image;
  const look = await engine.create({ image, name: "look" });
  const files = (await untar(await engine.read(look, "/"))).map(({ name, data, mode }) => [name, mode, data]);
  await engine.remove(look);
  if ("failure" in result) {
    const { kind, message, exitCode, hint } = result.failure;
    return { files, failure: { kind, message, exitCode, hint } };
  }
  const { layers, history, config } = result.stage;
  return { files, layers, config, history: history.map(({ created_by, empty_layer }) => [created_by, empty_layer]) };
}

/** `at`: where the first dbuild ends. */
async function interrupted(engine: MemoryEngine, run: string, at: Break): Promise<RunRecord | undefined> {
  const text = textOf(run);
  let record: RunRecord | undefined;
  await new Promise<void>((resolve, reject) => {
    const never = (): Promise<void> => {
      resolve();
      return new Promise(() => {});
    };
    // steps before the last one have records, too
    const write = (one: RunRecord): void => {
      record = one.line > 2 ? one : undefined;
    };
    const { put, forget, ...rest } = recordsUntil(at, write, never);
    const records = {
      ...rest,
      put: (one: RunRecord) => (one.line > 2 ? put(one) : undefined),
      forget: (one: RunRecord) => (one.line > 2 ? forget(one) : undefined),
    };
    runAs(engine, text, { context, session: "first", records }).then(() => reject(new Error("it was not broken off")), reject);
  });
  return record;
}

describe.each(Object.entries(cases))("a RUN, %s,", (_name, run) => {
  let wanted: unknown;
  beforeAll(async () => {
    const whole = createMemoryEngine();
    const begun = await interrupted(whole, run, { phase: "acquire", written: true });
    wanted = await outcome(whole, await takeUpAs(whole, textOf(run), { context, session: "whole", record: begun as RunRecord }));
  });

  it.each(breaks)("broken off at $phase (its record written: $written), is taken up", async (at) => {
    const engine = createMemoryEngine();
    const record = await interrupted(engine, run, at);
    expect(record?.phase).toMatch(at.written ? at.phase : /./);
    const taken = await takeUpAs(engine, textOf(run), { context, session: "second", record: record as RunRecord });
    expect(await outcome(engine, taken)).toEqual(wanted);
    if ("stage" in taken.result) expect(taken.result.stage.key).toBe(record?.key);
    expect(taken.log.match(/^out$/gm)).toEqual(["out"]);
    expect(taken.records).toEqual([]);
    await taken.close();
    expect((await engine.containers("dbuild-")).map(({ name }) => name)).toEqual([]);
    expect((await engine.volumes("dbuild-")).filter((name) => !name.startsWith("dbuild-cache-"))).toEqual([]);
    // those of the first go with the sweep
    expect((await engine.tags("dbuild-hold")).filter((tag) => !tag.startsWith("dbuild-hold:first-"))).toEqual([]);
  });
});

it("clears away what the engine was still making for who died", async () => {
  const engine = createMemoryEngine();
  const run = cases["with mounts and a cache"];
  const record = await interrupted(engine, run, { phase: "start", written: false });
  let asked = 0;
  const late = {
    ...engine,
    // the first time none of them is there yet
    containers: async (prefix: string) => (prefix.startsWith("dbuild-first-") && asked++ === 0 ? [] : engine.containers(prefix)),
  };
  const taken = await takeUpAs(late, textOf(run), { context, session: "second", record: record as RunRecord });
  expect("failure" in taken.result ? taken.result.failure : undefined).toBeUndefined();
  await taken.close();
  expect(asked).toBeGreaterThan(1);
  expect((await engine.containers("dbuild-")).map(({ name }) => name)).toEqual([]);
  expect(await engine.volumes("dbuild-first-")).toEqual([]);
});

it("does not run again what the engine was still starting for who died", async () => {
  const engine = createMemoryEngine();
  const run = cases["one that takes its time"];
  const record = await interrupted(engine, run, { phase: "wait", written: false });
  expect(record?.phase).toBe("start");
  const started: string[] = [];
  const late = {
    ...engine,
    // as an engine's list does until it has done the start
    containers: async (prefix: string) =>
      (await engine.containers(prefix)).map((each) => ({ ...each, started: false, running: false })),
    start: async (id: string) => {
      started.push(id);
      await engine.start(id);
    },
  };
  const taken = await takeUpAs(late, textOf(run), { context, session: "second", record: record as RunRecord });
  expect("stage" in taken.result && taken.result.stage.key).toBe(record?.key);
  expect(started).toEqual([]);
  await taken.close();
});
