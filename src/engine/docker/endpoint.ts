/**
 * Which engine: the order of the docker CLI. DOCKER_HOST, else DOCKER_CONTEXT or the config's current context, else the
 * default socket. Takes the environment and a disk; opens no connection.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { configFolder, type Disk, disk, type Environment, home, readDockerConfig, readJson } from "./docker-config.ts";

/** PEM texts. `verify` false: the server's certificate is not checked (DOCKER_TLS without DOCKER_TLS_VERIFY). */
export type Tls = { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly verify: boolean };

export type Dial =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number; readonly tls?: Tls }
  /** `args` go to ssh before the remote command. */
  | { readonly kind: "ssh"; readonly host: string; readonly args: readonly string[] };

export type Endpoint = {
  /** As one says it: `unix:///var/run/docker.sock`, `context remote`. */
  readonly address: string;
  readonly dial: Dial;
  /** What `docker` needs in its environment to go the same way. */
  readonly clientEnv: Readonly<Record<string, string>>;
};

/** Throws UserError for an address nobody could dial, an unknown context. */
export function findEndpoint(env: Environment, from: Disk = disk): Endpoint {
  const host = env.DOCKER_HOST;
  if (host) return hostEndpoint(host, env, from);
  const context = env.DOCKER_CONTEXT || readDockerConfig(env, from).currentContext;
  if (context && context !== "default") return contextEndpoint(context, env, from);
  return defaultEndpoint(env, from);
}

function hostEndpoint(host: string, env: Environment, from: Disk): Endpoint {
  const verify = env.DOCKER_TLS_VERIFY;
  const wanted = Boolean(verify) || Boolean(env.DOCKER_TLS);
  const folder = env.DOCKER_CERT_PATH || configFolder(env);
  const dial = parseHost(host, "DOCKER_HOST", wanted ? () => readTls(folder, from, Boolean(verify)) : undefined);
  const clientEnv: Record<string, string> = { DOCKER_HOST: host };
  for (const name of ["DOCKER_TLS_VERIFY", "DOCKER_TLS", "DOCKER_CERT_PATH"]) {
    const value = env[name];
    if (value) clientEnv[name] = value;
  }
  return { address: host, dial, clientEnv: { ...clientEnv, ...configEnv(env) } };
}

/** Contexts live in folders named by the SHA-256 of their name (docker CLI, `cli/context/store`). */
function contextEndpoint(name: string, env: Environment, from: Disk): Endpoint {
  const hash = createHash("sha256").update(name).digest("hex");
  const meta = readJson(join(configFolder(env), "contexts", "meta", hash, "meta.json"), from);
  if (meta === undefined) {
    throw new UserError({
      message: `there is no docker context "${name}"`,
      hint: "`docker context ls` lists them; `docker context use default` goes back to the local engine.",
    });
  }
  const docker = (meta as { Endpoints?: { docker?: { Host?: string; SkipTLSVerify?: boolean } } }).Endpoints?.docker;
  if (!docker?.Host) throw new UserError(`the docker context "${name}" names no docker engine`);
  const folder = join(configFolder(env), "contexts", "tls", hash, "docker");
  const verify = docker.SkipTLSVerify !== true;
  const hasTls = from.exists(join(folder, "ca.pem")) || from.exists(join(folder, "cert.pem")) || !verify;
  const dial = parseHost(docker.Host, `the docker context "${name}"`, hasTls ? () => readTls(folder, from, verify) : undefined);
  return { address: `context ${name}`, dial, clientEnv: { DOCKER_CONTEXT: name, ...configEnv(env) } };
}

/** The usual socket, or where rootless engines and Docker Desktop put theirs. */
function defaultEndpoint(env: Environment, from: Disk): Endpoint {
  const usual = "/var/run/docker.sock";
  const others = [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, "docker.sock")] : []),
    join(home(env), ".docker", "run", "docker.sock"),
  ];
  const path = [usual, ...others].find((candidate) => from.exists(candidate)) ?? usual;
  const address = `unix://${path}`;
  return { address, dial: { kind: "socket", path }, clientEnv: { DOCKER_HOST: address, ...configEnv(env) } };
}

function configEnv(env: Environment): Readonly<Record<string, string>> {
  return env.DOCKER_CONFIG ? { DOCKER_CONFIG: env.DOCKER_CONFIG } : {};
}

/** `source` is where the address was found, for messages. `tls` is asked only when the address can use it. */
export function parseHost(text: string, source: string, tls?: () => Tls): Dial {
  const bad = (why: string): UserError =>
    new UserError({
      message: `${source} is "${text}": ${why}`,
      hint: "It reads unix:///path/docker.sock, tcp://host:2375 or ssh://user@host.",
    });
  const [, scheme = "tcp", rest = text] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/s.exec(text) ?? [];
  switch (scheme.toLowerCase()) {
    case "unix":
    case "npipe":
      return { kind: "socket", path: rest || "/var/run/docker.sock" };
    case "tcp":
    case "http":
    case "https": {
      const url = parseUrl(`tcp://${rest}`);
      if (url === undefined || url.hostname === "") throw bad("not a host and a port");
      if (url.pathname !== "" && url.pathname !== "/") throw bad("a path behind the port is not supported");
      const material = scheme === "https" && tls === undefined ? { verify: true } : tls?.();
      const port = url.port === "" ? (material ? 2376 : 2375) : Number(url.port);
      const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
      return { kind: "tcp", host, port, ...(material ? { tls: material } : {}) };
    }
    case "ssh": {
      const url = parseUrl(`ssh://${rest}`);
      // a name that begins with a dash would be an option of ssh
      if (url === undefined || url.hostname === "" || url.hostname.startsWith("-")) throw bad("no host to reach by ssh");
      if (url.password !== "") throw bad("ssh takes no password from an address; use a key or an agent");
      if (url.search !== "" || url.hash !== "") throw bad("only a user, a host, a port and a socket path are understood");
      const path = decodeURIComponent(url.pathname).replace(/^\/$/, "");
      const user = decodeURIComponent(url.username);
      const args = [...(user ? ["-l", user] : []), ...(url.port ? ["-p", url.port] : []), "--", url.hostname];
      const remote = path ? ["docker", "--host", `unix://${path}`] : ["docker"];
      return { kind: "ssh", host: url.hostname, args: [...args, ...remote.map(quoted), "system", "dial-stdio"] };
    }
    default:
      throw bad(`"${scheme}" is not a way to reach an engine`);
  }
}

/** For the shell at the other end of ssh. */
function quoted(word: string): string {
  return /^[A-Za-z0-9_/:.@=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** ca.pem, cert.pem, key.pem of a folder; each may be absent, but a key without its certificate is a mistake. */
function readTls(folder: string, from: Disk, verify: boolean): Tls {
  const [ca, cert, key] = ["ca.pem", "cert.pem", "key.pem"].map((name) => from.read(join(folder, name)));
  if ((cert === undefined) !== (key === undefined)) {
    throw new UserError({
      message: `${folder} has only one of cert.pem and key.pem`,
      hint: "TLS to the engine needs both: see DOCKER_CERT_PATH.",
    });
  }
  if (verify && ca === undefined && cert === undefined) {
    throw new UserError({
      message: `no TLS files in ${folder}`,
      hint: "DOCKER_TLS_VERIFY needs ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH.",
    });
  }
  return { verify, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}
