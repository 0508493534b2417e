/** Sweeping beside dbuilds that die meanwhile. The rest is tested with real ones that are killed (test/trust/killed.engine.test.ts). */
import { expect, it } from "vitest";
import type { RunRecord } from "../../src/builder/execution/record.ts";
import { type Sweep, sweep } from "../../src/builder/sweep/sweep.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createMemoryEngine, type MemoryEngine } from "../helpers/memory-engine.ts";

const noHolds: Sweep["holds"] = { name: () => "dbuild-hold:me-1", drop: async () => {} };

/** Sweeps as `me`, beside `other`, which dies right after the first list of containers was made; `last` is what it did until then. */
async function sweepBeside(memory: MemoryEngine, last: () => Promise<void>, underWork: () => readonly RunRecord[] = () => []) {
  let died = false;
  const containers: Engine["containers"] = async (prefix) => {
    const list = await memory.containers(prefix);
    if (!died) await last();
    died = true;
    return list;
  };
  const lines = await sweep({
    engine: { ...memory, containers },
    session: "me",
    holds: noHolds,
    sessionIn: (text) => /^(me|other|third)(?=-|$)/.exec(text)?.[1],
    isDead: (session) => session === "third" || (session === "other" && died),
    kept: () => [],
    underWork,
    notEnded: [],
    ended: () => {},
  });
  return { lines, left: (await memory.containers("dbuild-")).map(({ name }) => name) };
}

const recordOf = (id: string, network: string): RunRecord => ({
  session: "other",
  run: 2,
  line: 3,
  key: "key",
  phase: "wait",
  container: { name: "dbuild-other-line3-2-run", id },
  leases: [{ kind: "container", id: network }],
});

it.each([true, false])("leaves alone what a RUN uses that began after the list (another one is dead: %s)", async (another) => {
  const memory = createMemoryEngine();
  if (another) await memory.create({ image: undefined, name: "dbuild-third-line1-1-files" });
  const network = await memory.create({ image: undefined, name: "dbuild-other-line0-1-network" });
  let records: readonly RunRecord[] = [];
  const { lines, left } = await sweepBeside(
    memory,
    async () => {
      const id = await memory.create({
        image: "busybox:latest",
        name: "dbuild-other-line3-2-run",
        argv: ["/bin/sh", "-c", "sleep 5"],
      });
      await memory.start(id);
      records = [recordOf(id, network)];
    },
    () => records,
  );
  expect([...left].sort()).toEqual(["dbuild-other-line0-1-network", "dbuild-other-line3-2-run"]);
  expect(lines).toEqual([expect.stringContaining("which still runs (dbuild-other-line3-2-run)")]);
  for (const { id } of await memory.containers("dbuild-")) await memory.remove(id);
});

it("says nothing of a RUN that a live dbuild took up", async () => {
  const memory = createMemoryEngine();
  const argv = ["/bin/sh", "-c", "sleep 5"];
  const id = await memory.create({ image: "busybox:latest", name: "dbuild-third-line3-2-run", argv });
  await memory.start(id);
  const takenUp = (session: string) => () => [{ ...recordOf(id, ""), session, leases: [] }];
  const nothing = async () => {};
  const byLive = await sweepBeside(memory, nothing, takenUp("live"));
  expect(byLive).toEqual({ lines: [], left: ["dbuild-third-line3-2-run"] });
  const byDead = await sweepBeside(memory, nothing, takenUp("third"));
  expect(byDead.lines).toEqual([expect.stringContaining("which still runs")]);
  await memory.remove(id);
});

it("leaves alone a RUN that the engine is still starting for who died", async () => {
  const memory = createMemoryEngine();
  const argv = ["/bin/sh", "-c", "sleep 5"];
  const id = await memory.create({ image: "busybox:latest", name: "dbuild-third-line3-2-run", argv });
  await memory.start(id);
  // as an engine's list does until it has done the start
  const containers: Engine["containers"] = async (prefix) =>
    (await memory.containers(prefix)).map((each) => ({ ...each, started: false, running: false }));
  const record: RunRecord = { ...recordOf(id, ""), session: "third", phase: "start", leases: [] };
  const { left } = await sweepBeside(
    { ...memory, containers },
    async () => {},
    () => [record],
  );
  expect(left).toEqual(["dbuild-third-line3-2-run"]);
  await memory.remove(id);
});

it("keeps the work of a RUN that the list still had as one that had not begun", async () => {
  const memory = createMemoryEngine();
  const id = await memory.create({
    image: "busybox:latest",
    name: "dbuild-other-line3-2-run",
    argv: ["/bin/sh", "-c", "echo a > /a"],
  });
  const { lines, left } = await sweepBeside(memory, async () => {
    await memory.start(id);
    await memory.wait(id);
  });
  expect(left).toEqual([]);
  expect(lines).toEqual([expect.stringContaining("dbuild-failed:other-line3-2")]);
});
