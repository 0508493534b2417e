/** A thing of dbuild's in a line, for disk and prune. */
import type { Item } from "../../disk/items.ts";
import { cleanText } from "../../output/clean.ts";

export function itemWords(item: Item): string {
  if (item.type === "folder") return `${cleanText(item.name)} (${folderWords[item.kind]})`;
  if (item.type === "session")
    return `session ${item.name}${item.dockerfile === undefined ? "" : ` of ${cleanText(item.dockerfile)}`}`;
  const running = item.type === "container" && item.running ? " (runs)" : "";
  return `${cleanText(item.type === "untagged" ? item.name.slice(0, 19) : item.name)}${running}`;
}

const folderWords = {
  hashes: "digests of files that were copied",
  inputs: "what steps were made of",
  keys: "layers that builds looked for",
  uses: "when layers were last used",
  edits: "a file of a layer, edited and not put back",
  temporary: "files of a build while it runs",
  engines: "the engine that npm test brings",
} as const;
