/**
 * Fetches a git repository with the user's own git: one commit deep, nothing asked, no hooks, modes 0644 and 0755 as
 * BuildKit's git source leaves them. Credentials are git's business (helpers, ssh agent) and never shown.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors.ts";
import { type GitSource, withoutPassword } from "./git-url.ts";

export type GitFetch = {
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  /** Lines of progress, not yet cleaned. */
  readonly say?: (line: string) => void;
};

export type FetchedGit = {
  /** Absolute: the folder asked for. */
  readonly folder: string;
  /** The whole name of the commit. */
  readonly commit: string;
};

const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The files of `source` below `into`, an empty folder. Throws UserError when git is missing, the remote cannot be reached, or
 * ref, folder or commit are not there; the signal's reason when aborted.
 */
export async function fetchGit(source: GitSource, into: string, options: GitFetch): Promise<FetchedGit> {
  const { remote, ref = "HEAD", submodules = true } = source;
  const shown = withoutPassword(remote);
  const git = (...args: readonly string[]) => runGit(into, args, options);
  await must(git("init", "-q"), `git cannot start in ${into}`);
  await must(git("remote", "add", "origin", remote), `${shown} is no address git knows`);
  const one = await git("fetch", "-q", "--depth=1", "--no-tags", "--no-recurse-submodules", "origin", ref);
  if (one.code !== 0) {
    // Old servers and plain web servers give no single commit: then everything is fetched.
    const all = await git("fetch", "-q", "--tags", "--no-recurse-submodules", "origin", ...(fullCommit.test(ref) ? [] : [ref]));
    if (all.code !== 0) throw cannotFetch(shown, ref, all.errors);
  }
  const wanted = one.code !== 0 && fullCommit.test(ref) ? ref : "FETCH_HEAD";
  const checkedOut = await git("-c", "advice.detachedHead=false", "checkout", "-q", "--force", wanted);
  if (checkedOut.code !== 0) throw cannotFetch(shown, ref, checkedOut.errors);
  const commit = (await must(git("rev-parse", "HEAD"), `${shown} has no commit`)).trim();
  requireCommit(source, shown, commit);
  if (submodules && fs.existsSync(path.join(into, ".gitmodules"))) {
    await must(
      git("submodule", "--quiet", "update", "--init", "--recursive", "--depth=1"),
      `the submodules of ${shown} cannot be fetched`,
    );
  }
  if (!source.keepGitDir) removeGitFolders(into);
  return { folder: subfolder(into, source.subdir ?? "", shown), commit };
}

function requireCommit({ checksum }: GitSource, shown: string, commit: string): void {
  if (checksum === undefined || commit.startsWith(checksum.toLowerCase())) return;
  throw new UserError({ message: `expected checksum to match ${checksum}, got ${commit} from ${shown}` });
}

function cannotFetch(shown: string, ref: string, errors: string): UserError {
  const missing = /couldn't find remote ref|did not match any|unadvertised object|not our ref|unknown revision/i.test(errors);
  if (missing)
    return new UserError({ message: `${shown} does not contain ref ${ref}`, hint: `git ls-remote ${shown} lists them` });
  return new UserError({
    message: `cannot fetch ${shown}: ${lastLine(errors)}`,
    hint: "dbuild never asks for passwords: `git ls-remote` with that address must work by itself",
  });
}

/** `subdir` inside `root`, links followed but never out of it. */
function subfolder(root: string, subdir: string, shown: string): string {
  const base = fs.realpathSync(root);
  let folder: string | undefined;
  try {
    folder = fs.realpathSync(path.join(base, path.posix.normalize(`/${subdir}`)));
  } catch {
    // told below
  }
  const inside = folder !== undefined && (folder === base || folder.startsWith(`${base}${path.sep}`));
  if (folder === undefined || !inside || !fs.statSync(folder).isDirectory()) {
    throw new UserError({ message: `${shown} has no folder ${subdir}`, hint: "behind the # stands ref:folder" });
  }
  return folder;
}

function removeGitFolders(folder: string): void {
  for (const item of fs.readdirSync(folder, { withFileTypes: true })) {
    const below = path.join(folder, item.name);
    if (item.name === ".git") fs.rmSync(below, { recursive: true, force: true });
    else if (item.isDirectory()) removeGitFolders(below);
  }
}

type GitRan = { readonly code: number; readonly output: string; readonly errors: string };

async function must(ran: Promise<GitRan>, what: string): Promise<string> {
  const { code, output, errors } = await ran;
  if (code !== 0) throw new UserError({ message: `${what}: ${lastLine(errors)}` });
  return output;
}

/** The most telling line git left, without passwords. */
function lastLine(errors: string): string {
  const lines = withoutPassword(errors)
    .split("\n")
    .map((line) => line.trim());
  const fatal = lines.find((line) => /^(?:fatal|error):/.test(line)) ?? lines.findLast((line) => line !== "");
  return fatal?.replace(/^(?:fatal|error): /, "") ?? "git said nothing";
}

function runGit(cwd: string, args: readonly string[], { env, signal, say }: GitFetch): Promise<GitRan> {
  signal?.throwIfAborted();
  // Through a shell, for only it can set the umask that decides about the modes of the files.
  const quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.askPass=", "-c", "core.autocrlf=false", "-c", "gc.auto=0"];
  const child = spawn("/bin/sh", ["-c", 'umask 022; exec git "$@"', "git", ...quiet, ...args], {
    cwd,
    env: gitEnv(env),
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
      errors += chunk;
      for (const line of withoutPassword(String(chunk)).split("\n")) if (line.trim() !== "") say?.(line);
    });
    child.on("error", (error) => reject(signal?.aborted ? signal.reason : error));
    child.on("close", (code) => {
      if (signal?.aborted) return reject(signal.reason);
      if (code !== 127) return resolve({ code: code ?? 1, output, errors });
      reject(new UserError({ message: "git is not installed, but a git repository is asked for", hint: "install git" }));
    });
  });
}

/** The user's environment without what would point git elsewhere or let it ask. */
function gitEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GIT_DIR, GIT_WORK_TREE, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY, GIT_ASKPASS, SSH_ASKPASS, ...rest } = env;
  return {
    ...rest,
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: env.GIT_SSH_COMMAND ?? "ssh -o BatchMode=yes",
    GCM_INTERACTIVE: "never",
    LC_ALL: "C",
  };
}
