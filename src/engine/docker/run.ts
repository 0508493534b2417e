/** One run of a container: attach, start, hand on the output to its end, take the exit code. */
import type { Duplex } from "node:stream";
import { EngineRefusedError } from "../../errors.ts";
import type { ExitStatus } from "../engine.ts";
import { endOf } from "./end.ts";
import { demultiplexer } from "./output.ts";
import { stopContainer } from "./stop.ts";
import { ask, hijack, type Wire } from "./wire.ts";

export type RunOptions = {
  readonly start: () => Promise<void>;
  readonly onOutput: (chunk: Uint8Array) => void;
  readonly signal: AbortSignal | undefined;
  readonly input: Uint8Array | undefined;
};

/**
 * Resolves when the program has ended and all its output was handed on. A program that cannot be started (not found, no
 * such user) is an EngineRefusedError in the engine's words. An aborted `signal` stops the program (stop.ts); the promise
 * then resolves with its exit code as for any other end. Its standard input is `input`, and then at its end.
 */
export async function runContainer(wire: Wire, id: string, { start, onOutput, signal, input }: RunOptions): Promise<ExitStatus> {
  signal?.throwIfAborted();
  const { output: stream, input: feed } = await attach(wire, id);
  // said before the start, the end of input cannot be missed
  feed.end(input);
  const stopping = new AbortController();
  const onAbort = (): void => {
    // an engine lost meanwhile shows in the wait below
    stopContainer(wire, id, stopping.signal).catch(() => {});
  };
  try {
    const output = follow(stream, demultiplexer(onOutput));
    output.catch(() => {}); // awaited below; start may fail first
    await start();
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    // asked after the start, "not running" cannot be missed: a container that has ended already answers at once
    const [status] = await Promise.all([endOf(wire, id, exitCode(wire, id), signal), output.catch(() => {})]);
    return status;
  } finally {
    signal?.removeEventListener("abort", onAbort);
    stopping.abort();
    stream.destroy();
    feed.destroy();
  }
}

/**
 * Lines to the output and to the input. Two, for what lies between may know no half-closed connection, and the end of the input
 * would end the output; but one by ssh, where a line is a process, and its other end does know.
 */
async function attach(wire: Wire, id: string): Promise<{ readonly output: Duplex; readonly input: Duplex }> {
  const line = (streams: string): Promise<Duplex> => hijack(wire, `/containers/${id}/attach?stream=1&${streams}`);
  if (wire.endpoint.dial.kind === "ssh") {
    const both = await line("stdin=1&stdout=1&stderr=1");
    return { output: both, input: both };
  }
  const asked = [line("stdout=1&stderr=1"), line("stdin=1")] as const;
  try {
    const [output, input] = await Promise.all(asked);
    input.on("error", () => {}); // an engine that is gone shows in the output
    input.resume();
    return { output, input };
  } catch (error) {
    for (const one of asked) one.then((stream) => stream.destroy()).catch(() => {});
    throw error;
  }
}

/** Starts it with its standard input open to us, until the function returned is called or the connection is gone. */
export async function holdContainer(wire: Wire, id: string, start: () => Promise<void>): Promise<() => void> {
  const stream = await hijack(wire, `/containers/${id}/attach?stream=1&stdin=1`);
  stream.on("error", () => {}); // then it has ended, which is what we would have asked for
  stream.resume();
  try {
    await start();
  } catch (error) {
    stream.destroy();
    throw error;
  }
  return () => stream.destroy();
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
