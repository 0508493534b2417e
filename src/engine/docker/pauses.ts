/** Is a container paused and let go on by somebody (docker pause, docker unpause)? GET /events tells as it happens. */
import type { Readable } from "node:stream";
import { messages } from "./messages.ts";
import { ask, type Wire } from "./wire.ts";

/** Calls `onPause` until the returned function is called. An engine that does not tell is no reason to fail. */
export function watchPauses(wire: Wire, id: string, onPause: (paused: boolean) => void): () => void {
  const stop = new AbortController();
  const filters = JSON.stringify({ type: ["container"], container: [id], event: ["pause", "unpause"] });
  const follow = async (): Promise<void> => {
    const stream = (await ask(wire, () => wire.docker.getEvents({ filters, abortSignal: stop.signal }))) as Readable;
    for await (const { status } of messages(stream)) if (!stop.signal.aborted) onPause(status === "pause");
  };
  follow().catch(() => {});
  return () => stop.abort();
}

export async function pauseContainer(wire: Wire, id: string, paused: boolean): Promise<void> {
  const container = wire.docker.getContainer(id);
  await ask(wire, () => (paused ? container.pause() : container.unpause()));
}
