// Build contexts made for the occasion: a new folder with new contents each time, so that no cache of a transfer knows it.
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../scripts/setup/processes.mjs";

/** `count` files of 100 to 4,000 bytes, 100 in a folder. */
export function smallFiles(folder, count) {
  const root = mkdtempSync(path.join(folder, "files-"));
  const bytes = randomBytes(4096);
  for (let at = 0; at < count; at++) {
    const below = path.join(root, `folder${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(below);
    bytes.writeUInt32LE(at);
    writeFileSync(path.join(below, `file${at}.txt`), bytes.subarray(0, 100 + ((at * 7919) % 3900)));
  }
  return settled(root);
}

/** `total` bytes in files of 32 MiB. */
export function largeFiles(folder, total) {
  const root = mkdtempSync(path.join(folder, "bytes-"));
  const bytes = randomBytes(32 * 1024 * 1024);
  for (let at = 0; at * bytes.length < total; at++) {
    bytes.writeUInt32LE(at);
    writeFileSync(path.join(root, `file${at}.bin`), bytes.subarray(0, Math.min(bytes.length, total - at * bytes.length)));
  }
  return settled(root);
}

/** On disk, so that nobody's build pays for writing it; and older than the two seconds in which a file counts as still changing. */
async function settled(root) {
  await run("sync", ["-f", root]);
  await sleep(2500);
  return root;
}
