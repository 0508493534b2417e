/**
 * RUN --mount=type=ssh: a socket of our own beside a local engine, with the mode and owner asked for. Behind it is the user's
 * agent, or one of ours that knows the keys given.
 */
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import type { MountSpec } from "../../engine/engine.ts";
import { UserError } from "../../errors.ts";
import type { Leases } from "../execution/lease.ts";
import { StepProblem } from "../problem.ts";
import type { BuildContext } from "../step-context.ts";
import { serveKeys } from "./key-agent.ts";
import type { AskedMount } from "./read-mounts.ts";

export type AskedSsh = Extract<AskedMount, { readonly type: "ssh" }>;

/** Undefined: not given and not required. The socket is added to `leases`. Throws StepProblem. */
export async function openSocket(ctx: BuildContext, leases: Leases, asked: AskedSsh): Promise<MountSpec | undefined> {
  const { id, required, target = "/run/buildkit/ssh_agent.0" } = asked;
  const source = Object.hasOwn(ctx.request.ssh, id) ? ctx.request.ssh[id] : undefined;
  if (source === undefined) {
    if (!required) return undefined;
    throw new StepProblem(`unset ssh forward key ${id}`, `this RUN requires it: pass --ssh ${id} or --ssh ${id}=SOCKET|KEY`);
  }
  const { local, address } = await ctx.engine.info();
  if (local !== true) {
    throw new StepProblem(
      `--mount=type=ssh needs an engine on this machine; this one is at ${address}`,
      "only BuildKit's own protocol carries an agent to another machine: build there, or use a secret",
    );
  }
  const serve = source.kind === "agent" ? forwardTo(source.socket) : await keysOf(source.paths);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-ssh-"));
  const socket = path.join(folder, "agent");
  const open = new Set<net.Socket>();
  const server = net.createServer((connection) => {
    open.add(connection);
    connection.on("close", () => open.delete(connection));
    connection.on("error", () => connection.destroy());
    serve(connection);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  leases.add({ kind: "socket", folder }, async () => {
    for (const connection of open) connection.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  giveTo(socket, asked);
  return { kind: "host", path: socket, target, readonly: false };
}

/** Only root can give a file away; else the mode lets the asked user in, behind a folder that is closed to others here. */
function giveTo(socket: string, { mode, uid, gid }: AskedSsh): void {
  try {
    fs.chownSync(socket, uid, gid);
    fs.chmodSync(socket, mode & 0o777);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
    const others = uid === 0 ? 0 : (mode >> 6) & 0o6;
    fs.chmodSync(socket, (mode & 0o777) | others);
  }
}

const forwardTo =
  (socket: string) =>
  (connection: net.Socket): void => {
    const agent = net.connect(socket);
    agent.on("error", () => connection.destroy());
    agent.on("close", () => connection.destroy());
    connection.on("close", () => agent.destroy());
    agent.pipe(connection).pipe(agent);
  };

async function keysOf(paths: readonly string[]): Promise<(connection: net.Socket) => void> {
  try {
    return await serveKeys(paths);
  } catch (error) {
    if (error instanceof UserError) throw new StepProblem(error.message, error.problems[0]?.hint);
    throw error;
  }
}
