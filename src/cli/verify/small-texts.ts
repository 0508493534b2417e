/** The small texts among what differs: read out of both images, compared line by line. */
import { filesOf } from "../../builder/image-fs/container-files.ts";
import { containerName } from "../../builder/names.ts";
import type { FileDifference } from "../../compare/file-differences.ts";
import type { TreeEntry } from "../../compare/merged-tree.ts";
import { largestSmallText, type TextDifference, textDifference, textIn } from "../../compare/text-difference.ts";
import type { Engine } from "../../engine/engine.ts";
import { newSessionId } from "../../store/session-id.ts";

/** Nobody reads more. */
const mostFiles = 12;
const mostLines = 40;

/** In their place a container shows the engine's own. */
const engines = /^\/(dev|proc|sys|etc\/(hostname|hosts|resolv\.conf|mtab))(\/|$)/;

/** By path. `from` and `to`: the images, by id. Nothing runs in them. */
export async function smallTexts(
  engine: Engine,
  from: string,
  to: string,
  files: readonly FileDifference[],
): Promise<ReadonlyMap<string, TextDifference>> {
  const found = new Map<string, TextDifference>();
  const wanted = files.filter(mayBeText).slice(0, mostFiles);
  if (wanted.length === 0) return found;
  const session = newSessionId(new Date());
  const containers: string[] = [];
  try {
    for (const [index, image] of [from, to].entries())
      containers.push(await engine.create({ image, name: containerName(session, 0, index, "verify") }));
    const [before = "", after = ""] = containers;
    const textOf = async (container: string, path: string, entry: TreeEntry | undefined): Promise<string | undefined> =>
      entry === undefined ? "" : textIn((await filesOf(engine, container).readFile(path, largestSmallText))?.content);
    for (const file of wanted) {
      const one = await textOf(before, file.path, "from" in file ? file.from : undefined);
      const other = await textOf(after, file.path, "to" in file ? file.to : undefined);
      const difference = one === undefined || other === undefined ? undefined : textDifference(one, other, mostLines);
      if (difference !== undefined && difference.lines.length > 0) found.set(file.path, difference);
    }
  } finally {
    for (const container of containers) await engine.remove(container);
  }
  return found;
}

function mayBeText(file: FileDifference): boolean {
  const sides = [...("from" in file ? [file.from] : []), ...("to" in file ? [file.to] : [])];
  const small = sides.every(({ type, size }) => type === "file" && size <= largestSmallText);
  return small && !engines.test(file.path) && (file.kind !== "changed" || file.what.includes("sha256"));
}
