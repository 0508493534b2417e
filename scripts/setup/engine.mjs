// The engine that the commands use: the one in force if it answers, else the private one, running or started now.

import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { endpointInForce } from "./endpoint.mjs";
import { silence } from "./engine-api.mjs";
import { privatePlace, runningPrivateEngine, startPrivateEngine } from "./private-engine.mjs";
import { which } from "./processes.mjs";

/**
 * Resolves with { endpoint, env }: `env` is what a program needs to reach the same engine through DOCKER_HOST.
 * Throws a SetupError (3) when there is no engine and none can be started.
 */
export async function haveEngine() {
  const inForce = endpointInForce();
  const why = inForce.problem ?? (await silence(inForce));
  if (why === undefined) return { endpoint: inForce, env: process.env };
  const endpoint = (await runningPrivateEngine()) ?? (await startPrivateEngine(`none answers (${inForce.from}: ${why})`));
  return { endpoint, env: forPrivate(endpoint) };
}

/**
 * The environment for the private engine. TLS settings of another engine must not be applied to ours; and the docker client
 * of the same distribution comes first, for a newer one without its buildx plugin cannot use this engine's BuildKit.
 */
function forPrivate(endpoint) {
  const { DOCKER_TLS_VERIFY: _verify, DOCKER_CERT_PATH: _keys, DOCKER_CONTEXT: _context, ...rest } = process.env;
  return { ...rest, PATH: [clientFolder(), rest.PATH].filter(Boolean).join(":"), DOCKER_HOST: endpoint.host };
}

function clientFolder() {
  const client = "/usr/bin/docker";
  if (!existsSync(client) || which("docker") === client) return undefined;
  const folder = path.join(privatePlace().state, "bin");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, "docker"))) symlinkSync(client, path.join(folder, "docker"));
  return folder;
}
