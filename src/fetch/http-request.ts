/** One HTTP request: redirects followed, proxies of the environment used, the body as a stream. */
import type { Agent, IncomingMessage, RequestOptions } from "node:http";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { UserError } from "../errors.ts";
import { withoutPassword } from "./git-url.ts";
import { urlPath } from "./url-name.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Bytes of the body, when the server tells and does not compress. */
  readonly length?: number;
  readonly body: Readable;
};

export type AskOptions = { readonly method?: "GET" | "HEAD"; readonly signal?: AbortSignal };

/** As Go's client, which BuildKit uses. */
const maxRedirects = 10;
const silenceMs = 60_000;

/**
 * Asks for `url` (http or https). HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY hold. A status of 400 and more is an answer,
 * not an error; throws UserError when there is none, and the signal's reason when aborted. The body must be read or destroyed.
 */
export async function ask(url: string, options: AskOptions = {}): Promise<Answer> {
  let at = url;
  for (let redirects = 0; ; redirects++) {
    const response = await once(at, options);
    const { statusCode = 0, headers } = response;
    const target = [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;
    if (target === undefined) return answerOf(response, options.method);
    response.destroy();
    if (redirects >= maxRedirects)
      throw new UserError({ message: `cannot download ${withoutPassword(url)}: more than ${maxRedirects} redirects` });
    at = redirected(url, at, target);
  }
}

function redirected(url: string, at: string, target: string): string {
  const next = URL.canParse(target, at) ? new URL(target, at) : undefined;
  if (next?.protocol !== "http:" && next?.protocol !== "https:") {
    throw new UserError({ message: `cannot download ${withoutPassword(url)}: it is redirected to ${withoutPassword(target)}` });
  }
  return next.href;
}

function answerOf(response: IncomingMessage, method: AskOptions["method"]): Answer {
  const { statusCode: status = 0, headers } = response;
  const packed = method !== "HEAD" && headers["content-encoding"]?.toLowerCase() === "gzip";
  const length = packed ? Number.NaN : Number(headers["content-length"] ?? Number.NaN);
  const answer = { status, headers, ...(Number.isSafeInteger(length) && { length }) };
  return { ...answer, body: packed ? unpacked(response) : response };
}

function unpacked(response: IncomingMessage): Readable {
  const gunzip = createGunzip();
  response.on("error", (error) => gunzip.destroy(error));
  gunzip.on("close", () => response.destroy());
  return response.pipe(gunzip);
}

async function once(url: string, { method = "GET", signal }: AskOptions): Promise<IncomingMessage> {
  signal?.throwIfAborted();
  if (!URL.canParse(url)) throw new UserError({ message: `${withoutPassword(url)} is not a valid URL` });
  const { hostname, port, username, password, protocol } = new URL(url);
  const { request } = protocol === "https:" ? await import("node:https") : await import("node:http");
  const agent = await proxyAgent(url);
  const options: RequestOptions = {
    method,
    hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
    ...(port && { port }),
    path: encodeURI(urlPath(url)).replaceAll("%25", "%"),
    // Compressed on the way, a file would have another length and perhaps another ETag.
    headers: { "accept-encoding": "identity", "user-agent": "dbuild" },
    ...(username && { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }),
    ...(agent && { agent }),
    ...(signal && { signal }),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal?.aborted ? signal.reason : unreachable(url, error));
    const asked = request(options, resolve).on("error", fail);
    asked.setTimeout(silenceMs, () => asked.destroy(new Error(`no answer within ${silenceMs / 1000} seconds`)));
    asked.end();
  });
}

/** Loaded only where a proxy is meant for this URL. */
async function proxyAgent(url: string): Promise<Agent | undefined> {
  const { getProxyForUrl } = await import("proxy-from-env");
  const proxy = getProxyForUrl(url);
  if (proxy === "") return undefined;
  if (!/^https?:/.test(proxy))
    throw new UserError({ message: `the proxy ${withoutPassword(proxy)} is not of http: only those are used` });
  if (url.startsWith("https:")) return new (await import("https-proxy-agent")).HttpsProxyAgent(proxy);
  return new (await import("http-proxy-agent")).HttpProxyAgent(proxy);
}

function unreachable(url: string, error: Error): UserError {
  return new UserError({
    message: `cannot download ${withoutPassword(url)}: ${error.message || (error as NodeJS.ErrnoException).code || "no answer"}`,
    hint: "Is the address right, and reachable from here? dbuild downloads on this machine, not on the engine's.",
  });
}
