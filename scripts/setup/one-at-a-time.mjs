// Commands that are started at the same moment set up one after the other: the second finds what the first has made.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Runs `work` while no other process holds `file`. What a process that has ended left there counts for nothing. */
export async function oneAtATime(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  while (!taken(file)) {
    if (!heldByLiving(file)) rmSync(file, { force: true });
    else await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function taken(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

/** A file without a number yet is being written: by somebody who lives. */
function heldByLiving(file) {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH" && error.code !== "ENOENT";
  }
}
