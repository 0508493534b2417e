// The engine that set-up starts where there is none: dockerd of this machine's distribution on a socket of its own,
// with its own data, bridge and containerd namespace. It stays for the next command; `node scripts/engine.mjs stop` ends it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { install, isDebianLike, isRoot } from "./debian.mjs";
import { silence } from "./engine-api.mjs";
import { bridgeOf, makeBridge, openFirewall, removeNetwork } from "./private-network.mjs";
import { tail, which, withSystemPath } from "./processes.mjs";
import { SetupError, step } from "./say.mjs";

export const stopCommand = "node scripts/engine.mjs stop";

/** Where it keeps what. DBUILD_ENGINE_DIR puts everything into one folder (a second engine, a test). */
export function privatePlace(env = process.env) {
  const own = env.DBUILD_ENGINE_DIR && path.resolve(env.DBUILD_ENGINE_DIR);
  const state = own || path.join(env.XDG_STATE_HOME || path.join(os.homedir(), ".local", "state"), "dbuild", "engine");
  const folder = own ? path.join(own, "run") : "/run/dbuild-engine";
  const socket = path.join(folder, "docker.sock");
  if (Buffer.byteLength(socket) > 107)
    throw new SetupError(`DBUILD_ENGINE_DIR is too long a path for a socket (107 bytes at most): ${socket}`, 3);
  return { state, folder, socket, pidFile: path.join(folder, "pid"), log: path.join(state, "log"), bridge: bridgeOf(folder) };
}

export const privateEndpoint = (place = privatePlace()) => ({
  host: `unix://${place.socket}`,
  from: "the private engine",
  own: true,
});

/** Process id of our dockerd; undefined when it does not run (a stale pid file counts for nothing). */
export function privatePid(place = privatePlace()) {
  try {
    const pid = Number(readFileSync(place.pidFile, "utf8"));
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return words.includes(`unix://${place.socket}`) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The running private engine's endpoint, its network seen to; undefined when it does not run. */
export async function runningPrivateEngine(place = privatePlace()) {
  const endpoint = privateEndpoint(place);
  if (privatePid(place) === undefined || (await silence(endpoint)) !== undefined) return undefined;
  if (isRoot()) await openFirewall(place.bridge);
  return endpoint;
}

/** Installs (once) and starts the engine. Throws a SetupError (3) with instructions where that cannot be. */
export async function startPrivateEngine(reason, place = privatePlace()) {
  if (!isRoot() || process.platform !== "linux") throw noWay(reason);
  await installEngine(reason);
  await step(
    "engine: starting",
    () => launch(place),
    () => `engine: Docker's, started for dbuild on unix://${place.socket}; it keeps running (stop it: ${stopCommand})`,
  );
  return privateEndpoint(place);
}

async function installEngine(reason) {
  const missing = [
    ...(which("dockerd") ? [] : ["docker.io", "ca-certificates"]),
    ...(which("ip") ? [] : ["iproute2"]),
    ...(which("iptables") ? [] : ["iptables"]),
  ];
  if (missing.length === 0) return;
  if (!isDebianLike()) throw noWay(reason);
  await step(
    `engine: installing ${missing.join(", ")} from the distribution`,
    () => install(missing),
    () => `engine: ${reason}; installed ${missing.join(", ")} from the distribution`,
  );
}

function noWay(reason) {
  const privately = isDebianLike()
    ? ["Or run this command as root: it then installs and starts Debian's docker.io for itself."]
    : [];
  return new SetupError(
    [
      `no Docker engine: ${reason}`,
      "Start Docker (systemctl start docker, or Docker Desktop), or install it (https://docs.docker.com/engine/install/),",
      "and let your user reach it (groups: docker); or set DOCKER_HOST to an engine elsewhere (unix://, tcp://, ssh://).",
      ...privately,
    ],
    3,
  );
}

async function launch(place) {
  mkdirSync(place.state, { recursive: true, mode: 0o700 });
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  if (privatePid(place) === undefined) {
    rmSync(place.pidFile, { force: true });
    rmSync(place.socket, { force: true });
    await makeBridge(place.bridge);
    await openFirewall(place.bridge);
    spawnDaemon(place);
  }
  await untilItAnswers(place);
}

function spawnDaemon(place) {
  if (existsSync(place.log)) renameSync(place.log, `${place.log}.old`);
  const log = openSync(place.log, "w");
  const args = [
    ["--host", `unix://${place.socket}`],
    ["--data-root", path.join(place.state, "data")],
    ["--exec-root", path.join(place.folder, "exec")],
    ["--pidfile", place.pidFile],
    // a daemon.json of the machine is for the machine's engine
    ["--config-file", path.join(place.state, "daemon.json")],
    ["--bridge", place.bridge],
    ["--iptables=false", "--ip-masq=false"],
    ["--containerd-namespace", place.bridge],
    ["--containerd-plugins-namespace", `${place.bridge}-plugins`],
  ].flat();
  writeFileSync(path.join(place.state, "daemon.json"), "{}\n");
  const child = spawn(which("dockerd"), args, { detached: true, stdio: ["ignore", log, log], env: withSystemPath(), cwd: "/" });
  child.once("error", () => {}); // untilItAnswers() tells
  child.unref();
}

/** Waits until it answers, at most a minute; a daemon that has ended meanwhile is told with its own last words. */
async function untilItAnswers(place) {
  const endpoint = privateEndpoint(place);
  const began = performance.now();
  let seen = false;
  for (;;) {
    if ((await silence(endpoint, 2000)) === undefined) return;
    const alive = privatePid(place) !== undefined;
    seen ||= alive;
    const waited = performance.now() - began;
    // it writes its pid file at once; ten seconds without one, and it has failed before that
    if ((seen && !alive) || (!seen && waited > 10_000) || waited > 60_000) throw failed(place, alive);
    await sleep(100);
  }
}

function failed(place, alive) {
  const log = existsSync(place.log) ? readFileSync(place.log, "utf8") : "";
  return new SetupError(
    [
      alive
        ? `the engine runs but does not answer on ${place.socket}; its last words:`
        : "the engine could not be started; its last words:",
      ...tail(log, 12),
      `The whole log: ${place.log}`,
      alive
        ? `Stop it (${stopCommand}) and try again.`
        : "An engine needs a real machine, a VM or a --privileged container. Set DOCKER_HOST to use an engine that runs elsewhere.",
    ],
    3,
  );
}

/** Stops it and takes its network away; its images stay. False when it did not run. */
export async function stopPrivateEngine(place = privatePlace()) {
  const pid = privatePid(place);
  if (pid === undefined) {
    if (isRoot()) await removeNetwork(place.bridge);
    return false;
  }
  process.kill(pid, "SIGTERM");
  for (let tries = 0; privatePid(place) !== undefined; tries++) {
    if (tries === 300) throw new SetupError(`the engine (process ${pid}) does not stop; see ${place.log}`, 3);
    await sleep(100);
  }
  await removeNetwork(place.bridge);
  return true;
}
