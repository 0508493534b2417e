/** A container's program from its start to its end. */
import type { Engine, ExitStatus } from "../../engine/engine.ts";

export type ProgramStreams = {
  readonly onOutput?: (chunk: Uint8Array) => void;
  /** What its standard input brings before it ends. */
  readonly input?: Uint8Array;
  /** Stops it; it is not started when that has happened already. */
  readonly signal?: AbortSignal;
};

/** Resolves when the program has ended and all its output was handed on. Throws what Engine.start throws. */
export async function runToEnd(
  engine: Engine,
  container: string,
  { onOutput = () => {}, input, signal }: ProgramStreams = {},
): Promise<ExitStatus> {
  signal?.throwIfAborted();
  const attached = await engine.attach(container, onOutput, input);
  try {
    await engine.start(container);
    const status = await engine.wait(container, signal);
    await attached.ended;
    return status;
  } finally {
    attached.close();
  }
}
