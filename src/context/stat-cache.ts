/**
 * Remembers the content hash of files that look unchanged (path, size, times, inode), so that a context of thousands of
 * files costs a listing and no reading. One text file; losing it costs time, never correctness.
 */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { FileStamp } from "./disk-tree.ts";

export type StatCache = {
  /** The hash of this file, if it looks as it did when it was hashed. */
  find(file: string, stamp: FileStamp): string | undefined;
  /**
   * Remembers a hash, unless the file was touched within the last two seconds before `hashedAt` (ms since the epoch): it could
   * be changed once more without looking different (git calls such an entry racily clean).
   */
  remember(file: string, stamp: FileStamp, hash: string, hashedAt: number): void;
  /** Writes the file if anything was learnt: aside and renamed. A cache that cannot be written is left as it was. */
  save(): Promise<void>;
};

const heading = "dbuild stat cache 1";
/** Some file systems keep times in steps of two seconds. */
const slackMs = 2000;
/** About 200 bytes each in memory. Those used last stay. */
const limit = 100_000;

/** Opens the cache in `file`; a missing, foreign or damaged one is empty. */
export async function openStatCache(file: string): Promise<StatCache> {
  // A Map keeps the order of insertion: what is used moves to the end, the front is forgotten first.
  const known = new Map<string, { readonly look: string; readonly hash: string }>();
  for (const line of await readLines(file)) {
    const parts = /^([0-9a-f]{64}) (\S+) (".*")$/.exec(line);
    if (!parts) continue;
    const [, hash = "", look = "", name = ""] = parts;
    known.set(JSON.parse(name) as string, { look, hash });
  }
  let learnt = false;
  const put = (path: string, look: string, hash: string): void => {
    known.delete(path);
    known.set(path, { look, hash });
  };
  return {
    find(path, stamp) {
      const entry = known.get(path);
      if (entry?.look !== lookOf(stamp)) return undefined;
      put(path, entry.look, entry.hash);
      return entry.hash;
    },
    remember(path, stamp, hash, hashedAt) {
      const touchedMs = Math.max(...[stamp.mtimeNs, stamp.ctimeNs].map((time) => Number(time / 1_000_000n)));
      if (touchedMs + slackMs > hashedAt) return;
      put(path, lookOf(stamp), hash);
      learnt = true;
    },
    async save() {
      if (!learnt) return;
      const kept = [...known].slice(-limit).map(([path, { look, hash }]) => `${hash} ${look} ${JSON.stringify(path)}\n`);
      const aside = `${file}.${process.pid}.${Date.now()}`;
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeFile(aside, `${heading}\n${kept.join("")}`, { mode: 0o600 });
        await rename(aside, file);
        learnt = false;
      } catch {
        await rm(aside, { force: true }).catch(() => undefined);
      }
    },
  };
}

function lookOf(stamp: FileStamp): string {
  return `${stamp.size}:${stamp.mtimeNs}:${stamp.ctimeNs}:${stamp.ino}`;
}

async function readLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split("\n");
  return lines[0] === heading ? lines.slice(1) : [];
}
