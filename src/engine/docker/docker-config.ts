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

/** What config.json says; an absent file says nothing, and neither does one that cannot be used (the docker CLI goes on, too). */
export function readDockerConfig(env: Environment, from: Disk): DockerConfig {
  const read = configOf(env, from);
  return "trouble" in read ? {} : read.config;
}

/** Why config.json is not used, one line for a warning; undefined: it is, or there is none. */
export function dockerConfigTrouble(env: Environment, from: Disk = disk): string | undefined {
  const read = configOf(env, from);
  return "trouble" in read ? read.trouble : undefined;
}

function configOf(env: Environment, from: Disk): { readonly config: DockerConfig } | { readonly trouble: string } {
  const path = join(configFolder(env), "config.json");
  try {
    const config = readJson(path, from) ?? {};
    const wrong = Object.entries(shape).find(([field, type]) => config[field] !== undefined && typeOf(config[field]) !== type);
    return wrong ? { trouble: `${path} is not used: its ${wrong[0]} is no ${wrong[1]}` } : { config };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { trouble: `${path} is not used: ${error.message.replace(`${path} `, "it ").replace(`cannot read ${path}: `, "")}` };
  }
}

/** What is read of it, and what that must be. */
const shape = { currentContext: "string", auths: "object", credsStore: "string", credHelpers: "object", proxies: "object" };

const typeOf = (value: unknown): string => (Array.isArray(value) || value === null ? "list" : typeof value);

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
