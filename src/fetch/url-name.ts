/** The name a download gets inside a directory, from nothing but its URL (BuildKit reads no Content-Disposition for ADD). */
import { posix } from "node:path";
import { UserError } from "../errors.ts";
import { withoutPassword } from "./git-url.ts";

/**
 * Last part of the URL's decoded path: `__unnamed__` where there is none, `download` for `..`. Throws UserError for a name with
 * control characters, which BuildKit cannot copy either.
 */
export function nameOfUrl(url: string): string {
  const path = decoded(urlPath(url).replace(/\?.*$/s, ""));
  if (path === undefined) return "__unnamed__";
  const base = posix.basename(path);
  if (base === "" || base === ".") return "__unnamed__";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f-\u009f]/.test(base)) {
    throw new UserError({
      message: `${withoutPassword(url)} has control characters where the file name should be`,
      hint: "Download it under another name, and ADD the file.",
    });
  }
  return base === ".." ? "download" : base;
}

/** Path and query exactly as written, without the fragment: a URL object would resolve `..` and change what is asked for. */
export function urlPath(url: string): string {
  const rest = url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/#.*$/s, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
