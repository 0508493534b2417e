/**
 * Reads an image's manifest by a push to a registry of our own on loopback. Claims that every blob exists, so the engine uploads only
 * the manifest; records it and answers 403, so that the engine remembers no such registry.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { EngineLostError } from "../../errors.ts";
import type { Image } from "../engine.ts";
import { digestOf } from "./image-config.ts";
import { tagImage, untagImage } from "./images.ts";
import type { Found, Manifest } from "./manifests.ts";
import { messages } from "./messages.ts";
import { authHeader } from "./pull.ts";
import { ask, type Wire } from "./wire.ts";

/** Manifests and indexes the engine tried to push; empty when it could not reach us (another machine, a VM). */
export async function pushedManifests(wire: Wire, image: Image): Promise<readonly Found[]> {
  // nobody else on this machine can guess the path
  const path = `dbuild/${wire.session}-${randomBytes(12).toString("hex")}`;
  const found: Found[] = [];
  const server = createServer((request, response) => {
    answer(request, response, path, found).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const repo = `127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;
  const tag = "seen";
  try {
    await tagImage(wire, image.id, `${repo}:${tag}`);
    await ask(wire, async () => {
      const platform = speaks(wire.apiVersion, 46) ? { platform: JSON.stringify(platformOf(image)) } : {};
      const options = {
        tag,
        ...platform,
        authconfig: { key: authHeader({}) },
        abortSignal: AbortSignal.timeout(15_000),
      };
      const stream = await wire.docker.getImage(repo).push(options as object);
      for await (const _message of messages(stream as Readable)); // ends in our own refusal
    });
  } catch (error) {
    if (error instanceof EngineLostError) throw error;
  } finally {
    server.close();
    server.closeAllConnections();
    // the image has other names; where somebody removed those meanwhile, it is his container that keeps this one
    await untagImage(wire, `${repo}:${tag}`).catch(() => {});
  }
  return found;
}

async function answer(request: IncomingMessage, response: ServerResponse, path: string, found: Found[]): Promise<void> {
  const { method, url = "" } = request;
  const blob = `/v2/${path}/blobs/`;
  const manifest = `/v2/${path}/manifests/`;
  if (url === "/v2/") return void response.writeHead(200).end();
  if (method === "HEAD" && url.startsWith(blob)) {
    return void response
      .writeHead(200, { "Docker-Content-Digest": url.slice(blob.length).split("?")[0], "Content-Length": "0" })
      .end();
  }
  if (method !== "PUT" || !url.startsWith(manifest)) return void response.writeHead(404).end();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const digest = digestOf(body);
  found.push({ digest, body: JSON.parse(body.toString()) as Manifest });
  // the parts of an index come by digest, what is pushed comes last and by its tag
  if (url.startsWith(`${manifest}sha256:`)) return void response.writeHead(201, { "Docker-Content-Digest": digest }).end();
  response.writeHead(403, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ errors: [{ code: "DENIED", message: "seen" }] }));
}

function speaks(apiVersion: string, minor: number): boolean {
  return Number(apiVersion.split(".")[1]) >= minor;
}

function platformOf(image: Image): object {
  return { os: image.os, architecture: image.architecture, ...(image.variant ? { variant: image.variant } : {}) };
}
