/**
 * What is in a container, which need not run for it, through the engine's archive API: lazily, as streams. Below `at` where what is
 * asked for is mounted there, an image say: paths and links are then those of the image.
 */
import { posix } from "node:path";
import type { Readable } from "node:stream";
import type { Entry, Item } from "../../context/entries.ts";
import { readTar } from "../../context/tar-read.ts";
import type { Engine, PathStat } from "../../engine/engine.ts";
import { type Resolved, resolvePath } from "./resolve-path.ts";

export type Files = {
  /** `undefined` when nothing is there. Parents that are links are followed, the last part is not. */
  stat(path: string): Promise<PathStat | undefined>;
  /** What links at `path` lead to, one call of the engine each; a link itself where they lead in a circle. */
  follow(path: string): Promise<{ readonly path: string; readonly stat: PathStat | undefined }>;
  /** Follows links in every part of `path`, the last one too, within the root. */
  resolve(path: string): Promise<Resolved>;
  /** A tar of `path`, whose names begin with its base name. Throws EngineRefusedError 404 when missing. */
  archive(path: string): Promise<Readable>;
  /** Of `path` itself (no link on the way), with owner and mode, which stat() does not tell. Throws EngineRefusedError 404 when missing. */
  header(path: string): Promise<Entry | undefined>;
  /**
   * `path` (no link on the way) itself, called "", and what is below it, with contents to read before the next is asked for. Throws
   * EngineRefusedError 404 when missing.
   */
  list(path: string): AsyncGenerator<Item>;
  /** Bytes of a regular file (no link on the way) of at most so many bytes, with its header; else undefined. */
  readFile(path: string, most?: number): Promise<{ readonly entry: Entry; readonly content: Buffer } | undefined>;
  /** The first bytes of a regular file; none of anything else. */
  readHead(path: string, bytes: number): Promise<Buffer>;
};

/** As many as the kernel follows. */
const mostLinks = 40;

export function filesOf(engine: Pick<Engine, "stat" | "read">, container: string, at = ""): Files {
  const stat = async (path: string): Promise<PathStat | undefined> => {
    const found = await engine.stat(container, at + path);
    if (found === undefined || at === "" || !found.linkTarget.startsWith(`${at}/`)) return found;
    return { ...found, linkTarget: found.linkTarget.slice(at.length) };
  };
  const inside = (path: string): string => (at === "" ? path : posix.join(at, path));
  const open = (path: string): Promise<Readable> => engine.read(container, inside(path));
  const list = async function* (path: string): AsyncGenerator<Item> {
    const base = posix.basename(inside(path));
    const archive = await open(path);
    try {
      for await (const { entry, read } of readTar(archive)) {
        const link = entry.type === "hardlink" ? { linkTarget: relativeTo(base, entry.linkTarget ?? "") } : {};
        const moved: Entry = { ...entry, path: relativeTo(base, entry.path), mode: entry.mode & 0o7777, ...link };
        yield entry.type === "file" ? { entry: moved, read } : { entry: moved };
      }
    } finally {
      archive.destroy();
    }
  };
  const read = async (path: string, bytes: number, whole: boolean) => {
    for await (const { entry, read: content } of list(path)) {
      if (!content || (whole && entry.size > bytes)) return undefined;
      const pieces: Uint8Array[] = [];
      let size = 0;
      const given = content();
      for await (const piece of given instanceof Uint8Array ? [given] : given) {
        // the piece is the reader's own memory
        pieces.push(Uint8Array.from(piece));
        size += piece.length;
        if (!whole && size >= bytes) break;
      }
      return { entry, content: Buffer.concat(pieces) };
    }
    return undefined;
  };
  return {
    stat,
    follow: async (path) => {
      let asked = path;
      for (let links = 0; ; links++) {
        const found = await stat(asked);
        if (found?.type !== "symlink" || links === mostLinks) return { path: asked, stat: found };
        asked = found.linkTarget;
      }
    },
    archive: open,
    resolve: (path) => resolvePath(stat, path),
    header: async (path) => {
      for await (const { entry } of list(path)) return entry;
      return undefined;
    },
    list,
    readFile: (path, most = Number.POSITIVE_INFINITY) => read(path, most, true),
    readHead: async (path, bytes) => (await read(path, bytes, false))?.content ?? Buffer.alloc(0),
  };
}

/** Member names begin with the base name of what was asked for; the root has none. */
function relativeTo(base: string, name: string): string {
  if (base === "" || name === base) return base === "" ? name : "";
  return name.startsWith(`${base}/`) ? name.slice(base.length + 1) : name;
}
