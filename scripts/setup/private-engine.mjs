// The engines that set-up starts where there is none: dockerd on a socket of its own, with its own data, bridge and
// containerd namespace. One stays for the next command; `node scripts/engine.mjs stop` ends it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDebianLike, isRoot } from "./debian.mjs";
import { call, silence } from "./engine-api.mjs";
import { enginePrograms } from "./engine-programs.mjs";
import { oneAtATime } from "./one-at-a-time.mjs";
import { privatePlace, programsFolder } from "./places.mjs";
import { makeBridge, openFirewall, removeNetwork } from "./private-network.mjs";
import { tail, which, withSystemPath } from "./processes.mjs";
import { SetupError, step } from "./say.mjs";

const stopCommand = (kind) => `node scripts/engine.mjs stop${kind === "newest" ? "" : ` ${kind}`}`;

/** What to say at the end of a command whose engine is a private one; undefined for anybody else's. */
export const keepsRunning = (engine) =>
  engine?.endpoint.own && `the engine keeps running (stop it: ${stopCommand(engine.endpoint.own)})`;

export const privateEndpoint = (place = privatePlace()) => ({
  host: `unix://${place.socket}`,
  from: "the private engine",
  own: place.kind,
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

/**
 * The private engine's endpoint: of the one that runs, else of one that is started now, `reason` says why. Commands that ask at the
 * same moment get the same one. Throws a SetupError (3) with instructions where there can be none.
 */
export const havePrivateEngine = (reason, place = privatePlace()) =>
  oneAtATime(path.join(programsFolder(), "lock"), async () => (await runningEngine(place)) ?? (await startEngine(reason, place)));

/** The running engine's endpoint, its network seen to; undefined when it does not run. One without its programs is stopped. */
async function runningEngine(place) {
  const endpoint = privateEndpoint(place);
  if (privatePid(place) === undefined || (await silence(endpoint)) !== undefined) return undefined;
  if (!hasPrograms(place)) {
    await stopPrivateEngine(place);
    return undefined;
  }
  if (isRoot()) await openFirewall(place.bridge);
  return endpoint;
}

/** Somebody may have cleared the cache they are in: it answers still, and can start nothing any more. */
function hasPrograms(place) {
  try {
    return programsOf(place).folders.every((folder) => existsSync(folder));
  } catch {
    return false;
  }
}

/** What the engine was started with, as enginePrograms() told it: beside its socket, for commands with another state folder too. */
const programsOf = ({ folder }) => JSON.parse(readFileSync(path.join(folder, "programs.json"), "utf8"));

/** Fetches its programs (once) and starts the engine. */
async function startEngine(reason, place) {
  if (!isRoot() || process.platform !== "linux") throw noWay(reason);
  if (!isDebianLike() && which("dockerd") === undefined) throw noWay(reason);
  const programs = await enginePrograms(place.kind);
  const endpoint = privateEndpoint(place);
  await step(
    "engine: starting",
    async () => {
      await launch(place, programs);
      return call(endpoint, "GET", "/version");
    },
    ({ Version: version }) =>
      `engine: ${reason}; Docker ${version} started for dbuild on ${endpoint.host}; it keeps running (stop it: ${stopCommand(place.kind)})`,
  );
  return endpoint;
}

/** What a program needs to reach this engine with the docker client that came with it: PATH, DOCKER_HOST, DOCKER_CONFIG. */
export function clientEnvironment(place = privatePlace(), env = process.env) {
  const { folders } = programsOf(place);
  return {
    PATH: [...folders, env.PATH].filter(Boolean).join(path.delimiter),
    DOCKER_HOST: privateEndpoint(place).host,
    DOCKER_CONFIG: place.clientConfig,
  };
}

function noWay(reason) {
  const privately = isDebianLike()
    ? ["Or run this command as root: it then brings an engine of its own from Debian's packages."]
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

async function launch(place, programs) {
  for (const folder of [place.state, place.folder, place.clientConfig]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (privatePid(place) === undefined) {
    rmSync(place.pidFile, { force: true });
    rmSync(place.socket, { force: true });
    writeFileSync(path.join(place.folder, "programs.json"), JSON.stringify(programs));
    const plugins = programs.plugins ? { cliPluginsExtraDirs: [programs.plugins] } : {};
    writeFileSync(path.join(place.clientConfig, "config.json"), JSON.stringify(plugins));
    await makeBridge(place.bridge);
    await openFirewall(place.bridge);
    spawnDaemon(place, programs);
  }
  await untilItAnswers(place);
}

function spawnDaemon(place, { dockerd, folders, libraries = [] }) {
  if (existsSync(place.log)) renameSync(place.log, `${place.log}.old`);
  const log = openSync(place.log, "w");
  const settings = path.join(place.state, "daemon.json");
  const args = [
    ["--host", `unix://${place.socket}`],
    ["--data-root", path.join(place.state, "data")],
    ["--exec-root", path.join(place.folder, "exec")],
    ["--pidfile", place.pidFile],
    // a daemon.json of the machine is for the machine's engine
    ["--config-file", settings],
    ["--bridge", place.bridge],
    ["--iptables=false", "--ip-masq=false"],
    ["--containerd-namespace", place.bridge],
    ["--containerd-plugins-namespace", `${place.bridge}-plugins`],
  ].flat();
  const features = place.kind === "stable" ? {} : { features: { "containerd-snapshotter": place.kind === "containerd" } };
  writeFileSync(settings, JSON.stringify(features));
  const { PATH, ...env } = withSystemPath();
  const withLibraries = libraries.length > 0 && {
    LD_LIBRARY_PATH: [...libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(":"),
  };
  const child = spawn(dockerd, args, {
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...env, PATH: [...folders, PATH].join(path.delimiter), ...withLibraries },
    cwd: "/",
  });
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
        ? `Stop it (${stopCommand(place.kind)}) and try again.`
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
