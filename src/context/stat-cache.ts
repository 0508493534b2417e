/**
 * Remembers the content hash of files that look unchanged (path, size, times, inode), so that a context of thousands of
 * files costs a listing and no reading. A text file for each context; losing it costs time, never correctness.
 */
import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Look } from "./disk-tree.ts";

export type StatCache = {
  /** The hash of this file, if it looks as it did when it was hashed. */
  find(file: string, look: Look): string | undefined;
  /** Was this file ever hashed, whatever it looked like then? */
  seen(file: string): boolean;
  /**
   * Remembers a hash, unless the file was touched within the last two seconds before `hashedAt` (ms since the epoch): it could
   * be changed once more without looking different (git calls such an entry racily clean).
   */
  remember(file: string, look: Look, hash: string, hashedAt: number): void;
  /** Writes the file if anything was learnt: aside and renamed. A cache that cannot be written is left as it was. */
  save(): Promise<void>;
};

const heading = "dbuild stat cache 1";
/** Some file systems keep times in steps of two seconds. */
const slackMs = 2000;
const hashLength = 64;
/** `HASH LOOK` (a look is `size:mtimeMs:ctimeMs:inode`), as in the file: one text instead of an object with two, for there are so many. */
type Known = string;
/** About 250 bytes each in memory. Those used last stay. */
const limit = 100_000;

/** So many contexts are remembered: those learnt last. */
const contexts = 32;
const nameLength = 32;

/** The file in `folder` for the context whose root is `root`: one for all would cost each build the memory of every other's files. */
export function statCacheFile(folder: string, root: string): string {
  return join(folder, createHash("sha256").update(root).digest("hex").slice(0, nameLength));
}

/** Stages are copied into side by side: each save has a file of its own. */
let saves = 0;

/** Opens the cache in `file`; a missing, foreign or damaged one is empty. */
export async function openStatCache(file: string): Promise<StatCache> {
  // A Map keeps the order of insertion: what is used moves to the end, the front is forgotten first.
  const known = new Map<string, Known>();
  for (const { path, entry } of entriesOf(await readFile(file, "utf8").catch(() => ""))) known.set(path, entry);
  let learnt = false;
  const put = (path: string, entry: Known): void => {
    known.delete(path);
    known.set(path, entry);
  };
  return {
    find(path, look) {
      const entry = known.get(path);
      if (entry === undefined || !entry.endsWith(` ${textOf(look)}`)) return undefined;
      put(path, entry);
      return entry.slice(0, hashLength);
    },
    seen: (path) => known.has(path),
    remember(path, look, hash, hashedAt) {
      // Too fresh to be sure of: only that it was seen.
      put(path, [hash, touchedMs(look) + slackMs > hashedAt ? "0:0:0:0" : textOf(look)].join(" "));
      learnt = true;
    },
    async save() {
      if (!learnt) return;
      const forgotten = known.size - limit;
      const aside = `${file}.${process.pid}.${++saves}`;
      try {
        // its parent is the state folder, which the session's begin has made
        await mkdir(dirname(file)).catch(() => undefined);
        await writeLines(aside, linesOf([...known.keys()].slice(Math.max(0, forgotten)), known));
        await rename(aside, file);
        learnt = false;
        await forgetOldest(dirname(file));
      } catch {
        await rm(aside, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.length === nameLength);
  if (names.length <= contexts) return;
  const files = await Promise.all(
    names.map((name) => join(folder, name)).map(async (file) => ({ file, at: (await stat(file)).mtimeMs })),
  );
  files.sort((a, b) => b.at - a.at);
  for (const { file } of files.slice(contexts)) await rm(file, { force: true });
}

/** When a file was last written, or its name, mode or owner changed; ms since the epoch. */
function touchedMs({ mtimeMs, ctimeMs }: Look): number {
  return Math.max(mtimeMs, ctimeMs);
}

function textOf({ size, mtimeMs, ctimeMs, ino }: Look): string {
  return [size, mtimeMs, ctimeMs, ino].join(":");
}

/** `HASH LOOK "PATH"`, the path in JSON for it may hold a line end. */
function* entriesOf(text: string): Generator<{ readonly path: string; readonly entry: Known }> {
  if (!text.startsWith(`${heading}\n`)) return;
  for (let start = heading.length + 1, end = 0; ; start = end + 1) {
    end = text.indexOf("\n", start);
    if (end < 0) return;
    const blank = text.indexOf(" ", start + hashLength + 1);
    if (blank < 0 || blank > end || text[start + hashLength] !== " ") continue;
    const path = parsePath(text.slice(blank + 1, end));
    if (path !== undefined) yield { entry: text.slice(start, blank), path };
  }
}

function parsePath(text: string): string | undefined {
  try {
    const path: unknown = JSON.parse(text);
    return typeof path === "string" ? path : undefined;
  } catch {
    return undefined;
  }
}

function* linesOf(paths: readonly string[], known: ReadonlyMap<string, Known>): Generator<string> {
  yield `${heading}\n`;
  for (const path of paths) {
    const entry = known.get(path);
    if (entry) yield `${entry} ${JSON.stringify(path)}\n`;
  }
}

/** A thousand lines at a time, so that the text never stands in memory as a whole. */
async function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    let batch: string[] = [];
    for (const line of lines) {
      if (batch.push(line) < 1000) continue;
      await handle.writeFile(batch.join(""));
      batch = [];
    }
    await handle.writeFile(batch.join(""));
  } finally {
    await handle.close();
  }
}
