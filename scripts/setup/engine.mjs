// The engine that the commands use: the one in force if it answers, else the private one, running or started now.

import { endpointInForce } from "./endpoint.mjs";
import { silence } from "./engine-api.mjs";
import { runningPrivateEngine, startPrivateEngine } from "./private-engine.mjs";

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

/** TLS settings of another engine must not be applied to ours. */
function forPrivate(endpoint) {
  const { DOCKER_TLS_VERIFY: _verify, DOCKER_CERT_PATH: _keys, DOCKER_CONTEXT: _context, ...rest } = process.env;
  return { ...rest, DOCKER_HOST: endpoint.host };
}
