/** A container's output out of the engine's own log of it: GET /containers/{id}/logs. */
import type { Readable } from "node:stream";
import type { HostConfig } from "dockerode";
import type { LogReader } from "../engine.ts";
import { frameReader } from "./demultiplex.ts";
import { ask, type Wire } from "./wire.ts";

/**
 * LogConfig that keeps the newest `bytes` of output or a little less, and none without a number. The `local` driver writes binary
 * records, half the cost of json-file's; not compressed, for most logs live for seconds.
 */
export function logConfig(bytes: number | undefined): NonNullable<HostConfig["LogConfig"]> {
  if (bytes === undefined) return { Type: "none", Config: {} };
  // the older half goes when the newer one is full
  return { Type: "local", Config: { "max-size": String(Math.ceil(bytes / 2)), "max-file": "2", compress: "false" } };
}

/** Follows a container that runs to its end. Throws what `onOutput` throws. */
export async function readLogs(wire: Wire, id: string, { onOutput, since, signal }: LogReader): Promise<void> {
  signal?.throwIfAborted();
  const options = { follow: true, stdout: true, stderr: true, timestamps: true, ...(since && { since: unixTime(since) }) };
  await ask(wire, async () => {
    const stream = (await wire.docker.getContainer(id).logs(options as object as { follow: true })) as Readable;
    const stop = (): void => void stream.destroy();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      // every record is a frame of its own and begins with its time
      const read = frameReader((record) => {
        const blank = record.indexOf(0x20);
        onOutput(record.subarray(blank + 1), record.toString("latin1", 0, blank));
      });
      for await (const piece of stream) read(piece as Buffer);
    } catch (error) {
      if (!signal?.aborted) throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      stream.destroy();
    }
  });
}

/** RFC 3339 with nanoseconds, as the API wants a moment: seconds since the epoch, a point, nine digits. */
function unixTime(time: string): string {
  const [, nanoseconds = ""] = /\.(\d+)/.exec(time) ?? [];
  return `${Math.floor(Date.parse(time) / 1000)}.${nanoseconds.padEnd(9, "0")}`;
}
