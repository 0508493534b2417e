/** Pulling an image with progress and the user's credentials. */
import type { Readable } from "node:stream";
import { EngineRefusedError } from "../../errors.ts";
import type { Image, PullProgress } from "../engine.ts";
import { findLogin } from "./auth.ts";
import { getImage } from "./images.ts";
import { messages } from "./messages.ts";
import { parseReference } from "./reference.ts";
import { ask, type Wire } from "./wire.ts";

export type PullOptions = {
  readonly onProgress: (progress: PullProgress) => void;
  readonly signal?: AbortSignal | undefined;
  readonly platform?: string | undefined;
};

/** Rejects with the signal's reason when aborted; the engine then stops pulling. */
export async function pullImage(wire: Wire, ref: string, { onProgress, signal, platform }: PullOptions): Promise<Image> {
  const reference = parseReference(ref);
  let helperTrouble = "";
  const login = await findLogin(reference.registry, wire.env).catch((error: Error) => {
    if (error.name === "UserError") throw error;
    // the docker CLI goes on without credentials too; the reason matters only if the registry then refuses
    helperTrouble = ` (${error.message})`;
    return undefined;
  });
  const key = authHeader(login ?? {});
  const query = {
    fromImage: `${reference.registry}/${reference.path}`,
    tag: reference.digest ?? reference.tag ?? "latest",
    ...(platform === undefined ? {} : { platform }),
    ...(signal ? { abortSignal: signal } : {}),
  };
  try {
    await ask(wire, async () => {
      const stream = await wire.docker.createImage({ key }, query);
      for await (const message of messages(stream as Readable)) onProgress(progressOf(message));
    });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof EngineRefusedError && helperTrouble)
      throw new EngineRefusedError(error.message + helperTrouble, error.status, error);
    throw error;
  }
  return getImage(wire, ref);
}

/** The URL alphabet, but with its padding: the engine takes nothing else, and says nothing when it cannot read it. */
export function authHeader(login: object): string {
  return Buffer.from(JSON.stringify(login)).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}

function progressOf(message: {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
}): PullProgress {
  const { current, total } = message.progressDetail ?? {};
  return {
    status: message.status ?? "",
    ...(message.id === undefined ? {} : { id: message.id }),
    ...(current === undefined ? {} : { current }),
    ...(total === undefined ? {} : { total }),
  };
}
