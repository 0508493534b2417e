/** Opens the line to the engine: finds it, agrees on an API version, says in words why it cannot be had. */
import { Agent, type AgentOptions } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { EngineLostError, EngineRefusedError, UserError } from "../../errors.ts";
import type { Engine, EngineInfo } from "../engine.ts";
import type { AskedAhead } from "./asked-ahead.ts";
import { dockerEngine } from "./docker.ts";
import type { Environment } from "./docker-config.ts";
import { type Dial, type Endpoint, findEndpoint } from "./endpoint.ts";
import { translate } from "./engine-errors.ts";
import { readWholeAnswers } from "./full-response-body.ts";
import { sshAgent } from "./ssh-agent.ts";
import { compareVersions } from "./version.ts";
import type { Wire } from "./wire.ts";

/** The newest API this adapter was tried with, and the oldest: Engine 28.5 and 20.10. */
const newest = "1.51";
const oldest = "1.41";

/**
 * Connects to the engine the environment names. Throws UserError for a bad address or context, EngineLostError with a
 * hint when nobody (or nobody usable) answers within 10 seconds, 40 by ssh. `session`: for names of the adapter's own.
 */
export async function connectEngine(env: Environment, session = "none"): Promise<Engine> {
  return dockerEngine(await openWire(env, session));
}

async function openWire(env: Environment, session: string): Promise<Wire> {
  const endpoint = findEndpoint(env);
  const agent = agentOf(endpoint.dial, env);
  const { default: Dockerode } = await import("dockerode");
  const open = (version?: string): Docker => {
    const options = { ...target(endpoint.dial), agent, ...(version ? { version } : {}) };
    return readWholeAnswers(withoutDockerHost(() => new Dockerode(options)));
  };
  try {
    const first = open();
    const ahead = answersAhead(endpoint.dial);
    // beside each other, where one connection more costs nothing
    const about = endpoint.dial.kind === "socket" ? (ahead?.about ?? first.info().catch(() => undefined)) : undefined;
    const version = await answer(async () => ((await ahead?.version) as Docker.DockerVersion) ?? first.version(), endpoint);
    const apiVersion = chosenVersion(env, version.ApiVersion) ?? negotiate(version.ApiVersion, version.MinAPIVersion, endpoint);
    const docker = open(`v${apiVersion}`);
    let info: Promise<EngineInfo> | undefined;
    const ask = async (): Promise<EngineInfo> => {
      const known = ((await about) as About) ?? (await aboutEngine(docker, endpoint));
      return {
        address: endpoint.address,
        ...(known.ID && { id: known.ID }),
        version: version.Version,
        apiVersion,
        os: version.Os,
        architecture: version.Arch,
        store: storeIn(known),
        local: endpoint.dial.kind === "socket",
      };
    };
    return {
      docker,
      agent,
      endpoint,
      env,
      session,
      apiVersion,
      info: () => {
        info ??= ask().catch((error: unknown) => {
          info = undefined;
          throw error;
        });
        return info;
      },
    };
  } catch (error) {
    agent.destroy();
    throw error;
  }
}

/** What the launcher has asked, if it was this engine. */
function answersAhead(dial: Dial): AskedAhead | undefined {
  const asked = import.meta.askedAhead?.();
  return dial.kind === "socket" && dial.path === asked?.path ? asked : undefined;
}

async function answer(ask: () => Promise<Docker.DockerVersion>, endpoint: Endpoint): Promise<Docker.DockerVersion> {
  const seconds = endpoint.dial.kind === "ssh" ? 40 : 10;
  const patience = new AbortController();
  const silence = sleep(seconds * 1000, undefined, { signal: patience.signal }).then(() => {
    throw new EngineLostError(
      `${endpoint.address} did not answer within ${seconds} seconds`,
      "Is the engine well? `docker info` tells.",
    );
  });
  try {
    const version = await Promise.race([ask(), silence]);
    if (typeof version?.ApiVersion !== "string") throw notAnEngine(endpoint);
    return version;
  } catch (error) {
    const known = translate(error, endpoint);
    // who refuses the very first request is no engine for us
    if (!(known instanceof EngineRefusedError)) throw known;
    throw new EngineLostError(`${endpoint.address} refused: ${known.message}`, "Is that a Docker engine?", error);
  } finally {
    patience.abort();
  }
}

function notAnEngine(endpoint: Endpoint): EngineLostError {
  return new EngineLostError(
    `what answers at ${endpoint.address} is not a Docker engine`,
    "Check DOCKER_HOST or the docker context.",
  );
}

/** DOCKER_API_VERSION, where the engine speaks it. Throws UserError for what is none. */
function chosenVersion({ DOCKER_API_VERSION: wanted }: Environment, theirs: string): string | undefined {
  if (!wanted) return undefined;
  const hint = "unset DOCKER_API_VERSION: dbuild and the engine agree on one by themselves";
  if (!/^\d+\.\d+$/.test(wanted))
    throw new UserError({ message: `DOCKER_API_VERSION is "${wanted}", which is no version`, hint });
  if (compareVersions(wanted, theirs) > 0)
    throw new UserError({ message: `DOCKER_API_VERSION is ${wanted}, but the engine speaks ${theirs} at most`, hint });
  return wanted;
}

/** The lower of the engine's newest and ours, but not below what the engine still speaks. */
export function negotiate(theirs: string, theirOldest: string | undefined, endpoint: Pick<Endpoint, "address">): string {
  if (compareVersions(theirs, oldest) < 0) {
    throw new EngineLostError(
      `the engine at ${endpoint.address} is too old (API ${theirs})`,
      "Docker Engine 20.10 or newer is needed.",
    );
  }
  if (compareVersions(theirs, newest) <= 0) return theirs;
  return theirOldest !== undefined && compareVersions(theirOldest, newest) > 0 ? theirOldest : newest;
}

async function aboutEngine(docker: Docker, endpoint: Endpoint): Promise<About> {
  try {
    return await docker.info();
  } catch (error) {
    throw translate(error, endpoint);
  }
}

type About = { readonly ID?: string; readonly DriverStatus?: readonly (readonly string[])[] | null };

function storeIn({ DriverStatus }: About): EngineInfo["store"] {
  const isContainerd = (DriverStatus ?? []).some(
    ([name, value]) => name === "driver-type" && value === "io.containerd.snapshotter.v1",
  );
  return isContainerd ? "containerd" : "graph";
}

function agentOf(dial: Dial, env: Environment): Agent {
  const options: AgentOptions = { keepAlive: true, maxFreeSockets: 8 };
  // without TLS nobody needs a server's name; to find one takes Node 10 ms (its pattern of all IPv6 addresses)
  const plain = { ...options, servername: "" } as AgentOptions;
  switch (dial.kind) {
    case "socket":
      return new Agent(plain);
    case "ssh":
      return sshAgent(dial.args, env, plain);
    case "tcp": {
      if (dial.tls === undefined) return new Agent(plain);
      const { verify, ...pem } = dial.tls;
      return new SecureAgent({ ...options, ...pem, rejectUnauthorized: verify });
    }
  }
}

function target(dial: Dial): Docker.DockerOptions {
  switch (dial.kind) {
    case "socket":
      return { socketPath: dial.path };
    case "ssh":
      return { host: dial.host, port: 22, protocol: "http" };
    case "tcp":
      return {
        host: dial.host.includes(":") ? `[${dial.host}]` : dial.host,
        port: dial.port,
        protocol: dial.tls ? "https" : "http",
      };
  }
}

/** docker-modem mixes process.env.DOCKER_HOST and its TLS files into whatever it is told; the endpoint is decided here. */
function withoutDockerHost<T>(work: () => T): T {
  const saved = process.env.DOCKER_HOST;
  delete process.env.DOCKER_HOST;
  try {
    return work();
  } finally {
    if (saved !== undefined) process.env.DOCKER_HOST = saved;
  }
}
