/** One run of a container: attach, start, hand on the output to its end, take the exit code. */
import type { Duplex } from "node:stream";
import { EngineRefusedError } from "../../errors.ts";
import type { ExitStatus } from "../engine.ts";
import { endOf } from "./end.ts";
import { demultiplexer } from "./output.ts";
import { stopContainer } from "./stop.ts";
import { ask, hijack, type Wire } from "./wire.ts";

/**
 * Resolves when the program has ended and all its output was handed on. A program that cannot be started (not found, no
 * such user) is an EngineRefusedError in the engine's words. An aborted `signal` stops the program (stop.ts); the promise
 * then resolves with its exit code as for any other end.
 */
export async function runContainer(
  wire: Wire,
  id: string,
  onOutput: (chunk: Uint8Array) => void,
  signal?: AbortSignal,
): Promise<ExitStatus> {
  signal?.throwIfAborted();
  const stream = await hijack(wire, `/containers/${id}/attach?stream=1&stdout=1&stderr=1`);
  const stopping = new AbortController();
  const onAbort = (): void => {
    // an engine lost meanwhile shows in the wait below
    stopContainer(wire, id, stopping.signal).catch(() => {});
  };
  try {
    const output = follow(stream, demultiplexer(onOutput));
    output.catch(() => {}); // awaited below; start may fail first
    await ask(wire, () => wire.docker.getContainer(id).start());
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    // asked after the start, "not running" cannot be missed: a container that has ended already answers at once
    const [status] = await Promise.all([endOf(wire, id, exitCode(wire, id), signal), output.catch(() => {})]);
    return status;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stopping.abort();
    stream.destroy();
  }
}

/** The exit code once the container is not running. */
export async function exitCode(wire: Wire, id: string): Promise<number> {
  const answer: unknown = await ask(wire, () => wire.docker.getContainer(id).wait());
  const { StatusCode, Error: error } = (answer ?? {}) as { StatusCode?: number; Error?: { Message?: string } | null };
  if (error?.Message) throw new EngineRefusedError(error.Message, 500);
  if (typeof StatusCode !== "number") throw new EngineRefusedError("the engine told no exit code", 500);
  return StatusCode;
}

/** Reads no faster than `onPiece` returns: between two pieces nothing is kept but the socket's own buffer. */
function follow(stream: Duplex, onPiece: (piece: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on("data", onPiece);
    stream.on("end", resolve);
    stream.on("close", resolve);
    stream.on("error", reject);
  });
}
