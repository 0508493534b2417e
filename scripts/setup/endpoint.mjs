// Where docker itself would look for its engine: DOCKER_HOST, the docker context in force, the default socket.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const defaultSocket = "unix:///var/run/docker.sock";

/** The endpoint in force; `named` when the person chose it (then nobody else's engine should be taken instead). */
export function endpointInForce(env = process.env) {
  const config = env.DOCKER_CONFIG || path.join(os.homedir(), ".docker");
  if (env.DOCKER_HOST) {
    return { host: env.DOCKER_HOST, from: `DOCKER_HOST=${env.DOCKER_HOST}`, named: true, ...tlsOfEnvironment(env, config) };
  }
  const context = env.DOCKER_CONTEXT || currentContext(config);
  if (context && context !== "default") return ofContext(config, context);
  return { host: defaultSocket, from: defaultSocket, named: false };
}

function tlsOfEnvironment(env, config) {
  if (!env.DOCKER_TLS_VERIFY) return {};
  return { tls: { ...keysIn(env.DOCKER_CERT_PATH || config), rejectUnauthorized: true } };
}

function keysIn(folder) {
  const read = (name) => (existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name)) : undefined);
  return { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") };
}

function currentContext(config) {
  try {
    return JSON.parse(readFileSync(path.join(config, "config.json"), "utf8")).currentContext;
  } catch {
    return undefined;
  }
}

/** docker keeps a context under the SHA-256 of its name. */
function ofContext(config, name) {
  const id = createHash("sha256").update(name).digest("hex");
  const from = `docker context "${name}"`;
  try {
    const meta = JSON.parse(readFileSync(path.join(config, "contexts", "meta", id, "meta.json"), "utf8"));
    const { Host: host, SkipTLSVerify: skip } = meta.Endpoints.docker;
    const keys = path.join(config, "contexts", "tls", id, "docker");
    return { host, from, named: true, ...(existsSync(keys) && { tls: { ...keysIn(keys), rejectUnauthorized: skip !== true } }) };
  } catch (error) {
    return { host: undefined, from, named: true, problem: `cannot be read: ${error.message}` };
  }
}
