/** --progress, with buildx' words for the same things; BUILDKIT_PROGRESS when the flag is not given. */
import { badValue } from "./bad-value.ts";

export type ProgressKind = "auto" | "plain" | "json";

const words: Readonly<Record<string, ProgressKind | "quiet">> = {
  auto: "auto",
  tty: "auto",
  plain: "plain",
  json: "json",
  rawjson: "json",
  quiet: "quiet",
  none: "quiet",
};

/** Throws UserError for an unknown word on the command line; one in the environment then counts as auto. */
export function readProgress(
  word: string,
  quiet: boolean,
  env: NodeJS.ProcessEnv,
): { readonly progress: ProgressKind; readonly quiet: boolean } {
  const kind = word === "" ? (words[env.BUILDKIT_PROGRESS ?? ""] ?? "auto") : words[word];
  if (kind === undefined) throw badValue("--progress", word, "there is no such kind", "auto, plain and json are there");
  return kind === "quiet" ? { progress: "auto", quiet: true } : { progress: kind, quiet };
}
