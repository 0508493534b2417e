// Where the set-up keeps engines: programs in the cache folder, data in the state folder, sockets below /run.
import { createHash } from "node:crypto";
import os from "node:os";
import path from "node:path";
import { SetupError } from "./say.mjs";

/**
 * The private engines. `newest`: of Debian's development suite. `containerd`: the same programs on the containerd image
 * store. `stable`: of the distribution's own release.
 */
export const engineKinds = ["newest", "containerd", "stable"];

/** The private engine that DBUILD_ENGINE asks for, whatever else answers; undefined when it is not set. */
export function kindAskedFor(env = process.env) {
  const kind = env.DBUILD_ENGINE || undefined;
  if (kind === undefined || engineKinds.includes(kind)) return kind;
  throw new SetupError(`DBUILD_ENGINE=${kind}: it is one of ${engineKinds.join(", ")}`, 2);
}

/** What can be fetched again. */
export const cacheFolder = (env = process.env) => path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "dbuild");

/** The folder with the programs of engines, each in a folder of its own. */
export const programsFolder = (env = process.env) => path.join(cacheFolder(env), "engines");

/** Programs that engines need and the machine has not (iptables, ip, runc), ready to be called. */
export const engineTools = (env = process.env) => path.join(programsFolder(env), "tools", "starters");

/** Where the private engine keeps what. DBUILD_ENGINE_DIR puts all of it into one folder (a second engine, a test). */
export function privatePlace(kind = "newest", env = process.env) {
  const own = env.DBUILD_ENGINE_DIR && path.join(path.resolve(env.DBUILD_ENGINE_DIR), kind);
  const home = env.XDG_STATE_HOME || path.join(os.homedir(), ".local", "state");
  const state = own || path.join(home, "dbuild", "engines", kind);
  const folder = own ? path.join(own, "run") : `/run/dbuild-engines/${kind}`;
  const socket = path.join(folder, "docker.sock");
  if (Buffer.byteLength(socket) > 107)
    throw new SetupError(`DBUILD_ENGINE_DIR is too long a path for a socket (107 bytes at most): ${socket}`, 3);
  return {
    kind,
    state,
    folder,
    socket,
    pidFile: path.join(folder, "pid"),
    log: path.join(state, "log"),
    clientConfig: path.join(folder, "client"),
    bridge: bridgeOf(folder),
  };
}

/** The bridge of the engine that runs in `folder`; a name of at most 15 bytes. */
export const bridgeOf = (folder) => `dbuild-${createHash("sha256").update(folder).digest("hex").slice(0, 6)}`;
