/**
 * Where the members of an archive land when links lie on their way: below the destination, never outside it. An absolute link
 * counts from the destination, as if that were the whole system; one that leads out of it is refused (the engine's builder).
 */
import { posix } from "node:path";
import type { Item } from "../../context/entries.ts";
import { UserError } from "../../errors.ts";
import type { Files } from "../image-fs/container-files.ts";

/** Targets of links by path below the destination, as they are written; undefined: no link is there; no entry: not known. */
type Links = ReadonlyMap<string, string | undefined>;

/**
 * The links of the image that members meet on their way below `base`, an existing directory without links in its path. Asked
 * before anything is sent: the engine answers nothing while it extracts. Throws UserError for a link that leads out.
 */
export async function existingLinks(files: Files, base: string, items: AsyncIterable<Item>): Promise<Links> {
  const known = new Map<string, string | undefined>();
  const missing = new Set<string>();
  const look = async (path: string): Promise<string | undefined> => {
    if (missing.has(posix.dirname(path))) return void missing.add(path);
    const place = posix.join(base, path);
    const stat = await files.stat(place);
    if (stat?.type === "symlink") return (await files.header(place))?.linkTarget;
    if (stat?.type !== "directory") missing.add(path);
    return undefined;
  };
  const made = new Map<string, string | undefined>();
  for await (const item of items) {
    for (;;) {
      const step = landing(item, made, known);
      if (!("unknown" in step)) break;
      known.set(step.unknown, await look(step.unknown));
    }
  }
  return known;
}

/** The items at the paths where they really land. `existing`: undefined where nothing is at the destination. */
export async function* landed(items: AsyncIterable<Item>, existing: Links | undefined): AsyncGenerator<Item> {
  const made = new Map<string, string | undefined>();
  for await (const item of items) {
    const step = landing(item, made, existing);
    yield "unknown" in step ? item : step;
  }
}

/** One item, noted in `made`; or the path that has to be known first. */
function landing(
  item: Item,
  made: Map<string, string | undefined>,
  existing: Links | undefined,
): Item | { readonly unknown: string } {
  const { entry } = item;
  // Most archives have no link in the way of anything.
  if (existing === undefined && made.size === 0 && entry.type !== "symlink") return item;
  const path = follow(entry.path, made, existing);
  if (typeof path !== "string") return path;
  const target = entry.type === "hardlink" ? follow(entry.linkTarget ?? "", made, existing) : entry.linkTarget;
  if (typeof target === "object") return target;
  if (entry.type === "symlink") made.set(path, target);
  else if (entry.type === "hardlink" && target !== undefined && made.get(target) !== undefined) made.set(path, made.get(target));
  // What is no link stands where one may have been.
  else if (made.get(path) !== undefined || existing?.get(path) !== undefined) made.set(path, undefined);
  if (path === entry.path && target === entry.linkTarget) return item;
  return { ...item, entry: { ...entry, path, ...(target !== undefined && { linkTarget: target }) } };
}

/** `path` with the links on its way followed, not one at its end. */
function follow(path: string, made: Links, existing: Links | undefined): string | { readonly unknown: string } {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  let at: string[] = [];
  for (let links = 0; parts.length > 0; ) {
    const part = parts.shift() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (at.pop() === undefined)
        throw new UserError({ message: `cannot unpack ${path}: a link on its way leads out of the destination` });
      continue;
    }
    const here = [...at, part].join("/");
    if (!made.has(here) && existing && !existing.has(here)) return { unknown: here };
    const target = made.has(here) ? made.get(here) : existing?.get(here);
    if (target === undefined) at = [...at, part];
    else {
      if (++links > 255) throw new UserError({ message: `cannot unpack ${path}: too many links` });
      if (target.startsWith("/")) at = [];
      parts.unshift(...(target.startsWith("/") ? posix.normalize(target) : target).split("/"));
    }
  }
  return [...at, name].join("/");
}
