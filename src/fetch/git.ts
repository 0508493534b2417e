/** Git repositories: which commit an address means, and its files in a folder, one commit deep, modes 0644 and 0755 (BuildKit). */
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors.ts";
import { type GitFetch, lastLine, mustGit, runGit } from "./git-program.ts";
import { type GitSource, withoutPassword } from "./git-url.ts";

export type { GitFetch } from "./git-program.ts";

export type FetchedGit = {
  /** Absolute: the folder asked for. */
  readonly folder: string;
  /** The whole name of the commit. */
  readonly commit: string;
};

const fullCommit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commit that `source` means now, asked of the server without fetching anything. A branch goes before a tag of its name.
 * Throws UserError when the server cannot be reached, has no such ref, or `checksum` says something else.
 */
export async function resolveGit(source: GitSource, options: GitFetch): Promise<string> {
  return (await resolveRef(source, options)).commit;
}

/** The same with the full name the ref has on the server (a commit is its own name). */
async function resolveRef(source: GitSource, options: GitFetch): Promise<{ readonly commit: string; readonly name: string }> {
  const { remote, ref = "HEAD" } = source;
  const shown = withoutPassword(remote);
  if (ref.startsWith("-")) throw new UserError({ message: `invalid git ref ${ref}` });
  if (fullCommit.test(ref)) return { commit: requireCommit(source, shown, [ref]), name: ref };
  const { code, output, errors } = await runGit("/", ["ls-remote", "--", remote, ref, `${ref}^{}`], options);
  if (code !== 0) throw cannotFetch(shown, ref, errors);
  const lines = output.split("\n").map((line) => line.split("\t"));
  const commitOf = (name: string): string | undefined => lines.find(([, found]) => found === name)?.[0];
  const bare = ref.replace(/^refs\/(?:heads|tags)\//, "");
  const branches = ref.startsWith("refs/tags/") ? [] : [ref, `refs/${ref}`, `refs/heads/${bare}`];
  for (const name of branches) {
    const commit = commitOf(name);
    if (commit !== undefined) return { commit: requireCommit(source, shown, [commit]), name };
  }
  const name = `refs/tags/${bare}`;
  const tag = commitOf(name);
  if (tag === undefined) throw cannotFetch(shown, ref, "couldn't find remote ref");
  // An annotated tag is an object of its own; either may be the checksum.
  const commits = [commitOf(`${name}^{}`), tag].filter((commit) => commit !== undefined);
  return { commit: requireCommit(source, shown, commits), name };
}

/**
 * The files of `source` below `into`, an empty folder. Throws UserError when git is missing, the remote cannot be reached, or
 * ref, folder or commit are not there; the signal's reason when aborted.
 */
export async function fetchGit(source: GitSource, into: string, options: GitFetch): Promise<FetchedGit> {
  const { remote, submodules = true, subdir = "" } = source;
  const shown = withoutPassword(remote);
  const git = (...args: readonly string[]) => runGit(into, args, options);
  const must = (what: string, ...args: readonly string[]) => mustGit(into, args, options, what);
  const { name: ref } = await resolveRef(source, options);
  fs.chmodSync(into, 0o755);
  const format = /^[0-9a-f]{64}$/.test(ref) ? ["--object-format=sha256"] : [];
  await must(`git cannot start in ${into}`, "-c", "init.defaultBranch=master", "init", "-q", "--template=", ...format);
  await must(`${shown} is no address git knows`, "remote", "add", "--", "origin", remote);
  const one = await git("fetch", "-q", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", "origin", ref);
  if (one.code !== 0) {
    // Old servers and plain web servers give no single commit: then everything is fetched.
    const what = fullCommit.test(ref) ? [] : [ref];
    const all = await git("fetch", "-q", "--tags", "--no-recurse-submodules", "--", "origin", ...what);
    if (all.code !== 0) throw cannotFetch(shown, ref, all.errors);
  }
  const wanted = one.code !== 0 && fullCommit.test(ref) ? ref : "FETCH_HEAD";
  const checkedOut = await git("checkout", "-q", "--force", "--detach", wanted);
  if (checkedOut.code !== 0) throw cannotFetch(shown, ref, checkedOut.errors);
  const commit = (await must(`${shown} has no commit`, "rev-parse", "HEAD")).trim();
  const tag = (await git("rev-parse", "-q", "--verify", wanted)).output.trim();
  requireCommit(source, shown, [commit, tag]);
  if (submodules && fs.existsSync(path.join(into, ".gitmodules"))) {
    const update = ["submodule", "--quiet", "update", "--init", "--recursive", "--depth=1"];
    await must(`the submodules of ${shown} cannot be fetched`, ...update);
  }
  if (source.keepGitDir && subdir === "") await tidyGitFolder(into, remote, must);
  else fs.rmSync(path.join(into, ".git"), { recursive: true, force: true });
  return { folder: subfolder(into, subdir, shown), commit };
}

/** Nothing of the way it was fetched stays behind, least of all a password in the address. */
async function tidyGitFolder(into: string, remote: string, must: (what: string, ...args: readonly string[]) => Promise<string>) {
  const what = "git cannot tidy up";
  await must(what, "remote", "set-url", "origin", withoutPassword(remote));
  await must(what, "reflog", "expire", "--all", "--expire=now");
  fs.rmSync(path.join(into, ".git", "FETCH_HEAD"), { force: true });
}

/** The first of `commits`, once one of them begins with the checksum asked for. */
function requireCommit({ checksum }: GitSource, shown: string, commits: readonly string[]): string {
  const [commit = ""] = commits;
  if (checksum === undefined || commits.some((name) => name.startsWith(checksum))) return commit;
  throw new UserError({ message: `expected checksum to match ${checksum}, got ${commit} from ${shown}` });
}

function cannotFetch(shown: string, ref: string, errors: string): UserError {
  const missing = /couldn't find remote ref|did not match any|unadvertised object|not our ref|unknown revision|bad object/i;
  if (missing.test(errors))
    return new UserError({
      message: `${shown} does not contain ref ${ref}`,
      hint: `\`git ls-remote ${shown}\` lists what it has.`,
    });
  return new UserError({
    message: `cannot fetch ${shown}: ${lastLine(errors)}`,
    hint: "dbuild never asks for passwords: `git ls-remote` with that address must work by itself.",
  });
}

/** `subdir` inside `root`: every part has to be a folder, none a link (it could lead out). */
function subfolder(root: string, subdir: string, shown: string): string {
  let folder = fs.realpathSync(root);
  for (const part of path.posix.normalize(`/${subdir}`).split("/")) {
    if (part === "") continue;
    folder = path.join(folder, part);
    if (!fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UserError({ message: `${shown} has no folder ${subdir}`, hint: "Behind the # stands ref:folder." });
    }
  }
  return folder;
}
