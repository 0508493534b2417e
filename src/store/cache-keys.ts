/**
 * Keys of the layers that the last build of a Dockerfile looked for in the cache: the next one asks for those ahead
 * (builder/image-look-ups.ts). Only a hint: what is wrong or missing here costs time.
 */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { keepNewest } from "./newest-files.ts";
import { replaceFile } from "./replace-file.ts";
import { stateFolder } from "./state-folder.ts";

export const cacheKeysFolder = (env: NodeJS.ProcessEnv): string => path.join(stateFolder(env), "cache-keys");

/** Dockerfiles that are remembered. */
const kept = 200;
/** Keys of one, in bytes with their line ends. */
const mostBytes = 1000 * 65;

export type CacheKeys = {
  /** In the order in which they were looked for. */
  readonly before: readonly string[];
  /** Replaces them. What cannot be written costs only this. */
  write(keys: readonly string[]): void;
};

/** Of the Dockerfile with that path, on the engine with that address. */
export function cacheKeys(env: NodeJS.ProcessEnv, dockerfile: string, engine: string): CacheKeys {
  const folder = cacheKeysFolder(env);
  const file = path.join(folder, createHash("sha256").update(`${engine}\0${dockerfile}`).digest("hex"));
  const before = read(file);
  return {
    before,
    write: (keys) => {
      if (keys.length === 0 || keys.join() === before.join()) return;
      try {
        makeFolder(folder);
        replaceFile(file, `${keys.join("\n")}\n`.slice(0, mostBytes));
        keepNewest(folder, kept);
      } catch {
        // no room for it
      }
    },
  };
}

function read(file: string): readonly string[] {
  try {
    if (fs.statSync(file).size > mostBytes) return [];
    return fs
      .readFileSync(file, "utf8")
      .split("\n")
      .filter((key) => /^[0-9a-f]{64}$/.test(key));
  } catch {
    return [];
  }
}
