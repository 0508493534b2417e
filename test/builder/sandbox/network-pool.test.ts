import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { networkPool } from "../../../src/builder/sandbox/network-pool.ts";
import { EngineRefusedError } from "../../../src/errors.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

type Asked = Parameters<typeof networkPool>[0];

/** An engine that has nothing but what a pool asks of one. */
function engineOf({ refuses = false } = {}) {
  const there = new Map<string, { readonly name: string; mtime: number }>();
  let serial = 0;
  const engine: Asked = {
    info: async () => ({ architecture: "amd64" }) as Awaited<ReturnType<Asked["info"]>>,
    create: async ({ name, joined }) => {
      expect(joined).toBe(true);
      const id = `c${++serial}`;
      there.set(id, { name, mtime: 1 });
      return id;
    },
    start: async () => {
      if (refuses) throw new EngineRefusedError("no such sysctl", 500);
    },
    stat: async (id) => {
      const found = there.get(id);
      if (found === undefined) throw new EngineRefusedError("gone", 404);
      return { name: "hostname", type: "file", mode: 0o644, size: 16, mtime: found.mtime, linkTarget: "" };
    },
    read: async () => {
      const writer = pack();
      writer.entry({ name: "resolv.conf" }, "# of the engine\nnameserver 10.0.0.1\n\n");
      writer.finalize();
      return Readable.from(writer);
    },
    remove: async (id) => void there.delete(id),
  };
  return { engine, there };
}

/** What nobody waits for is done. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it("makes one beside the first RUN, where enough are to come, and gives it to one after the other", async () => {
  const { engine, there } = engineOf();
  const pool = networkPool(engine, "s");
  expect(await pool.take(2)).toBeUndefined();
  await settled();
  expect(there.size).toBe(0);
  expect(await pool.take(3)).toBeUndefined();
  await settled();
  expect([...there.values()].map(({ name }) => name)).toEqual(["dbuild-s-line0-1-network"]);
  const first = await pool.take(2);
  expect(first).toMatchObject({ container: "c1", resolver: "nameserver 10.0.0.1\n" });
  if (first === undefined) return;
  // somebody else has it
  expect(await pool.take(1)).toBeUndefined();
  pool.back(first);
  expect((await pool.take(1))?.container).toBe("c1");
  await pool.close();
  // a RUN may still be in it
  expect(there.size).toBe(1);
  pool.back(first);
  await pool.close();
  expect(there.size).toBe(0);
});

it("removes one that no RUN is to come for, that nobody wanted for a while, or whose host name somebody wrote", async () => {
  const { engine, there } = engineOf();
  const pool = networkPool(engine, "s");
  const taken = async (toCome: number) => {
    await pool.take(9);
    await settled();
    const network = await pool.take(toCome);
    if (network === undefined) throw new Error("there is none");
    return network;
  };
  pool.back(await taken(0));
  await settled();
  expect(there.size).toBe(0);

  pool.back(await taken(1));
  await settled();
  vi.advanceTimersByTime(9000);
  expect(there.size).toBe(1);
  vi.advanceTimersByTime(2000);
  await settled();
  expect(there.size).toBe(0);

  const written = await taken(1);
  (there.get(written.container) as { mtime: number }).mtime = 2;
  pool.back(written);
  expect(await pool.take(1)).toBeUndefined();
  await settled();
  expect(there.size).toBe(0);
});

it("forgets one that is lost, and never has more than four", async () => {
  const { engine, there } = engineOf();
  const pool = networkPool(engine, "s");
  // two at once make one
  await Promise.all([pool.take(9), pool.take(9)]);
  await settled();
  expect(there.size).toBe(1);
  const taken = [];
  for (let run = 0; run < 9; run++) {
    taken.push(await pool.take(9));
    await settled();
  }
  expect(there.size).toBe(4);
  const [one] = taken;
  for (const each of taken.slice(1)) if (each !== undefined) pool.back(each);
  if (one === undefined) throw new Error("there is none");
  there.delete(one.container);
  pool.lost(one);
  pool.back(one);
  await settled();
  const others = await Promise.all([1, 2, 3].map(() => pool.take(9)));
  expect(others.map((other) => other?.container)).not.toContain(one.container);
  for (const other of others) if (other !== undefined) pool.back(other);
  await pool.close();
  expect(there.size).toBe(0);
});

it("does without where the engine cannot make one, and asks it once", async () => {
  const { engine, there } = engineOf({ refuses: true });
  const create = vi.spyOn(engine, "create");
  const pool = networkPool(engine, "s");
  for (let run = 0; run < 3; run++) {
    expect(await pool.take(9)).toBeUndefined();
    await settled();
  }
  expect(create).toHaveBeenCalledTimes(1);
  expect(there.size).toBe(0);
  await pool.close();
});

it("leaves none that was still being made when it closed", async () => {
  const { engine, there } = engineOf();
  const pool = networkPool(engine, "s");
  void pool.take(9);
  await pool.close();
  expect(there.size).toBe(0);
});
