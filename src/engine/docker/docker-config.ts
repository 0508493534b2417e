/** The docker CLI's own settings, read where the CLI reads them. Knows the file's shape and nothing of engines. */
import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../errors.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The disk, as far as this folder looks at it. */
export type Disk = {
  /** Undefined when there is no such file. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
};

export const disk: Disk = {
  read(path) {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw new UserError({ message: `cannot read ${path}: ${(error as Error).message}` });
    }
  },
  exists: (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
};

/** One entry of `auths`. */
export type StoredLogin = {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
  readonly registrytoken?: string;
};

export type DockerConfig = {
  readonly currentContext?: string;
  readonly auths?: Readonly<Record<string, StoredLogin>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
};

/** The folder of config.json, contexts and default TLS files. */
export function configFolder(env: Environment): string {
  return env.DOCKER_CONFIG || join(home(env), ".docker");
}

export function home(env: Environment): string {
  return env.HOME || homedir();
}

/** An absent file is an empty config. Throws UserError when it is not JSON. */
export function readDockerConfig(env: Environment, from: Disk): DockerConfig {
  const path = join(configFolder(env), "config.json");
  return readJson(path, from) ?? {};
}

/** The JSON object in a file; undefined when there is no file. Throws UserError when it is something else. */
export function readJson(path: string, from: Disk): Readonly<Record<string, unknown>> | undefined {
  const text = from.read(path);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new UserError({ message: `${path} is not a JSON object`, hint: "Mend or move the file away." });
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === "ENOENT" || code === "ENOTDIR";
}
