/** An engine that was lost while a step worked with it: a connection that dropped, an engine that is started anew. */
import { setTimeout as sleep } from "node:timers/promises";
import { EngineLostError, EngineRefusedError } from "../../errors.ts";
import { type StepContext, say } from "../step-context.ts";

/** Milliseconds between two tries: the first, and the longest. */
const first = 250;
const longest = 5000;

type Waiting = Pick<StepContext, "engine" | "signal" | "reconnectFor" | "log">;

/**
 * Waits until the engine answers again; says so in the step's output. False: not within the time of `reconnectFor`, or somebody stops
 * the step. An engine that is up and still loading refuses: that is an answer to wait on.
 */
export async function engineIsBack(
  { engine, signal, reconnectFor = 0, ...ctx }: Waiting,
  lost: EngineLostError,
): Promise<boolean> {
  if (reconnectFor === 0 || signal.aborted) return false;
  say(ctx, `the engine was lost (${lost.message}); trying to reach it again for ${Math.round(reconnectFor / 1000)} s`);
  const end = performance.now() + reconnectFor;
  for (let pause = first; performance.now() < end; pause = Math.min(pause * 2, longest)) {
    await sleep(Math.min(pause, Math.max(0, end - performance.now())), undefined, { signal }).catch(() => {});
    if (signal.aborted) return false;
    try {
      await engine.containers("dbuild-");
      say(ctx, "the engine is back; going on");
      return true;
    } catch (error) {
      if (!(error instanceof EngineLostError || error instanceof EngineRefusedError)) throw error;
    }
  }
  return false;
}

/** Does `work`, once more each time the engine was lost in it and came back: for what changes nothing when it is done twice. */
export async function persisting<T>(ctx: Waiting, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EngineLostError) || !(await engineIsBack(ctx, error))) throw error;
    }
  }
}
