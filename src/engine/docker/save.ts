/** Images as one archive. */
import { Readable } from "node:stream";
import { translated } from "./archive-files.ts";
import { ask, type Wire } from "./wire.ts";

/** A call that the library's types do not know. */
type Saves = { readonly getImages: (options: { readonly names: readonly string[] }) => Promise<NodeJS.ReadableStream> };

export async function saveImages(wire: Wire, images: readonly string[]): Promise<Readable> {
  const docker = wire.docker as unknown as Saves;
  const response = await ask(wire, () => docker.getImages({ names: images }));
  return Readable.from(translated(wire, response as Readable), { objectMode: false });
}
