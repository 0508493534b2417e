/** What a container has otherwise than its image: GET /containers/{id}/changes. */
import type { Readable } from "node:stream";
import type { FileChange } from "../engine.ts";
import { ask, type Wire } from "./wire.ts";

const changeKinds = ["modified", "added", "deleted"] as const;

/** As the engine writes them, Kind by number. Engines before 23 answer `null` for no change. */
type Told = readonly { readonly Path: string; readonly Kind: number }[] | null;

const read = (told: Told): readonly FileChange[] =>
  (told ?? []).map(({ Path, Kind }) => ({ path: Path, kind: changeKinds[Kind] ?? "modified" }));

export async function listChanges(wire: Wire, id: string): Promise<readonly FileChange[]> {
  const list: Told | Buffer = await ask(wire, () => wire.docker.getContainer(id).changes());
  // dockerode hands `null` on as raw bytes
  return Array.isArray(list) ? read(list) : [];
}

/** Undefined: the answer has more than `bytes`; its connection is closed then. `signal` throws its reason. */
export async function listChangesWithin(
  wire: Wire,
  id: string,
  { bytes, signal }: { readonly bytes: number; readonly signal: AbortSignal },
): Promise<readonly FileChange[] | undefined> {
  signal.throwIfAborted();
  // dockerode would read the whole answer
  const options = {
    path: `/containers/${id}/changes?`,
    method: "GET",
    options: {},
    isStream: true,
    abortSignal: signal,
    statusCodes: { 200: true, 404: "no such container", 500: "server error" },
  };
  const dial = () =>
    new Promise<Readable>((resolve, reject) => {
      wire.docker.modem.dial(options, (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer as Readable)));
    });
  try {
    return await ask(wire, async () => {
      const body = await upTo(bytes, await dial());
      return body && read(JSON.parse(body.toString()) as Told);
    });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function upTo(bytes: number, answer: Readable): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of answer) {
    length += (piece as Buffer).length;
    // leaving the loop closes the connection
    if (length > bytes) return undefined;
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}
