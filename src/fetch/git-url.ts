/**
 * What a git address asks for: `URL#ref:folder`, or the query form `URL?ref=…&subdir=…`, in the ways BuildKit takes them
 * for contexts and ADD. Pure; which words are git addresses at all is said here too.
 */
import { UserError } from "../errors.ts";
import { type GitParts, gitParts, knownQueries } from "./git-query.ts";

export type GitSource = GitParts & {
  /** What `git fetch` is given, without fragment and query. */
  readonly remote: string;
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
  const query = mark < 0 ? "" : rest.slice(mark + 1);
  const bad = (why: string): UserError =>
    new UserError({ message: `${withoutPassword(address)}: ${why}`, hint: `known are ${knownQueries.join(", ")}` });
  // A question mark with nothing behind it stays in the address (BuildKit).
  return { remote: query === "" ? rest : rest.slice(0, mark), ...gitParts(fragment, query, bad) };
}

/** The text without `user:password@`, fit for messages. */
export function withoutPassword(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/gi, "$1");
}
