/** What docker build made of a case before, kept below the user's cache folder: the judge does not change its mind. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Case } from "./case.ts";
import type { Judge } from "./judge.ts";
import type { Outcome } from "./outcome.ts";

/** The code that reads an outcome from an image: newer code may see more than what was kept. */
const readers = [
  "./outcome.ts",
  "../helpers/image-config.ts",
  "../helpers/image-history.ts",
  "../helpers/image-tree.ts",
  "../helpers/saved-image.ts",
  "../../src/compare/merged-tree.ts",
  "../../src/compare/saved-images.ts",
];
const format = createHash("sha256");
for (const name of readers) format.update(fs.readFileSync(new URL(name, import.meta.url)));
const readAs = format.digest("hex");

const folder = (): string => path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "dbuild", "conformance");

/** A key of everything the judge's result depends on: every file of the case, the engine, its images, the prefix, what reads it. */
export function resultKey(one: Case, judge: Judge, images: string, prefix: string): string {
  const hash = createHash("sha256");
  for (const name of fs.readdirSync(one.folder).sort()) {
    hash
      .update(`${name}\0`)
      .update(fs.readFileSync(path.join(one.folder, name)))
      .update("\0");
  }
  hash.update(JSON.stringify([readAs, one.name, judge.engine, judge.store, judge.buildx, images, prefix]));
  return hash.digest("hex");
}

/** The outcome kept under `key`; undefined when there is none that can be read. */
export function knownResult(key: string): Outcome | undefined {
  try {
    return JSON.parse(gunzipSync(fs.readFileSync(path.join(folder(), key))).toString()) as Outcome;
  } catch {
    return undefined;
  }
}

export function keepResult(key: string, outcome: Outcome): void {
  fs.mkdirSync(folder(), { recursive: true });
  const file = path.join(folder(), key);
  fs.writeFileSync(`${file}.${process.pid}`, gzipSync(JSON.stringify(outcome)));
  fs.renameSync(`${file}.${process.pid}`, file);
}
