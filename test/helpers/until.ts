/** Waiting for an event that can only be seen by looking: a screen, a port, a file. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Resolves once `look()` gives something true, with it. It looks again every `every` milliseconds, for as long as a busy
 * machine may need; then it rejects with `missing()`, which says what is there instead.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  missing: () => string,
  { seconds = 40, every = 5 }: { readonly seconds?: number; readonly every?: number } = {},
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`${missing()} (after ${seconds} s)`);
    await sleep(every);
  }
}
