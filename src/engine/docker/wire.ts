/** The open line to one engine: dockerode, the agent under it, and requests whose errors are already in our words. */
import { type Agent, request } from "node:http";
import { request as secureRequest } from "node:https";
import type { Duplex } from "node:stream";
import { setTimeout } from "node:timers/promises";
import type Docker from "dockerode";
import { EngineRefusedError } from "../../errors.ts";
import type { EngineInfo } from "../engine.ts";
import type { Environment } from "./docker-config.ts";
import type { Endpoint } from "./endpoint.ts";
import { translate } from "./engine-errors.ts";

export type Wire = {
  readonly docker: Docker;
  readonly agent: Agent;
  readonly endpoint: Endpoint;
  readonly env: Environment;
  /** Stands in the names that the adapter makes by itself, so that they are found when nobody removes them. */
  readonly session: string;
  /** In use on this connection: `1.51`. */
  readonly apiVersion: string;
  /** Asked once, at the first need. */
  info(): Promise<EngineInfo>;
};

/**
 * Runs one or several requests; what they throw comes out translated. Again where the engine itself asks for that: its containerd
 * store reads the names of an image twice, and does nothing when somebody moved one of them in between.
 */
export async function ask<T>(wire: Wire, work: () => Promise<T>): Promise<T> {
  for (let time = 1; ; time++) {
    try {
      return await work();
    } catch (error) {
      const told = translate(error, wire.endpoint);
      if (time === times || !(told instanceof EngineRefusedError) || !asksAgain.test(told.message)) throw told;
      await setTimeout(time * pause);
    }
  }
}

const asksAgain = /data changed during operation, retry/;
const times = 6;
/** Milliseconds. */
const pause = 10;

/** As `ask`, with `undefined` where the engine says that there is no such thing. */
export async function askMaybe<T>(wire: Wire, work: () => Promise<T>): Promise<T | undefined> {
  return ask(wire, work).catch((error: unknown) => {
    if (error instanceof EngineRefusedError && error.status === 404) return undefined;
    throw error;
  });
}

/**
 * POSTs `path` (below the version), `body` as JSON where there is one, and takes the connection over as a raw duplex stream. Not by dockerode: it sends its
 * options as a body, which an engine may take for the first bytes of stdin.
 */
export function hijack(wire: Wire, path: string, body?: object): Promise<Duplex> {
  const sent = body === undefined ? "" : JSON.stringify(body);
  const { dial } = wire.endpoint;
  const send = dial.kind === "tcp" && dial.tls ? secureRequest : request;
  const where =
    dial.kind === "socket" ? { socketPath: dial.path } : dial.kind === "tcp" ? { host: dial.host, port: dial.port } : {};
  return new Promise((resolve, reject) => {
    const call = send({
      ...where,
      agent: wire.agent,
      method: "POST",
      path: `/v${wire.apiVersion}${path}`,
      headers: {
        Connection: "Upgrade",
        Upgrade: "tcp",
        "Content-Length": String(Buffer.byteLength(sent)),
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
    });
    call.on("upgrade", (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      socket.setKeepAlive(true, 30_000);
      resolve(socket);
    });
    call.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const said = Buffer.concat(chunks).toString();
        const message = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(said)?.[1] ?? said.trim();
        reject(
          new EngineRefusedError(message || "the engine does not let its connection be taken over", response.statusCode ?? 0),
        );
      });
    });
    call.on("error", (error) => reject(translate(error, wire.endpoint)));
    call.end(sent);
  });
}
