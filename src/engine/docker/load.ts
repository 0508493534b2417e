/** POST /images/load: an image archive, dbuild's or somebody else's. */
import { Readable } from "node:stream";
import { messages } from "./messages.ts";
import { upload } from "./upload.ts";
import type { Wire } from "./wire.ts";

/** Throws what the archive's source throws, and EngineRefusedError when the engine finds no image in it. */
export async function loadImages(wire: Wire, tar: AsyncIterable<Uint8Array>): Promise<void> {
  await upload(wire, Readable.from(tar, { objectMode: false }), async (body) => {
    const stream = await wire.docker.loadImage(body, { quiet: true });
    for await (const _message of messages(stream as Readable)); // an error would come as a message
  });
}
