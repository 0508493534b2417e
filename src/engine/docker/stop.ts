/** Ending a program that runs in a container: first politely, then not. */
import { setTimeout as sleep } from "node:timers/promises";
import { ask, type Wire } from "./wire.ts";

/** Seconds between SIGTERM and SIGKILL for a program that handles SIGTERM. */
const graceSeconds = 10;

/**
 * SIGTERM, and SIGKILL after the grace; at once where SIGINT could do nothing. `ended` gives up the second half. A program that
 * somebody paused goes on for that: it could not hear of it otherwise.
 */
export async function stopContainer(wire: Wire, id: string, ended: AbortSignal): Promise<void> {
  const container = wire.docker.getContainer(id);
  await ask(wire, () => container.unpause()).catch(() => {}); // refused where it is not paused
  if (await handlesTerm(wire, id)) {
    await ask(wire, () => container.kill({ signal: "SIGTERM" }));
    await sleep(graceSeconds * 1000, undefined, { signal: ended });
  }
  await ask(wire, () => container.kill({ signal: "SIGKILL" }));
}

/**
 * The kernel drops signals for a PID 1 without a handler, and nearly every RUN is a shell or a program put in its place
 * by one (which does catch SIGINT, but only to go on waiting): a grace for those would only be waiting. The engine's `top` shows the handlers where its host has procps.
 */
async function handlesTerm(wire: Wire, id: string): Promise<boolean> {
  try {
    const top: { Processes?: readonly (readonly string[])[] } = await wire.docker
      .getContainer(id)
      .top({ ps_args: "-eo pid,caught" });
    const [, caught] = top.Processes?.[0] ?? [];
    // bit n-1 is signal n; SIGTERM is 15
    return caught === undefined || (BigInt(`0x${caught}`) & (1n << 14n)) !== 0n;
  } catch {
    return true;
  }
}
