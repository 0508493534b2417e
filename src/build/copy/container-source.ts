/** COPY --from=STAGE|IMAGE: files out of a container made from it (created, never started). No .dockerignore here. */
import { posix } from "node:path";
import { compileGlob, hasWildcards } from "../../context/glob.ts";
import { cleanSource } from "../../context/select.ts";
import { readTar } from "../../context/tar-read.ts";
import type { Entry, Item, Match, Selection } from "../../context/tree.ts";
import type { Engine } from "../../engine/engine.ts";
import { type Problem, UserError } from "../../errors.ts";
import { resolvePath } from "./destination.ts";

/**
 * The things that `sources` (expanded words) name in the container, found now, read later through its archive API: owners,
 * modes, times, hard links within one source and capabilities are kept. A glob has to list its directory, which reads it.
 * Throws UserError with one problem per literal source that is not there.
 */
export async function selectFromContainer(engine: Engine, container: string, sources: readonly string[]): Promise<Selection> {
  const matches: Match[] = [];
  const problems: Problem[] = [];
  for (const source of sources) {
    const paths = await matchingPaths(engine, container, source);
    if (!Array.isArray(paths)) problems.push(paths as Problem);
    else
      for (const path of paths as readonly string[]) {
        const match = await findMatch(engine, container, path);
        if ("items" in match) matches.push(match);
        else problems.push(match);
      }
  }
  if (problems.length > 0) throw new UserError(problems);
  return { matches };
}

async function findMatch(engine: Engine, container: string, path: string): Promise<Match | Problem> {
  const found = await resolvePath(engine, container, path);
  if (found.stat === undefined || isStub(found.path, found.stat.type, found.stat.size))
    return { message: `"${path}": not found` };
  const type = found.stat.type === "directory" ? "directory" : "other";
  return { name: posix.basename(path), type, items: () => itemsBelow(engine, container, found.path) };
}

async function matchingPaths(engine: Engine, container: string, source: string): Promise<readonly string[] | Problem> {
  const path = cleanSource(source);
  if (!hasWildcards(path)) return [`/${path}`];
  const parts = path.split("/");
  const first = parts.findIndex((part) => hasWildcards(part));
  const glob = compileGlob(parts.slice(first).join("/"));
  if (!glob)
    return {
      message: `invalid pattern ${source}: syntax error in pattern`,
      hint: "Close every [ with a ], or put a \\ before it.",
    };
  const prefix = `/${parts.slice(0, first).join("/")}`;
  const base = await resolvePath(engine, container, prefix);
  if (base.stat?.type !== "directory") return { message: `"${prefix}": not found` };
  const hits: string[] = [];
  for await (const { entry } of itemsBelow(engine, container, base.path)) {
    if (entry.path !== "" && glob(entry.path)) hits.push(posix.join(base.path, entry.path));
  }
  return hits;
}

/** `path` (without links) itself and what is below it, as the engine's archive gives it. */
async function* itemsBelow(engine: Engine, container: string, path: string): AsyncGenerator<Item> {
  const base = posix.basename(path);
  for await (const { entry, read } of readTar(await engine.read(container, path))) {
    const relative = stripBase(entry.path, base);
    if (isStub(posix.join(path, relative), entry.type, entry.size)) continue;
    const moved: Entry = {
      ...entry,
      path: relative,
      ...(entry.type === "hardlink" ? { linkTarget: stripBase(entry.linkTarget ?? "", base) } : {}),
    };
    yield entry.type === "file" ? { entry: moved, read } : { entry: moved };
  }
}

/** Member names begin with the base name of what was asked for; the root has none. */
function stripBase(name: string, base: string): string {
  if (base === "" || name === base) return base === "" ? name : "";
  return name.startsWith(`${base}/`) ? name.slice(base.length + 1) : name;
}

/**
 * What the engine puts into every container it creates, whatever the image has there. An image's own file of that name is
 * hidden behind it, so an empty one is taken for the engine's.
 */
function isStub(path: string, type: Entry["type"] | "other", size: number): boolean {
  switch (path) {
    case "/.dockerenv":
    case "/dev/console":
    case "/etc/hostname":
    case "/etc/hosts":
    case "/etc/resolv.conf":
      return size === 0 && (type === "file" || type === "other");
    case "/etc/mtab":
      return type === "symlink";
    case "/dev/pts":
    case "/dev/shm":
      return type === "directory";
    default:
      return false;
  }
}
