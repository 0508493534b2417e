/** How long the engine may take to start a container: one that broke inside answers never, and answers everything else. */
import { EngineLostError } from "../../errors.ts";
import type { StepContext } from "../step-context.ts";

/** Milliseconds that a start which is under way gets once somebody stops the step. */
const grace = 5000;

/**
 * `start`, given up by its signal: as an engine that was lost after the time of `reconnectFor`, twice as long each `time` (from 0) that
 * it is tried; and soon after somebody stops the step.
 */
export async function startWithPatience(
  { signal, reconnectFor = 0 }: Pick<StepContext, "signal" | "reconnectFor">,
  time: number,
  start: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const giveUp = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, why: () => unknown): void => void timers.add(setTimeout(() => giveUp.abort(why()), ms));
  const longest = reconnectFor * 2 ** time;
  const hint = "docker info and the engine's log tell how it is; restarting it helps where a container cannot be started at all";
  if (longest > 0) {
    after(
      longest,
      () => new EngineLostError(`it did not answer the start of a container for ${Math.round(longest / 1000)} s`, hint),
    );
  }
  const stopped = (): void => after(grace, () => signal.reason);
  signal.addEventListener("abort", stopped, { once: true });
  try {
    await start(giveUp.signal);
  } finally {
    signal.removeEventListener("abort", stopped);
    for (const timer of timers) clearTimeout(timer);
  }
}
