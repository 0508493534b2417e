// The engine that the commands use: the one in force if it answers, else the private one, running or started now.
import { endpointInForce } from "./endpoint.mjs";
import { silence } from "./engine-api.mjs";
import { kindAskedFor, privatePlace } from "./places.mjs";
import { clientEnvironment, havePrivateEngine } from "./private-engine.mjs";

/**
 * Resolves with { endpoint, env }: `env` is what a program needs to reach the same engine through DOCKER_HOST.
 * Throws a SetupError (3) when there is no engine and none can be started.
 */
export async function haveEngine() {
  const kind = kindAskedFor();
  if (kind !== undefined) return privateEngine(kind, `DBUILD_ENGINE=${kind}`);
  const inForce = endpointInForce();
  const why = inForce.problem ?? (await silence(inForce));
  if (why === undefined) return { endpoint: inForce, env: process.env };
  return privateEngine("newest", `none answers (${inForce.from}: ${why})`);
}

async function privateEngine(kind, reason) {
  const place = privatePlace(kind);
  const endpoint = await havePrivateEngine(reason, place);
  // TLS settings and contexts of another engine must not be applied to ours
  const { DOCKER_TLS_VERIFY: _verify, DOCKER_CERT_PATH: _keys, DOCKER_CONTEXT: _context, ...rest } = process.env;
  return { endpoint, env: { ...rest, ...clientEnvironment(place) } };
}
