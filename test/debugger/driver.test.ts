/** The driver on the engine in memory: what really runs at the same time, whose output goes where, what a stop keeps. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDriver, type Driver } from "../../src/debugger/driver.ts";
import { type Outputs, outputsIn } from "../../src/debugger/outputs.ts";
import { failureOf, isBusy, newSession, outcomeOf, position, type Session, stateAfter } from "../../src/debugger/session.ts";
import { contextOn } from "../helpers/memory-context.ts";
import { createMemoryEngine, type MemoryEngine } from "../helpers/memory-engine.ts";
import { planOf } from "../helpers/plans.ts";
import { until as waitUntil } from "../helpers/until.ts";

const text = `FROM busybox AS a
RUN a1
RUN a2
FROM busybox AS b
RUN b1
RUN b2
FROM busybox
COPY --from=a /made-a2 /
COPY --from=b /made-b2 /
`;

let folder = "";
let engine: MemoryEngine;
let debug: Driver;
let outputs: Outputs;
/** RUNs under way: the test decides how they end. */
let running: Map<string, (code: number) => void>;
let most = 0;

function open(dockerfile: string, { noCache = false, now = Date.now } = {}): void {
  outputs = outputsIn(folder);
  debug = createDriver(newSession("s", planOf(dockerfile)), {
    tags: [],
    outputs,
    now,
    build: { ...contextOn(engine, folder), noCache },
  });
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-driver-"));
  running = new Map();
  most = 0;
  engine = createMemoryEngine({
    program: async (argv, world) => {
      const command = argv.at(-1) ?? "";
      world.print(`this is ${command}\n`);
      world.tree.set(`/made-${command}`, { ...(world.tree.get("/bin/sh") as NonNullable<ReturnType<typeof world.tree.get>>) });
      const code = await new Promise<number>((resolve) => {
        running.set(command, resolve);
        most = Math.max(most, running.size);
        world.signal.addEventListener("abort", () => resolve(137));
      });
      running.delete(command);
      return code;
    },
  });
});
afterEach(async () => {
  for (const end of running.values()) end(0);
  await debug.settled();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function until(check: () => boolean): Promise<void> {
  await waitUntil(check, () => `it did not come: ${JSON.stringify(debug.session().status)}, running ${[...running.keys()]}`);
}
const runs = (...commands: string[]) =>
  until(() => [...running.keys()].sort().join() === commands.join() && running.size === commands.length);
const end = (command: string, code = 0) => running.get(command)?.(code);
const go = () => debug.dispatch({ type: "run", goal: { kind: "continue" }, now: 0 });
const stopped = async (): Promise<Session> => {
  await until(() => !isBusy(debug.session()));
  return debug.session();
};
const lineHere = (session: Session) => session.plan.steps[position(session)]?.instruction.span.line;

it("a clock that is set back while a step runs gives no time below nothing", async () => {
  let now = 5_000_000;
  open("FROM busybox\nRUN one\n", { now: () => now });
  debug.dispatch({ type: "run", goal: { kind: "continue" }, now });
  await runs("one");
  now = 1_000_000;
  running.get("one")?.(3);
  expect((await stopped()).failures.s2?.ms).toBe(0);
});

it("leaves keys, frames and signals their turn between instructions that ask nobody for anything", async () => {
  open(`FROM busybox\n${"ENV A=1\n".repeat(300)}`);
  go();
  await until(() => outcomeOf(debug.session(), 0) !== undefined);
  await new Promise((resolve) => setImmediate(resolve));
  debug.dispatch({ type: "pause" });
  const session = await stopped();
  expect(session.status).toMatchObject({ kind: "stopped", reason: "pause" });
  expect(position(session)).toBeLessThan(100);
});

describe("two stages", () => {
  it("run at the same time, each with its own output, and give one image", async () => {
    open(text);
    go();
    await runs("a1", "b1");
    expect(outputs.newest("s2")?.read(0, 9)).toEqual(["this is a1"]);
    expect(outputs.newest("s5")?.read(0, 9)).toEqual(["this is b1"]);
    end("b1");
    await runs("a1", "b2");
    end("b2");
    end("a1");
    await runs("a2");
    end("a2");
    const session = await stopped();
    expect(session.status.kind).toBe("done");
    expect(most).toBe(2);
    expect(
      stateAfter(session, 8)
        ?.stage?.history.map(({ created_by }) => created_by)
        .slice(-2),
    ).toEqual(["COPY /made-a2 / # buildkit", "COPY /made-b2 / # buildkit"]);
  });

  it("wait when one fails; its layer, and what the other did, are there", async () => {
    open(text);
    go();
    await runs("a1", "b1");
    end("b1", 3);
    await until(() => failureOf(debug.session(), 4) !== undefined);
    expect(isBusy(debug.session())).toBe(true);
    end("a1");
    const session = await stopped();
    expect([lineHere(session), failureOf(session, 4)?.exitCode]).toEqual([5, 3]);
    expect(outcomeOf(session, 1)?.how).toBe("done");
    expect(await engine.image(failureOf(session, 4)?.tag ?? "")).toBeDefined();
    // On top of the failed layer, then on with everything.
    debug.dispatch({ type: "retry", start: "failed", goal: { kind: "continue" }, now: 0 });
    await runs("a2", "b1");
    end("b1");
    end("a2");
    await runs("b2");
    end("b2");
    const last = await stopped();
    expect(last.status).toMatchObject({ kind: "done", byHand: [expect.stringContaining("line 5")] });
  });

  it("are both ended by an abort, and both layers are kept", async () => {
    open(text);
    go();
    await runs("a1", "b1");
    debug.dispatch({ type: "abort" });
    const session = await stopped();
    expect(Object.values(session.failures).map(({ kind, image }) => [kind, image !== undefined])).toEqual([
      ["interrupted", true],
      ["interrupted", true],
    ]);
    expect(position(session)).toBe(1);
  });

  it("are given up when the engine is lost, and go on when it is back", async () => {
    open(text);
    go();
    await runs("a1", "b1");
    engine.lose();
    const session = await stopped();
    expect(session.status).toMatchObject({ kind: "stopped", reason: "engine" });
    await debug.settled();
    engine.lose(false);
    running.clear();
    go();
    await runs("a1", "b1");
    for (const command of ["a1", "b1"]) end(command);
    await runs("a2", "b2");
    for (const command of ["a2", "b2"]) end(command);
    expect((await stopped()).status.kind).toBe("done");
  });
});

it.each([false, true])("the same RUN in two stages runs once (no cache: %s)", async (noCache) => {
  open("FROM busybox AS a\nRUN same\nRUN a2\nFROM busybox AS b\nRUN same\nRUN b2\nFROM a\nCOPY --from=b /made-b2 /\n", {
    noCache,
  });
  go();
  await runs("same");
  end("same");
  await runs("a2", "b2");
  const session = debug.session();
  expect(outcomeOf(session, 4)?.how).toBe("cached");
  expect(stateAfter(session, 4)?.stage?.image).toBe(stateAfter(session, 1)?.stage?.image);
  for (const command of ["a2", "b2"]) end(command);
  expect((await stopped()).status.kind).toBe("done");
  await debug.settled();
  expect(openLogs()).toEqual([]);
});

/** Files of the session that this process still has open. */
function openLogs(): readonly string[] {
  if (process.platform !== "linux") return [];
  const links = fs.readdirSync("/proc/self/fd").map((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  return links.filter((link) => link.startsWith(folder));
}
