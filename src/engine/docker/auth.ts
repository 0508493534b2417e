/** Credentials for a registry, where `docker login` keeps them: config.json's `auths`, or a credential helper. */
import { execFile } from "node:child_process";
import { type Disk, type DockerConfig, disk, type Environment, readDockerConfig, type StoredLogin } from "./docker-config.ts";

/** What goes base64-encoded into X-Registry-Auth. */
export type Login = {
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
  readonly serveraddress: string;
};

/** Asks `docker-credential-NAME get`; rejects with what the helper said. */
export type Helper = (name: string, server: string) => Promise<{ Username?: string; Secret?: string }>;

/** Docker Hub's own key in every store. */
const hub = "https://index.docker.io/v1/";

/**
 * The login for `registry` (a host, `docker.io` for Docker Hub); undefined when none is stored. Throws a plain
 * Error when a helper fails.
 */
export async function findLogin(
  registry: string,
  env: Environment,
  from: Disk = disk,
  helper?: Helper,
): Promise<Login | undefined> {
  const server = registry === "docker.io" ? hub : registry;
  const config = readDockerConfig(env, from);
  const name = config.credHelpers?.[server] ?? config.credHelpers?.[registry] ?? config.credsStore;
  if (name) {
    const found = await (helper ?? runHelper(env))(name, server);
    if (found.Secret) {
      return found.Username === "<token>"
        ? { identitytoken: found.Secret, serveraddress: server }
        : { username: found.Username ?? "", password: found.Secret, serveraddress: server };
    }
  }
  const stored = storedLogin(config, server);
  return stored && { ...decoded(stored), serveraddress: server };
}

/** Old configs carry keys with a scheme and a path. */
function storedLogin(config: DockerConfig, server: string): StoredLogin | undefined {
  const entries = Object.entries(config.auths ?? {});
  const exact = entries.find(([key]) => key === server) ?? entries.find(([key]) => hostOf(key) === hostOf(server));
  const login = exact?.[1];
  // with a credential store the entries are there and empty
  return login && Object.values(login).some((value) => value) ? login : undefined;
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
}

function decoded(stored: StoredLogin): Omit<Login, "serveraddress"> {
  const { auth, ...rest } = stored;
  if (!auth) return rest;
  const text = Buffer.from(auth, "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 0) return rest;
  // a trailing NUL is how very old clients padded it
  return { ...rest, username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, "") };
}

function runHelper(env: Environment): Helper {
  return (name, server) =>
    new Promise((resolve, reject) => {
      const program = `docker-credential-${name}`;
      const child = execFile(program, ["get"], { env: env as NodeJS.ProcessEnv, timeout: 60_000 }, (error, stdout) => {
        const said = stdout.trim();
        if (error === null) return resolve(JSON.parse(said) as { Username?: string; Secret?: string });
        // the protocol's word for "nothing stored"
        if (/credentials not found/i.test(said)) return resolve({});
        reject(new Error(`${program}: ${said || error.message}`));
      });
      child.stdin?.on("error", () => {}); // a helper that is not there: told by the callback
      child.stdin?.end(server);
    });
}
