/**
 * Runs the user's own git: nothing asked, no hooks, and of their settings only what decides about reaching the server
 * (credentials, proxies, ssh). What lands on the disk must not depend on whose machine it is: BuildKit reads no settings at all.
 */
import { spawn } from "node:child_process";
import { UserError } from "../errors.ts";
import { withoutPassword } from "./git-url.ts";

export type GitFetch = {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Lines of progress, not yet cleaned. */
  readonly say?: (line: string) => void;
};

export type GitRan = { readonly code: number; readonly output: string; readonly errors: string };

/** One command in `cwd`; any exit code is an answer. Throws UserError when there is no git, the signal's reason when aborted. */
export async function runGit(cwd: string, args: readonly string[], options: GitFetch): Promise<GitRan> {
  options.signal?.throwIfAborted();
  const env = await gitEnv(options.env);
  const ran = await spawnGit(cwd, args, env, options);
  if (ran.code !== 127) return ran;
  throw new UserError({ message: "git is not installed, but a git repository is asked for", hint: "Install git." });
}

/** The output of a command that has to succeed. Throws UserError with `what` and git's own words. */
export async function mustGit(cwd: string, args: readonly string[], options: GitFetch, what: string): Promise<string> {
  const { code, output, errors } = await runGit(cwd, args, options);
  if (code !== 0) throw new UserError({ message: `${what}: ${lastLine(errors)}` });
  return output;
}

/** The most telling line git left, without passwords. */
export function lastLine(errors: string): string {
  const lines = withoutPassword(errors)
    .split("\n")
    .map((line) => line.trim());
  const fatal = lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.findLast((line) => line !== "");
  return fatal?.replace(/^(?:fatal|error): /, "") ?? "git said nothing";
}

function spawnGit(
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { signal, say }: Partial<GitFetch>,
): Promise<GitRan> {
  const settings = ["core.hooksPath=/dev/null", "core.attributesFile=/dev/null", "core.askPass=", "gc.auto=0"];
  const command = [...settings.flatMap((setting) => ["-c", setting]), "-c", "advice.detachedHead=false", ...args];
  // Through a shell, for only it can set the umask that decides about the modes of the files.
  const child = spawn("/bin/sh", ["-c", 'umask 022; exec git "$@"', "git", ...command], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal }),
  });
  return new Promise((resolve, reject) => {
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      errors = (errors + chunk).slice(-10_000);
      for (const line of withoutPassword(String(chunk)).split("\n")) if (line.trim() !== "") say?.(line);
    });
    child.on("error", (error) => reject(signal?.aborted ? signal.reason : error));
    child.on("close", (code) => {
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code: code ?? 1, output, errors });
    });
  });
}

/** The user's environment without what would point git elsewhere or let it ask. */
async function gitEnv(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const rest = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:GIT_|SSH_ASKPASS)/.test(name) || /^GIT_SS[HL]/.test(name)),
  );
  return {
    ...rest,
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: env.GIT_SSH_COMMAND ?? "ssh -o BatchMode=yes",
    GCM_INTERACTIVE: "never",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    // Not even a submodule may read this machine's own folders.
    GIT_ALLOW_PROTOCOL: "http:https:git:ssh",
    ...(await reaching(env)),
  };
}

const known = new Map<string, Promise<NodeJS.ProcessEnv>>();

/** The user's settings that decide about reaching a server, as environment. Read once per home. */
function reaching(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const key = `${env.HOME}\0${env.XDG_CONFIG_HOME}\0${env.GIT_CONFIG_GLOBAL}`;
  const found = known.get(key) ?? readReaching(env);
  known.set(key, found);
  return found;
}

async function readReaching(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const pattern = "^(credential\\.|http\\.|url\\.|core\\.sshcommand|ssh\\.variant)";
  const { code, output } = await spawnGit("/", ["config", "--global", "-z", "--get-regexp", pattern], env, {});
  const pairs = code === 0 ? output.split("\0").filter((pair) => pair !== "") : [];
  const settings: NodeJS.ProcessEnv = { GIT_CONFIG_COUNT: String(pairs.length) };
  for (const [index, pair] of pairs.entries()) {
    const end = pair.indexOf("\n");
    settings[`GIT_CONFIG_KEY_${index}`] = end < 0 ? pair : pair.slice(0, end);
    settings[`GIT_CONFIG_VALUE_${index}`] = end < 0 ? "true" : pair.slice(end + 1);
  }
  return settings;
}
