/** Downloads to a file, and what is remembered of downloads so that an unchanged one is not fetched again. */
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../errors.ts";
import { withoutPassword } from "./git-url.ts";
import { httpDate } from "./http-date.ts";
import { type Answer, ask } from "./http-request.ts";

/** What came. */
export type Downloaded = {
  readonly bytes: number;
  /** Hex SHA-256 of the content. */
  readonly sha256: string;
  /** Last-Modified in whole seconds since the epoch; 0 when the server does not tell. */
  readonly mtime: number;
  readonly etag?: string;
};

export type DownloadOptions = {
  readonly signal?: AbortSignal;
  /** Called per piece with the bytes so far, and how many there will be if the server told. */
  readonly onProgress?: (bytes: number, total: number | undefined) => void;
};

/**
 * Writes what `url` names to `file`, piece by piece. Throws UserError with the server's status, when the connection breaks or
 * ends early, or when the file cannot be written; the signal's reason when aborted.
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<Downloaded> {
  const answer = await ask(url, options);
  if (answer.status < 200 || answer.status >= 400) {
    answer.body.destroy();
    throw refused(url, answer.status);
  }
  const handle = await open(file, "w", 0o600);
  const sum = createHash("sha256");
  let bytes = 0;
  try {
    for await (const piece of pieces(url, answer, options.signal)) {
      sum.update(piece);
      await handle.write(piece);
      bytes += piece.length;
      options.onProgress?.(bytes, answer.length);
    }
  } finally {
    await handle.close();
  }
  return { bytes, sha256: sum.digest("hex"), ...about(answer) };
}

async function* pieces(url: string, answer: Answer, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of answer.body) yield piece as Buffer;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new UserError({
      message: `the download of ${withoutPassword(url)} broke off: ${(error as Error).message}`,
      hint: "Run the instruction again.",
    });
  }
}

function about({ headers }: Answer): Pick<Downloaded, "mtime" | "etag"> {
  const modified = httpDate(String(headers["last-modified"] ?? "").trim());
  // A weak one names the same content for us.
  const etag = String(headers.etag ?? "").replace(/^W\//, "");
  return { mtime: modified ?? 0, ...(etag !== "" && { etag }) };
}

function refused(url: string, status: number): UserError {
  const hint =
    status === 404
      ? "Is the address right?"
      : status === 401 || status === 403
        ? "Without credentials it cannot be had: download it, and ADD the file."
        : "Try again later, or download it and ADD the file.";
  return new UserError({ message: `cannot download ${withoutPassword(url)}: the server answered ${status}`, hint });
}

/**
 * What a URL gave last time, if its server says that it would give the same now (HEAD with the same ETag, as BuildKit asks).
 * Undefined when nothing is known, the server does not tell, or cannot be reached.
 */
export async function unchanged(url: string, indexFile: string, signal?: AbortSignal): Promise<Downloaded | undefined> {
  const known = (await readIndex(indexFile))[keyOf(url)];
  if (known?.etag === undefined) return undefined;
  try {
    const answer = await ask(url, { method: "HEAD", ...(signal && { signal }) });
    answer.body.destroy();
    return (answer.status === 200 || answer.status === 304) && about(answer).etag === known.etag ? known : undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  }
}

/** Remembers a download that came with an ETag. A file that cannot be written costs time, never correctness. */
export async function rememberDownload(url: string, indexFile: string, got: Downloaded): Promise<void> {
  if (got.etag === undefined) return;
  try {
    const entries = Object.entries({ ...(await readIndex(indexFile)), [keyOf(url)]: got });
    const aside = `${indexFile}.${process.pid}.${Date.now()}`;
    await mkdir(dirname(indexFile), { recursive: true });
    await writeFile(aside, JSON.stringify(Object.fromEntries(entries.slice(-limit))), { mode: 0o600 });
    await rename(aside, indexFile);
  } catch {}
}

const limit = 500;

/** URLs may hold passwords: only their digests are written down. */
const keyOf = (url: string): string => createHash("sha256").update(url).digest("hex");

async function readIndex(file: string): Promise<Readonly<Record<string, Downloaded>>> {
  try {
    const index: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof index === "object" && index !== null ? (index as Readonly<Record<string, Downloaded>>) : {};
  } catch {
    return {};
  }
}
