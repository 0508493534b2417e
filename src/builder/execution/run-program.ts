/** Phases `start` and `wait` of a RUN: its program, and its output into the log. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Attached } from "../../engine/engine.ts";
import { EngineLostError, EngineRefusedError } from "../../errors.ts";
import { StepProblem } from "../problem.ts";
import type { PooledNetwork } from "../sandbox/network-pool.ts";
import { say } from "../step-context.ts";
import type { RunRecord } from "./record.ts";
import { isOfNetwork } from "./run-container.ts";
import { outputOf, type RunWork } from "./run-work.ts";
import { startWithPatience } from "./start-patience.ts";
import { whyNotRun } from "./why-not-run.ts";

/** Throws StepProblem for a program that cannot be started. */
export async function startProgram(work: RunWork, record: RunRecord): Promise<RunRecord> {
  const { engine, signal } = work.ctx;
  const { id = "" } = record.container;
  signal.throwIfAborted();
  watch(work, record);
  try {
    work.attached = await engine.attach(id, outputOf(work), work.input);
    await startWithPatience(work.ctx, work.starts++, (patience) => engine.start(id, patience));
  } catch (error) {
    if (work.network !== undefined && isOfNetwork(error, work.network)) return withoutPool(work, record, work.network);
    throw error instanceof EngineRefusedError
      ? new StepProblem(error.message, await whyNotRun(work, record, error.message))
      : error;
  }
  return { ...record, phase: "wait" };
}

/** The record from before its container was made: the network it was to join had gone. */
async function withoutPool(work: RunWork, record: RunRecord, network: PooledNetwork): Promise<RunRecord> {
  const { ctx } = work;
  ctx.networks?.lost(network);
  work.unwatch?.();
  work.attached?.close();
  if (work.container !== undefined) await ctx.engine.remove(work.container);
  await work.leases.release();
  work.container = undefined;
  work.network = undefined;
  const { made: _, ...rest } = record;
  return { ...rest, phase: "acquire", container: { name: record.container.name }, leases: [] };
}

/** Throws StepProblem when somebody removes the container meanwhile. */
export async function waitForProgram(work: RunWork, record: RunRecord): Promise<RunRecord> {
  const { engine, signal } = work.ctx;
  const { id = "" } = record.container;
  const { gone, ...status } = await engine.wait(id, signal);
  work.unwatch?.();
  await work.attached?.ended;
  if (gone) throw removedMeanwhile(record);
  return { ...record, phase: "commit", end: { ...status, interrupted: signal.aborted } };
}

/** Milliseconds that the last output may take to come after the end of its program. */
const lastBytes = 1000;

/**
 * Reads the output of a program that an earlier process started: from its beginning where the engine keeps it, else what it prints
 * from now on. Resolves with the end of the output still to be waited for.
 */
export async function followAgain(work: RunWork, record: RunRecord): Promise<void> {
  const {
    container: { id = "" },
    made,
    phase,
  } = record;
  const { engine } = work.ctx;
  if (phase === "wait") watch(work, record);
  if (made?.logKept) work.attached = readKeptLog(work, id);
  else if (phase === "wait") {
    if (work.received === 0) work.ctx.earlierOutput?.();
    const attached = await engine.attach(id, outputOf(work));
    // the connection to one that had ended meanwhile would stay open
    const over = engine.wait(id).then(
      () => sleep(lastBytes),
      () => {},
    );
    work.attached = { ...attached, ended: Promise.race([attached.ended, over]) };
  }
}

/** Reads what the engine keeps of the output, and what comes, but for what was received already. */
export function readKeptLog(work: RunWork, container: string): Attached {
  work.passOver = work.received;
  const reading = new AbortController();
  const reader = { onOutput: outputOf(work), signal: reading.signal };
  const ended = work.ctx.engine.logs(container, reader).catch((error: unknown) => {
    // a log that cannot be read is no reason to lose the layer; a lost engine shows in the wait
    if (!(error instanceof EngineRefusedError || error instanceof EngineLostError)) throw error;
  });
  return { ended, close: () => reading.abort() };
}

/** Tells when somebody has the engine pause the container. */
function watch(work: RunWork, { container: { name, id = "" } }: RunRecord): void {
  const { ctx } = work;
  ctx.began?.(id);
  work.unwatch = ctx.engine.watchPauses(id, (paused) => {
    if (ctx.suspended?.(paused ? name : undefined) === true) return;
    say(ctx, paused ? `paused by somebody, not by dbuild; it goes on with: docker unpause ${name}` : "it goes on");
  });
}

export const removedMeanwhile = ({ container }: RunRecord): StepProblem =>
  new StepProblem(
    `the container ${container.name} was removed while it ran, and what it did with it`,
    "somebody ran docker rm -f, by hand or in a script that removes all containers; docker events --since 1h --filter event=destroy tells when. Run the step again",
  );
