/** Texts of layers, out of containers that are never started. */
import { filesOf } from "../builder/image-fs/container-files.ts";
import { largestSmallText, textDifference, textIn } from "../compare/text-difference.ts";
import type { Engine } from "../engine/engine.ts";
import { EngineRefusedError } from "../errors.ts";
import type { FileDifference, FileText } from "./found.ts";
import { createFrom } from "./list-layer.ts";

/** Lines of a difference that are shown. */
const mostLines = 5000;

type Place = { readonly image: string } | { readonly container: string };
/** `name`: of a container to look into layers with. */
export type TwoLayers = { readonly before: string | undefined; readonly after: Place; readonly name: string };

/** What `after` has otherwise in the file at `path` (no link on the way). Throws UserError, EngineLostError. */
export async function differenceOf(engine: Engine, { before, after, name }: TwoLayers, path: string): Promise<FileDifference> {
  const [old, now] = await Promise.all([
    before === undefined ? undefined : contentOf(engine, { image: before }, { name: `${name}-before`, path }),
    contentOf(engine, after, { name, path }),
  ]);
  const large = [old, now].some((each) => each === "large");
  if (large) return { kind: "none", why: `It has more than ${largestSmallText / 1024} KiB; {copy} copies it to this machine.` };
  if (old === undefined && now === undefined) return { kind: "none", why: "It is no file that could be read." };
  const [from, to] = [smallText(old), smallText(now)];
  if (from === undefined || to === undefined)
    return { kind: "none", why: "It is no text: bytes that are not UTF-8. {copy} copies it to this machine." };
  if (from === to) return { kind: "none", why: "Its text is the same as before; what changed is said in the list." };
  const found = textDifference(from, to, mostLines);
  return found === undefined ? { kind: "none", why: "The texts have next to nothing in common." } : { kind: "lines", ...found };
}

type Content = Buffer | "large" | undefined;

const smallText = (content: Content): string | undefined => (content === undefined || content === "large" ? "" : textIn(content));

/** Undefined: there is no regular file. */
async function contentOf(
  engine: Engine,
  place: Place,
  { name, path }: { readonly name: string; readonly path: string },
): Promise<Content> {
  const container = "image" in place ? await createFrom(engine, place.image, { name }) : place.container;
  try {
    const files = filesOf(engine, container);
    const stat = await files.stat(path);
    if (stat?.type !== "file") return undefined;
    if (stat.size > largestSmallText) return "large";
    return (await files.readFile(path, largestSmallText))?.content;
  } catch (error) {
    // a folder on the way is none there
    if (error instanceof EngineRefusedError) return undefined;
    throw error;
  } finally {
    if ("image" in place) await engine.remove(container);
  }
}

/** Bytes of a file that are shown. */
const mostShown = 256 * 1024;
/** Where a NUL among the first bytes is, there is no text. */
const sniffed = 8 * 1024;

/** The beginning of the file at `path`, links followed. Throws UserError, EngineLostError. */
export async function textOf(
  engine: Engine,
  { image, name }: { readonly image: string; readonly name: string },
  path: string,
): Promise<FileText> {
  const container = await createFrom(engine, image, { name });
  try {
    const files = filesOf(engine, container);
    const { path: real, stat } = await files.resolve(path);
    if (stat === undefined) return { kind: "none", why: `It leads to ${real}, where nothing is.` };
    if (stat.type === "directory") return { kind: "none", why: `It leads to the folder ${real}.` };
    if (stat.type !== "file") return { kind: "none", why: "It is a device, a pipe or a socket." };
    const content = await files.readHead(real, mostShown);
    if (content.subarray(0, sniffed).includes(0))
      return { kind: "none", why: "It is no text. {copy} copies it to this machine." };
    return { kind: "lines", ...wholeLines(content, stat.size), size: stat.size };
  } finally {
    await engine.remove(container);
  }
}

/** The lines of what was read; the last one only where it is whole, or alone. */
function wholeLines(content: Buffer, size: number): { readonly lines: readonly string[]; readonly shown: number } {
  const end = content.length < size ? content.lastIndexOf(10) + 1 || content.length : content.length;
  const lines = content.subarray(0, end).toString("utf8").split("\n");
  return { lines: lines.at(-1) === "" ? lines.slice(0, -1) : lines, shown: end };
}
