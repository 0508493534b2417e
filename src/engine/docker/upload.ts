/** A request with a long body of ours. */
import { PassThrough, pipeline, type Readable } from "node:stream";
import { ask, type Wire } from "./wire.ts";

/** Throws what `source` throws, else what the engine says (errors.ts). `source` is destroyed in the end. */
export async function upload<T>(wire: Wire, source: Readable, request: (body: Readable) => Promise<T>): Promise<T> {
  let trouble: NodeJS.ErrnoException | undefined;
  // a source that fails or is given up must fail the request: a bare pipe would leave it hanging
  const body = pipeline(source, new PassThrough(), (error) => {
    trouble ??= error ?? undefined;
  });
  try {
    return await ask(wire, () => request(body));
  } catch (error) {
    if (trouble !== undefined && trouble.code !== "ERR_STREAM_PREMATURE_CLOSE") throw trouble;
    throw error;
  } finally {
    body.destroy();
  }
}
