/** A RUN that a build in another process has under work is followed to its end, whatever that is, and not run twice. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, it } from "vitest";
import { createMemoryEngine, type MemoryEngine } from "../../helpers/memory-engine.ts";
import { type RunOutcome, type SharedRuns, sharedRuns } from "../../helpers/shared-runs.ts";
import { until } from "../../helpers/until.ts";

const context = mkdtempSync(path.join(tmpdir(), "dbuild-follow-"));
afterAll(() => rmSync(context, { recursive: true, force: true }));

const slow = (end = "true") => `FROM busybox\nRUN echo out; sleep 0.4; echo made > /made; ${end}\n`;
const said = "another dbuild (process 4711) runs this since ";

let engine: MemoryEngine;
let builds: SharedRuns;
beforeEach(() => {
  engine = createMemoryEngine();
  builds = sharedRuns(engine, context);
});

const starts = (): number => engine.calls.filter((call) => call.startsWith("start ")).length;
const begun = (): Promise<unknown> => until(starts, () => "no RUN has begun", { every: 5 });
const failureOf = ({ result }: RunOutcome) => ("failure" in result ? result.failure : undefined);
const imageOf = ({ result }: RunOutcome) => ("stage" in result ? result.stage.image : undefined);
const outputOf = ({ log }: RunOutcome) => log.split("\n").filter((line) => line !== "" && !line.startsWith(said));

it("its layer is the other one's, its output is read from the beginning, once", async () => {
  const first = builds.run("a", slow());
  await begun();
  const second = await builds.run("b", slow());
  expect(second.log).toContain(said);
  expect(outputOf(second)).toEqual(["out"]);
  expect(imageOf(second)).toBe(imageOf(await first));
  expect(imageOf(second)).toMatch(/^sha256:/);
  expect(starts()).toBe(1);
  expect(builds.busy()).toEqual([]);
});

it("of several that come at once one runs it", async () => {
  const all = await Promise.all(["c", "a", "d", "b"].map((session) => builds.run(session, slow())));
  expect(new Set(all.map(imageOf)).size).toBe(1);
  expect(starts()).toBe(1);
});

it("its failure is this one's, under a name of its own", async () => {
  const first = builds.run("a", slow("exit 3"));
  await begun();
  const failure = failureOf(await builds.run("b", slow("exit 3")));
  const theirs = failureOf(await first);
  expect(failure).toMatchObject({ kind: "failed", exitCode: 3, message: theirs?.message, image: theirs?.image });
  expect([failure?.tag, theirs?.tag]).toEqual(["dbuild-failed:b-line2-1", "dbuild-failed:a-line2-1"]);
  expect(starts()).toBe(1);
});

it("one that somebody stops there is run here", async () => {
  const stop = new AbortController();
  const first = builds.run("a", slow(), { signal: stop.signal });
  await begun();
  const second = await builds.run("b", slow(), { onOutput: (text) => text.includes("out") && stop.abort() });
  expect(failureOf(await first)?.kind).toBe("interrupted");
  expect(second.log).toContain("stopped it: it is run here, from its beginning");
  expect(failureOf(second)).toBeUndefined();
  expect(starts()).toBe(2);
});

it("stopped here, it goes on there", async () => {
  const stop = new AbortController();
  const first = builds.run("a", slow());
  await begun();
  const second = await builds.run("b", slow(), { signal: stop.signal, onOutput: (text) => text.includes("out") && stop.abort() });
  expect(failureOf(second)).toEqual({
    kind: "interrupted",
    message: "it is followed no more; another dbuild (process 4711) goes on with it",
  });
  expect(failureOf(await first)).toBeUndefined();
});

it.each(["wait", "commit", "release"] as const)(
  "killed there at %s, it is taken up here, and no line comes twice",
  async (phase) => {
    const killed = builds.kill("a", phase);
    void builds.run("a", slow());
    await begun();
    const [second] = await Promise.all([builds.run("b", slow()), killed]);
    expect(failureOf(second)).toBeUndefined();
    expect(outputOf(second)).toEqual(phase === "release" ? expect.any(Array) : ["out"]);
    expect(starts()).toBe(1);
    expect(builds.busy()).toEqual([]);
  },
);

it("neither a build without the cache nor another RUN follows", async () => {
  const first = builds.run("a", slow());
  await begun();
  const [anew, other] = await Promise.all([builds.run("b", slow(), { noCache: true }), builds.run("c", slow(": other"))]);
  await first;
  expect([anew.log, other.log]).toEqual(["out\n", "out\n"]);
  expect(starts()).toBe(3);
});
