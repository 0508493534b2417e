/** A digest of what a selection would put into an image: equal digests, equal result. Times do not count (as in the engine's cache). */
import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type DiskEntry, fileOf } from "./disk-tree.ts";
import { hashContent, smallFileBuffer } from "./file-content.ts";
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
  const buffer = smallFileBuffer();
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
        // Most files are known by their looks: no promise for those.
        const content = knownHash(item, cache) ?? (await freshHash(item, cache, buffer));
        sum.update(describe(item, content));
      }
    }
  } finally {
    await cache.save();
  }
  return sum.digest("hex");
}

function describe({ entry }: DiskEntry, content: string): string {
  // The root of a copied directory passes on neither mode nor owner.
  if (entry.type === "directory" && entry.path === "") return "root\n";
  const { path, type, mode, uid, gid, size, linkTarget = "", devMajor = 0, devMinor = 0 } = entry;
  const names = linkTarget === "" ? JSON.stringify(path) : JSON.stringify([path, linkTarget]);
  return `${type} ${mode} ${uid}:${gid} ${devMajor}:${devMinor} ${size} ${content} ${names}\n`;
}

function knownHash(item: DiskEntry, cache: StatCache): string | undefined {
  return item.entry.type !== "file" || item.entry.size === 0 ? "" : cache.find(fileOf(item), item.look);
}

async function freshHash(item: DiskEntry, cache: StatCache, buffer: Uint8Array): Promise<string> {
  const startedAt = Date.now();
  const hash = await hashContent(item, buffer);
  cache.remember(fileOf(item), item.look, hash, startedAt);
  return hash;
}
