/** The lines of JSON an engine streams while it pulls, loads or pushes. */

import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { EngineRefusedError } from "../../errors.ts";

export type Message = {
  readonly id?: string;
  readonly status?: string;
  readonly stream?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
};

type Line = Message & { readonly error?: string; readonly errorDetail?: { readonly code?: number; readonly message?: string } };

/** Yields each message. An error told inside the stream (the HTTP status was 200 already) throws EngineRefusedError. */
export async function* messages(stream: Readable): AsyncGenerator<Message> {
  // readline would not tell of a connection that breaks off
  const broken = new Promise<never>((_resolve, reject) => stream.once("error", reject));
  broken.catch(() => {});
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  try {
    while (true) {
      const next = await Promise.race([lines.next(), broken]);
      if (next.done) return;
      if (next.value.trim() === "") continue;
      const line = JSON.parse(next.value) as Line;
      const error = line.errorDetail?.message ?? line.error;
      if (error !== undefined) throw new EngineRefusedError(error, line.errorDetail?.code ?? 500);
      yield line;
    }
  } finally {
    stream.destroy();
  }
}
