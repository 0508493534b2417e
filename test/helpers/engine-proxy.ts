/** A socket between dbuild and an engine, by default that of DOCKER_HOST: it can answer a request in the engine's place, and break off. */
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { Duplex } from "node:stream";

/**
 * What happens to one request: it never reaches the engine (`cut`), the engine does it and its answer is lost (`lose`), or comes half
 * (`truncate`), or late (`delay`), or it never arrives and nobody says so (`silence`). Of the first three the connection is broken off.
 */
export type Fault = "cut" | "lose" | "truncate" | "delay" | "silence";

export type Answer = { readonly status: number; readonly message: string };

export type EngineProxy = {
  /** For DOCKER_HOST. */
  readonly host: string;
  /** Asked for every request, before it is sent on; what it gives is answered instead, as an engine words its errors. */
  answer: (method: string, url: string) => Answer | undefined;
  /** Asked for every request (with its number, from 0) that is sent on; a promise: once that has settled. */
  fault: (request: string, number: number) => Fault | Promise<void> | undefined;
  /** Requests so far, as `POST /v1.51/commit?…`. */
  readonly requests: readonly string[];
  /** Breaks off whatever is open and answers nobody any more. */
  cut(): void;
  /** Answers again, after `cut`. */
  mend(): Promise<void>;
  close(): void;
};

const real = (DOCKER_HOST = process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock"): net.NetConnectOpts => {
  if (DOCKER_HOST.startsWith("unix://")) return { path: DOCKER_HOST.slice("unix://".length) };
  const { hostname, port } = new URL(DOCKER_HOST);
  return { host: hostname, port: Number(port) };
};

export async function engineProxy(behind?: string): Promise<EngineProxy> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-proxy-"));
  const socket = path.join(folder, "s");
  const requests: string[] = [];
  const open = new Set<Duplex>();
  const track = (stream: Duplex): void => {
    if (open.has(stream)) return;
    open.add(stream);
    stream.on("error", () => {});
    stream.on("close", () => open.delete(stream));
  };
  const server = http.createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    requests.push(`${method} ${url}`);
    const instead = proxy.answer(method, url);
    if (instead) {
      request.resume();
      response.writeHead(instead.status, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ message: instead.message }));
      return;
    }
    const fault = proxy.fault(`${method} ${url}`, requests.length - 1);
    if (fault === "cut") return void response.destroy();
    if (fault === "silence") return;
    if (typeof fault === "object") await fault;
    const where = real(behind);
    const target = "path" in where ? { socketPath: where.path } : where;
    const sent = http.request({ ...(target as object), method, path: url, headers }, async (answer) => {
      if (fault === "delay") await new Promise((resolve) => setTimeout(resolve, 2000));
      if (fault === "lose") {
        // it has been done once it is answered
        answer.once("data", () => response.destroy());
        answer.once("end", () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      // a client may wait for these alone, as docker does before it starts what it attached to
      response.flushHeaders();
      if (fault === "truncate") {
        answer.once("data", (data: Buffer) => response.write(data.subarray(0, data.length / 2), () => response.destroy()));
        answer.once("end", () => response.destroy());
        return;
      }
      answer.pipe(response);
    });
    sent.on("error", () => response.destroy());
    sent.on("socket", track);
    // a request that is given up is one for the engine, too: it would wait for the rest of a body for ever, and lock what that is for
    request.on("close", () => request.complete || sent.destroy());
    request.pipe(sent);
  });
  server.on("connection", track);
  server.on("upgrade", (request, client: Duplex, head: Buffer) => {
    requests.push(`${request.method} ${request.url}`);
    const engine = net.connect(real(behind));
    track(engine);
    const lines = request.rawHeaders.flatMap((name, at, all) => (at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : []));
    engine.write([`${request.method} ${request.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    engine.write(head);
    engine.pipe(client).pipe(engine);
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const cut = (): void => {
    server.close();
    for (const stream of open) stream.destroy();
  };
  const proxy: EngineProxy = {
    host: `unix://${socket}`,
    answer: () => undefined,
    fault: () => undefined,
    requests,
    cut,
    mend: async () => {
      while (server.listening) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise<void>((resolve) => server.listen(socket, resolve));
    },
    close: () => {
      cut();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
  return proxy;
}
