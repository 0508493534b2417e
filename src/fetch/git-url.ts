/**
 * What a git address asks for: `URL#ref:folder`, or the query form `URL?ref=…&subdir=…`, in the ways BuildKit takes them
 * for contexts and ADD. Pure; which words are git addresses at all is said here too.
 */
import { UserError } from "../errors.ts";

export type GitSource = {
  /** What `git fetch` is given, without fragment and query. */
  readonly remote: string;
  /** Branch, tag, commit or full ref name; absent: the remote's HEAD. */
  readonly ref?: string;
  /** The commit (or its beginning) that must come. */
  readonly checksum?: string;
  /** Folder of the repository that is wanted, relative. */
  readonly subdir?: string;
  readonly keepGitDir?: boolean;
  readonly submodules?: boolean;
};

const scpLike = /^[A-Za-z0-9_-]+@[A-Za-z0-9.-]+:/;

/** The parts of a git address, or undefined when the word is none (a path, an ordinary URL). Throws UserError for a bad query. */
export function parseGitSource(word: string): GitSource | undefined {
  const address = /^github\.com\//.test(word) ? `https://${word}` : word;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  const git =
    scheme === undefined
      ? scpLike.test(address)
      : scheme === "git" || scheme === "ssh" || (/^https?$/.test(scheme) && /^[^?#]*\.git(?:[?#]|$)/.test(address));
  if (!git && address === word) return undefined;
  const hash = address.indexOf("#");
  const fragment = hash < 0 ? "" : address.slice(hash + 1);
  const rest = hash < 0 ? address : address.slice(0, hash);
  const mark = scheme === undefined ? -1 : rest.indexOf("?");
  const remote = mark < 0 ? rest : rest.slice(0, mark);
  return { remote, ...parts(address, fragment, mark < 0 ? "" : rest.slice(mark + 1)) };
}

function parts(address: string, fragment: string, query: string): Omit<GitSource, "remote"> {
  const colon = fragment.indexOf(":");
  let ref = colon < 0 ? fragment : fragment.slice(0, colon);
  let subdir = colon < 0 ? "" : fragment.slice(colon + 1);
  let checksum: string | undefined;
  const booleans: { keepGitDir?: boolean; submodules?: boolean } = {};
  const bad = (message: string): UserError =>
    new UserError({
      message: `${withoutPassword(address)}: ${message}`,
      hint: "known are ref, tag, branch, subdir, checksum, keep-git-dir, submodules",
    });
  for (const [key, value] of new URLSearchParams(query)) {
    switch (key) {
      case "ref":
      case "tag":
      case "branch": {
        const wanted = key === "tag" ? `refs/tags/${value}` : key === "branch" ? `refs/heads/${value}` : value;
        if (ref !== "" && ref !== wanted && ref !== value) throw bad(`two refs are named, ${ref} and ${value}`);
        ref = wanted;
        break;
      }
      case "subdir":
        if (subdir !== "" && subdir !== value) throw bad(`two folders are named, ${subdir} and ${value}`);
        subdir = value;
        break;
      case "checksum":
      case "commit":
        checksum = value;
        break;
      case "keep-git-dir":
      case "submodules": {
        if (!/^(?:|1|0|true|false)$/i.test(value)) throw bad(`${key} is true or false, not "${value}"`);
        booleans[key === "submodules" ? "submodules" : "keepGitDir"] = !/^(?:0|false)$/i.test(value);
        break;
      }
      default:
        throw bad(`unexpected query "${key}"`);
    }
  }
  if (checksum !== undefined && !/^[0-9a-f]{7,64}$/i.test(checksum)) throw bad(`checksum "${checksum}" is not a commit`);
  return {
    ...(ref !== "" && { ref }),
    ...(subdir !== "" && { subdir }),
    ...(checksum !== undefined && { checksum }),
    ...booleans,
  };
}

/** The text without `user:password@`, fit for messages. */
export function withoutPassword(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/gi, "$1");
}
