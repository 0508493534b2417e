/** Texts of layers, out of containers that are never started. */
import { filesOf } from "../builder/image-fs/container-files.ts";
import { largestSmallText, textDifference, textIn } from "../compare/text-difference.ts";
import type { Engine } from "../engine/engine.ts";
import { EngineRefusedError } from "../errors.ts";
import type { FileDifference } from "./found.ts";
import { createFrom } from "./list-layer.ts";

/** Lines of a difference that are shown. */
const mostLines = 5000;

export type TwoLayers = { readonly before: string | undefined; readonly after: string; readonly name: string };

/** What the layer `after` has otherwise in the file at `path` (no link on the way). Throws UserError, EngineLostError. */
export async function differenceOf(engine: Engine, { before, after, name }: TwoLayers, path: string): Promise<FileDifference> {
  const [old, now] = await Promise.all([
    before === undefined ? undefined : contentOf(engine, before, { name: `${name}-before`, path }),
    contentOf(engine, after, { name, path }),
  ]);
  const large = [old, now].some((each) => each === "large");
  if (large) return { kind: "none", why: `It has more than ${largestSmallText / 1024} KiB; {copy} copies it to this machine.` };
  if (old === undefined && now === undefined) return { kind: "none", why: "It is no file that could be read." };
  const [from, to] = [textOf(old), textOf(now)];
  if (from === undefined || to === undefined)
    return { kind: "none", why: "It is no text: bytes that are not UTF-8. {copy} copies it to this machine." };
  if (from === to) return { kind: "none", why: "Its text is the same as before; what changed is said in the list." };
  const found = textDifference(from, to, mostLines);
  return found === undefined ? { kind: "none", why: "The texts have next to nothing in common." } : { kind: "lines", ...found };
}

type Content = Buffer | "large" | undefined;

const textOf = (content: Content): string | undefined => (content === undefined || content === "large" ? "" : textIn(content));

/** Undefined: there is no regular file. */
async function contentOf(
  engine: Engine,
  image: string,
  { name, path }: { readonly name: string; readonly path: string },
): Promise<Content> {
  const container = await createFrom(engine, image, { name });
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
    await engine.remove(container);
  }
}
