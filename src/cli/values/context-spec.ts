/** --build-context name=place, and what a place is: folder, git, http, image, OCI layout. The disk is asked only for folders. */
import fs from "node:fs";
import { type GitSource, parseGitSource } from "../../fetch/git-url.ts";
import { badValue } from "./bad-value.ts";
import { isReference } from "./tag.ts";

/** Where files lie. */
export type Place =
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "git"; readonly source: GitSource }
  | { readonly kind: "http"; readonly url: string };

export type ContextSpec =
  | Place
  | { readonly kind: "image"; readonly ref: string }
  /** `digest` or else `tag` (`latest` when none is written) picks the image of the layout. */
  | { readonly kind: "oci-layout"; readonly path: string; readonly digest?: string; readonly tag: string };

const hint = "write --build-context name=folder, or a git or http address, docker-image://name, oci-layout://folder";

/** By name, as written; the last of a name wins. Throws UserError. */
export function readContextSpecs(list: readonly string[]): Readonly<Record<string, ContextSpec>> {
  return Object.fromEntries(list.map(readSpec));
}

function readSpec(text: string): readonly [string, ContextSpec] {
  const bad = (why: string, what = hint) => badValue("--build-context", text, why, what);
  const at = text.indexOf("=");
  if (at < 0) throw bad("it has no =");
  const name = text.slice(0, at);
  if (!isReference(name) || name.includes("@")) {
    throw bad(`${JSON.stringify(name)} is no name for a context`, "names are lower-case, as image names are");
  }
  const value = text.slice(at + 1);
  if (value.startsWith("docker-image://")) {
    const ref = value.slice("docker-image://".length);
    if (!isReference(ref)) throw bad(`${JSON.stringify(ref)} is no image name`);
    return [name, { kind: "image", ref }];
  }
  if (value.startsWith("oci-layout://")) return [name, layoutOf(value.slice("oci-layout://".length))];
  if (value.startsWith("target:"))
    throw bad("target: contexts belong to docker buildx bake", "build the other target first and name its image");
  const place = placeOf(value);
  if (place.kind !== "folder") return [name, place];
  const stats = value === "" ? undefined : fs.statSync(value, { throwIfNoEntry: false });
  if (!stats) throw bad(`there is no folder ${JSON.stringify(value)}`);
  if (!stats.isDirectory()) throw bad(`${JSON.stringify(value)} is not a folder`);
  return [name, place];
}

/** Behind the folder `@sha256:…` or `:tag` may stand. */
function layoutOf(text: string): ContextSpec {
  const at = text.lastIndexOf("@");
  if (at > 0) return { kind: "oci-layout", path: text.slice(0, at), digest: text.slice(at + 1), tag: "latest" };
  const [, path = text, tag = "latest"] = /^(.+):([A-Za-z0-9_][A-Za-z0-9_.-]*)$/.exec(text) ?? [];
  return { kind: "oci-layout", path, tag };
}

/** What a word names: an existing folder first, then addresses; what is neither is a folder that is not there. */
export function placeOf(word: string): Place {
  if (fs.statSync(word, { throwIfNoEntry: false })?.isDirectory()) return { kind: "folder", path: word };
  const source = parseGitSource(word);
  if (source) return { kind: "git", source };
  return isUrl(word) ? { kind: "http", url: word } : { kind: "folder", path: word };
}

export const isUrl = (word: string): boolean => /^https?:\/\//.test(word);
