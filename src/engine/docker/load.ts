/** POST /images/load: an image archive of somebody else's making, as it is. */
import { Readable } from "node:stream";
import { messages } from "./messages.ts";
import { ask, type Wire } from "./wire.ts";

/** Throws EngineRefusedError when the engine finds no image in it. */
export async function loadImages(wire: Wire, tar: AsyncIterable<Uint8Array>): Promise<void> {
  await ask(wire, async () => {
    const stream = await wire.docker.loadImage(Readable.from(tar, { objectMode: false }), { quiet: true });
    for await (const _message of messages(stream as Readable)); // an error would come as a message
  });
}
