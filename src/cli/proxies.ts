/** Proxies of the docker client's config.json, which `docker build` passes as build arguments nobody declared (docker CLI). */
import { disk, type Environment, readDockerConfig } from "../engine/docker/docker-config.ts";

const names = {
  httpProxy: "HTTP_PROXY",
  httpsProxy: "HTTPS_PROXY",
  ftpProxy: "FTP_PROXY",
  noProxy: "NO_PROXY",
} as const;

/**
 * `given` and, for proxies it does not name in capitals, what config.json says for the engine at `host`, else by default; buildx 0.29
 * gives on no allProxy, and no name in small letters (a RUN has both, an ARG only what is given).
 */
export function withProxies(
  given: Readonly<Record<string, string>>,
  env: Environment,
  host: string | undefined,
): Readonly<Record<string, string>> {
  const { proxies } = readDockerConfig(env, disk) as { proxies?: Record<string, Record<string, unknown> | undefined> };
  const chosen = (host === undefined ? undefined : proxies?.[host]) ?? proxies?.default ?? {};
  const added: Record<string, string> = {};
  for (const [key, name] of Object.entries(names)) {
    const value = chosen[key];
    if (typeof value !== "string" || value === "") continue;
    added[name] = value;
  }
  return { ...added, ...given };
}
