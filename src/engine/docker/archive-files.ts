/** Files of a container: look at one, read a tar, write a tar. */
import { Readable } from "node:stream";
import { EngineLostError } from "../../errors.ts";
import type { PathStat } from "../engine.ts";
import { translate } from "./engine-errors.ts";
import { upload } from "./upload.ts";
import { ask, askMaybe, type Wire } from "./wire.ts";

export async function statPath(wire: Wire, id: string, path: string): Promise<PathStat | undefined> {
  const response = await askMaybe(wire, () => wire.docker.getContainer(id).infoArchive({ path }));
  if (response === undefined) return undefined;
  // the connection is free for the next request only once the (empty) body was read
  response.resume();
  const { headers } = response as unknown as { headers: Readonly<Record<string, string | undefined>> };
  const text = Buffer.from(headers["x-docker-container-path-stat"] ?? "", "base64").toString();
  return pathStat(JSON.parse(text) as StatJson);
}

export type StatJson = {
  readonly name: string;
  readonly size: number;
  readonly mode: number;
  readonly mtime: string;
  readonly linkTarget: string;
};

/** `mode` is Go's FileMode: its type and special bits are not POSIX's. */
export function pathStat(json: StatJson): PathStat {
  const has = (bit: number): boolean => Math.floor(json.mode / 2 ** bit) % 2 === 1;
  const special = (has(23) ? 0o4000 : 0) | (has(22) ? 0o2000 : 0) | (has(20) ? 0o1000 : 0);
  const device = [26, 25, 24, 21, 19].some(has); // device, named pipe, socket, character device, irregular
  return {
    name: json.name,
    type: has(31) ? "directory" : has(27) ? "symlink" : device ? "other" : "file",
    mode: (json.mode % 0o1000) | special,
    size: json.size,
    mtime: Date.parse(json.mtime) / 1000,
    linkTarget: has(27) ? json.linkTarget : "",
  };
}

export async function readPath(wire: Wire, id: string, path: string): Promise<Readable> {
  const response = await ask(wire, () => wire.docker.getContainer(id).getArchive({ path }));
  return Readable.from(translated(wire, response as Readable), { objectMode: false });
}

/** What goes wrong in the middle of it comes out in our words. */
export async function* translated(wire: Wire, stream: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    throw translate(error, wire.endpoint);
  }
}

export async function writeTar(wire: Wire, id: string, tar: Readable, replace: boolean): Promise<void> {
  const container = wire.docker.getContainer(id);
  try {
    await upload(wire, tar, (body) =>
      container.putArchive(body, { path: "/", ...(replace ? {} : { noOverwriteDirNonDir: "1" }) }),
    );
  } catch (error) {
    // an engine that refuses early hangs up before we have said all; it still tells why when asked
    if (error instanceof EngineLostError) await ask(wire, () => container.inspect());
    throw error;
  }
}
