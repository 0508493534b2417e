/** From a record that another process left to where this one goes on. */
import type { Engine } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { leasesOf } from "./lease.ts";
import type { RunRecord } from "./record.ts";
import { followAgain } from "./run-program.ts";
import type { RunWork } from "./run-work.ts";

/**
 * The record to go on from, now this session's; undefined: its program has not begun, and what was made for it is cleared away, for a
 * secret in memory is gone with who held it. Throws EngineLostError, EngineRefusedError.
 */
export async function adopt(work: RunWork, record: RunRecord): Promise<RunRecord | undefined> {
  const { session, run, part } = work.ctx;
  const { part: _, ...rest } = record;
  const own = { ...rest, session, run, ...(part !== undefined && { part }) };
  switch (record.phase) {
    case "acquire":
      return clear(work, record);
    case "start": {
      if (!(await hasBegun(work.ctx.engine, record))) return clear(work, record);
      const next = { ...own, phase: "wait" as const };
      await followAgain(work, next);
      return next;
    }
    case "wait":
    case "commit":
      await followAgain(work, own);
      return own;
    case "release":
      // its container, and the log in that, may be gone
      if (work.received === 0) work.ctx.earlierOutput?.();
      return own;
  }
}

/** Who asked for its start may have died before the engine had done it. Throws EngineLostError, EngineRefusedError. */
export async function hasBegun(engine: Pick<Engine, "describe">, { container: { id } }: RunRecord): Promise<boolean> {
  if (id === undefined) return false;
  try {
    return (await engine.describe(id)).started;
  } catch (error) {
    if (error instanceof EngineRefusedError && error.status === 404) return false;
    throw error;
  }
}

/**
 * Removes all that the attempt made: what it is called begins as the name of its container does. A container that the engine was still
 * making for who died may come only now, and has its volumes in use.
 */
async function clear(work: RunWork, { container, leases }: RunRecord): Promise<undefined> {
  const { engine } = work.ctx;
  const attempt = container.name.replace(/run$/, "");
  for (let tries = 0; tries < 3; tries++) {
    for (const { id } of await engine.containers(attempt)) await engine.remove(id);
    if (tries === 0) await leasesOf(work.ctx, leases).release();
    const left = await Promise.all((await engine.volumes(attempt)).map((volume) => removed(engine, volume)));
    if (left.every((gone) => gone)) break;
  }
  work.leases = leasesOf(work.ctx);
  work.container = undefined;
}

/** False: in use, and left for the next sweep. */
async function removed(engine: Engine, volume: string): Promise<boolean> {
  try {
    await engine.removeVolume(volume);
    return true;
  } catch (error) {
    if (error instanceof EngineRefusedError && error.status === 409) return false;
    throw error;
  }
}
