/** A digest of what a selection would put into an image: equal digests, equal result. Times do not count (as in the engine's cache). */
import { createHash, hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type DiskEntry, fileOf } from "./disk-tree.ts";
import type { Content, Item, Match } from "./entries.ts";
import { hashContent, smallFileBuffer } from "./file-content.ts";
import type { StatCache } from "./stat-cache.ts";

/** One match for the digest: its name counts, for a file goes into a directory under that name. */
export type ListedMatch = { readonly name: string; readonly entries: readonly DiskEntry[] };

/**
 * Hex SHA-256 over names, types, modes, owners, link targets, sizes and contents. Files that look unchanged are not read
 * (`cache`). `contents` takes what was found of each entry, in order. Throws UserError for a file that cannot be read, and the
 * signal's reason when aborted.
 */
export async function digestMatches(
  matches: readonly ListedMatch[],
  cache: StatCache,
  contents: string[],
  signal?: AbortSignal,
): Promise<string> {
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
        contents.push(content);
      }
    }
  } finally {
    await cache.save();
  }
  return sum.digest("hex");
}

/**
 * The same digest, made while the matches are read for sending, so that a tree which must be sent anyway is read once. `finish`
 * tells it after the last match was read to its end.
 */
export function digestWhileRead(
  matches: readonly (ListedMatch & Match)[],
  cache: StatCache,
  contents: string[],
): { readonly matches: readonly Match[]; finish(): Promise<string> } {
  const sum = createHash("sha256");
  const watched = matches.map((match): Match => {
    const { name, entries, items, ...rest } = match;
    return { ...rest, name, items: () => watch(name, entries, items()) };
  });
  return {
    matches: watched,
    finish: async () => {
      await cache.save();
      return sum.digest("hex");
    },
  };

  async function* watch(name: string, entries: readonly DiskEntry[], items: AsyncIterable<Item>): AsyncGenerator<Item> {
    sum.update(`match ${JSON.stringify(name)}\n`);
    let index = 0;
    for await (const item of items) {
      const disk = entries[index++];
      if (disk === undefined) throw new Error(`${name}: more was read than listed`);
      const { read } = item;
      const known = knownHash(disk, cache);
      if (known !== undefined || read === undefined) {
        sum.update(describe(disk, known ?? ""));
        contents.push(known ?? "");
        yield item;
        continue;
      }
      const startedAt = Date.now();
      let content = "";
      const learn = (found: string): void => {
        content = found;
        cache.remember(fileOf(disk), disk.look, found, startedAt);
      };
      yield { entry: item.entry, read: () => hashing(read(), learn) };
      if (content === "") throw new Error(`${fileOf(disk)} was not read to its end`);
      sum.update(describe(disk, content));
      contents.push(content);
    }
  }
}

function hashing(content: Content, learn: (found: string) => void): Content {
  if (content instanceof Uint8Array) {
    learn(hash("sha256", content));
    return content;
  }
  return (async function* () {
    const sum = createHash("sha256");
    for await (const part of content) {
      sum.update(part);
      yield part;
    }
    learn(sum.digest("hex"));
  })();
}

/** Is there anything among the matches that was ever hashed before, changed since or not? */
export function anySeen(matches: readonly ListedMatch[], cache: StatCache): boolean {
  return matches.some(({ entries }) => entries.some((item) => cache.seen(fileOf(item))));
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
