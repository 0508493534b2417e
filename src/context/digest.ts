/** A digest of what a selection would put into an image: equal digests, equal result. Times do not count (as in the engine's cache). */
import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DiskEntry } from "./disk-tree.ts";
import { hashContent } from "./file-content.ts";
import { openStatCache, type StatCache } from "./stat-cache.ts";

/** One match for the digest: its name counts, for a file goes into a directory under that name. */
export type ListedMatch = { readonly name: string; readonly entries: readonly DiskEntry[] };

/**
 * Hex SHA-256 over names, types, modes, owners, link targets, sizes and contents. Files that look unchanged are not read
 * (`cacheFile`). Throws UserError for a file that cannot be read, and the signal's reason when aborted.
 */
export async function digestMatches(matches: readonly ListedMatch[], cacheFile: string, signal?: AbortSignal): Promise<string> {
  const cache = await openStatCache(cacheFile);
  const sum = createHash("sha256");
  let breath = performance.now();
  try {
    for (const { name, entries } of matches) {
      sum.update(`match ${JSON.stringify(name)}\n`);
      for (const item of entries) {
        if (performance.now() - breath > 10) {
          await nextTurn();
          signal?.throwIfAborted();
          breath = performance.now();
        }
        sum.update(await describe(item, cache));
      }
    }
  } finally {
    await cache.save();
  }
  return sum.digest("hex");
}

async function describe(item: DiskEntry, cache: StatCache): Promise<string> {
  const { entry } = item;
  // The root of a copied directory passes on neither mode nor owner.
  if (entry.type === "directory" && entry.path === "") return "root\n";
  const content = entry.type === "file" ? await contentHash(item, cache) : "";
  const { path, type, mode, uid, gid, size, linkTarget = "", devMajor = 0, devMinor = 0 } = entry;
  return `${JSON.stringify([path, type, mode, uid, gid, size, linkTarget, devMajor, devMinor, content])}\n`;
}

async function contentHash(item: DiskEntry, cache: StatCache): Promise<string> {
  if (item.entry.size === 0) return "";
  const known = cache.find(item.file, item.stamp);
  if (known !== undefined) return known;
  const startedAt = Date.now();
  const hash = await hashContent(item);
  cache.remember(item.file, item.stamp, hash, startedAt);
  return hash;
}
