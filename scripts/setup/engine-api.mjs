// The little of the engine's HTTP API that set-up, demos and the check for leftovers need, without a docker client.
// An endpoint is { host, tls?, from }: `host` as in DOCKER_HOST, `from` says in words where it was found.
import { spawn } from "node:child_process";
import http from "node:http";
import https from "node:https";
import { Duplex, Readable } from "node:stream";

/** The engine answered with an error. */
export class EngineAnswer extends Error {
  constructor(status, message) {
    super(message);
    this.name = "EngineAnswer";
    this.status = status;
  }
}

function target({ host, tls }) {
  const url = new URL(host);
  if (url.protocol === "unix:")
    return { client: http, options: { socketPath: decodeURIComponent(host.slice("unix://".length)) } };
  if (url.protocol === "ssh:") return { client: http, options: { createConnection: () => overSsh(url) } };
  if (!["tcp:", "http:", "https:"].includes(url.protocol)) throw new Error(`DOCKER_HOST of an unknown kind: ${host}`);
  const secure = tls !== undefined || url.protocol === "https:";
  const options = { hostname: url.hostname.replace(/^\[|\]$/g, ""), port: url.port || (secure ? 2376 : 2375), ...tls };
  return { client: secure ? https : http, options };
}

/** The engine behind an ssh address speaks through its own docker client, as it does for docker itself. */
function overSsh(url) {
  const where = [...(url.username ? ["-l", url.username] : []), ...(url.port ? ["-p", url.port] : []), "--", url.hostname];
  const child = spawn("ssh", ["-o", "ConnectTimeout=5", "-o", "BatchMode=yes", ...where, "docker", "system", "dial-stdio"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const line = Duplex.from({ writable: child.stdin, readable: child.stdout });
  child.once("error", (error) => line.destroy(error));
  line.once("close", () => child.kill());
  return line;
}

/** One request; resolves with the response as a stream. `body`: a stream, or a value that becomes JSON. `ms`: longest silence. */
export function request(endpoint, method, path, { body, ms = 60_000, headers } = {}) {
  return new Promise((resolve, reject) => {
    const { client, options } = target(endpoint);
    const isStream = body instanceof Readable;
    const data = body === undefined || isStream ? undefined : JSON.stringify(body);
    const type = isStream ? "application/x-tar" : "application/json";
    const sent = client.request({
      ...options,
      agent: false,
      method,
      path,
      headers: {
        Host: "docker",
        ...(body !== undefined && { "Content-Type": type }),
        ...(data !== undefined && { "Content-Length": Buffer.byteLength(data) }),
        ...headers,
      },
    });
    sent.setTimeout(ms, () => sent.destroy(new Error(`no answer within ${Math.round(ms / 1000)} s`)));
    sent.once("error", reject);
    sent.once("response", resolve);
    if (isStream) body.once("error", (error) => sent.destroy(error)).pipe(sent);
    else sent.end(data);
  });
}

/** Reads a response to its end as text. */
export async function textOf(response) {
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** A request whose answer is JSON (or nothing). Throws EngineAnswer for 4xx and 5xx. */
export async function call(endpoint, method, path, options) {
  const response = await request(endpoint, method, path, options);
  const text = await textOf(response);
  if (response.statusCode >= 400) throw new EngineAnswer(response.statusCode, messageIn(text));
  return text.trim() === "" ? undefined : JSON.parse(text);
}

/** A request whose answer is a stream of JSON lines (pull, import, build). `onLine` sees each; an error in one throws. */
export async function follow(endpoint, method, path, { onLine = () => {}, ...options } = {}) {
  const response = await request(endpoint, method, path, options);
  if (response.statusCode >= 400) throw new EngineAnswer(response.statusCode, messageIn(await textOf(response)));
  let rest = "";
  const take = (text) => {
    if (text.trim() === "") return;
    const line = JSON.parse(text);
    onLine(line);
    if (line.error) throw new EngineAnswer(500, line.error);
  };
  for await (const chunk of response.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    lines.forEach(take);
  }
  take(rest);
}

function messageIn(text) {
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text.trim();
  }
}

/** Does an engine answer there? `ms` to decide. Never throws; resolves with undefined, or with the reason why not. */
export async function silence(endpoint, ms = 3000) {
  try {
    const response = await request(endpoint, "GET", "/_ping", { ms });
    const text = await textOf(response);
    return response.statusCode === 200 ? undefined : `answers ${response.statusCode} ${text.trim().slice(0, 80)}`;
  } catch (error) {
    return error.code === "ENOENT" ? "no such socket" : error.code === "EACCES" ? "permission denied" : error.message;
  }
}
