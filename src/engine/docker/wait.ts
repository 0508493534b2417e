/** The end of a container and how it came about, as far as the engine knows: memory, a signal that went through the engine, a removal. */
import type { Readable } from "node:stream";
import { EngineRefusedError } from "../../errors.ts";
import type { ExitStatus } from "../engine.ts";
import { messages } from "./messages.ts";
import { stopContainer } from "./stop.ts";
import { ask, askMaybe, type Wire } from "./wire.ts";

/** The end of a container that was taken away while it ran; the code is that of the signal which ended it. */
const removed: ExitStatus = { code: 137, oomKilled: false, gone: true };

/** Waits for the end. An aborted `signal` stops the program (stop.ts); its exit code then comes as for any other end. */
export async function waitForEnd(wire: Wire, id: string, signal?: AbortSignal): Promise<ExitStatus> {
  const stopping = new AbortController();
  const onAbort = (): void => {
    // an engine lost meanwhile shows in the wait below
    stopContainer(wire, id, stopping.signal).catch(() => {});
  };
  if (signal?.aborted) onAbort();
  else signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return await endOf(wire, id, signal);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stopping.abort();
  }
}

/** The exit code once the container is not running: POST /containers/{id}/wait, which a container that has ended answers at once. */
export async function exitCode(wire: Wire, id: string): Promise<number> {
  const answer: unknown = await ask(wire, () => wire.docker.getContainer(id).wait());
  const { StatusCode, Error: error } = (answer ?? {}) as { StatusCode?: number; Error?: { Message?: string } | null };
  if (error?.Message) throw new EngineRefusedError(error.Message, 500);
  if (typeof StatusCode !== "number") throw new EngineRefusedError("the engine told no exit code", 500);
  return StatusCode;
}

/** Asks how the end came about where it was no success. An aborted `signal` means that we ended it ourselves. */
async function endOf(wire: Wire, id: string, signal: AbortSignal | undefined): Promise<ExitStatus> {
  const code = await exitCode(wire, id).catch((error: unknown) => {
    if (error instanceof EngineRefusedError && error.status === 404) return undefined;
    throw error;
  });
  if (code === undefined) return removed;
  if (code === 0) return { code, oomKilled: false };
  const about = await askMaybe(wire, () => wire.docker.getContainer(id).inspect());
  if (about === undefined || about.State.Status === "removing" || about.State.Dead) return { ...removed, code };
  const memoryLimit = about.HostConfig.Memory || undefined;
  const bySignal = code > 128 && !about.State.OOMKilled && signal?.aborted !== true;
  return {
    code,
    oomKilled: about.State.OOMKilled === true,
    ...(memoryLimit !== undefined && { memoryLimit }),
    ...(bySignal && (await wasSignalled(wire, id)) && { signalled: true as const }),
  };
}

/** Was a signal sent to it through the engine? GET /events, whose newest 256 the engine keeps. */
async function wasSignalled(wire: Wire, id: string): Promise<boolean> {
  // an engine whose clock is behind ours would keep the stream open until then
  const patience = AbortSignal.timeout(2000);
  const query = {
    since: 1,
    // the engine notes a signal after it has sent it, perhaps after the end itself
    until: Math.round(Date.now() + 500) / 1000,
    filters: JSON.stringify({ type: ["container"], container: [id], event: ["kill"] }),
    abortSignal: patience,
  };
  try {
    return await ask(wire, async () => {
      const stream = (await wire.docker.getEvents(query)) as Readable;
      for await (const _event of messages(stream)) return true;
      return false;
    });
  } catch {
    return false;
  }
}
