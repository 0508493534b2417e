/** Downloads a file as BuildKit's http source does: redirects followed, the body streamed to disk as it is, any size. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { UserError } from "../errors.ts";
import { withoutPassword } from "./git-url.ts";

export type Download = {
  readonly signal?: AbortSignal;
  /** Bytes so far, and all of them where the server tells. */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
};

export type Downloaded = {
  /** Last-Modified in whole seconds since the epoch; absent when the server does not tell. */
  readonly modified?: number;
  readonly bytes: number;
  /** Hex SHA-256 of the body. */
  readonly sha256: string;
};

/** GET `url` into `file`. Throws UserError for what is no 2xx or cannot be reached; the signal's reason when aborted. */
export async function download(url: string, file: string, { signal, onProgress }: Download = {}): Promise<Downloaded> {
  const shown = withoutPassword(url);
  const response = await ask(url, shown, signal);
  if (!response.ok) {
    await response.body?.cancel();
    throw new UserError({ message: `${shown}: invalid response status ${response.status}`, hint: "check the address" });
  }
  const total = Number(response.headers.get("content-length") ?? Number.NaN);
  const sum = createHash("sha256");
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum.update(chunk);
      bytes += chunk.length;
      onProgress?.(bytes, Number.isFinite(total) ? total : undefined);
      done(null, chunk);
    },
  });
  const body = response.body ? Readable.fromWeb(response.body as ReadableStream) : Readable.from([]);
  try {
    await pipeline(body, count, createWriteStream(file, { mode: 0o600 }), { ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new UserError({ message: `${shown} broke off after ${bytes} bytes: ${reason(error)}` });
  }
  const modified = Date.parse(response.headers.get("last-modified") ?? "");
  return { bytes, sha256: sum.digest("hex"), ...(Number.isFinite(modified) && { modified: Math.floor(modified / 1000) }) };
}

/** User and password of the address go as a header, for fetch refuses them in a URL. */
async function ask(url: string, shown: string, signal: AbortSignal | undefined): Promise<Response> {
  let address: URL;
  try {
    address = new URL(url);
  } catch {
    throw new UserError({ message: `${shown} is not a URL` });
  }
  const login = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  address.username = "";
  address.password = "";
  // A compressed body must arrive compressed: it may be the archive itself.
  const headers = {
    "accept-encoding": "identity",
    "user-agent": "dbuild",
    ...(login !== ":" && { authorization: `Basic ${Buffer.from(login).toString("base64")}` }),
  };
  try {
    return await fetch(address, { headers, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new UserError({
      message: `cannot reach ${shown}: ${reason(error)}`,
      hint: "the download is done here, not by the engine",
    });
  }
}

function reason(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const inner = cause instanceof Error ? cause : error;
  return inner instanceof Error ? inner.message || (inner as NodeJS.ErrnoException).code || inner.name : String(inner);
}
