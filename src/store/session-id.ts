/**
 * A session's id says which process it is, so that another dbuild that finds things of the session in an engine can tell whether it
 * lives: `<time>-<place>-<pid>-<start>-<random>`, the last four in base 36. `place` stands for the boot of the machine, the process
 * namespace and the state folder, `start` is the process's start time in ticks since that boot: no two processes have both.
 */
import { createHash, randomInt } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { stateFolder } from "./state-folder.ts";
import { bootId, machine } from "./this-machine.ts";

const form = /^\d{8}-\d{6}-([0-9a-z]{5})-([0-9a-z]{1,6})-([0-9a-z]{1,12})-[0-9a-z]{3}/;

/** The id at the start of `text`; undefined: there is none. */
export const sessionIn = (text: string): string | undefined => form.exec(text)?.[0];

/** A new id: sorts by time, short enough for a tag. */
export function newSessionId(now: Date): string {
  const stamp = now.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  const random = randomInt(36 ** 3)
    .toString(36)
    .padStart(3, "0");
  return ofThisProcess(stamp, random);
}

/** The id of the same session in this process: people call it what they called it before. */
export function sessionIdHere(id: string): string {
  return ofThisProcess(id.slice(0, 15), id.slice(-3));
}

/** Are these the same session, in two processes perhaps? */
export const isSameSession = (one: string, other: string): boolean =>
  one.slice(0, 15) === other.slice(0, 15) && one.slice(-3) === other.slice(-3);

const ofThisProcess = (stamp: string, random: string): string =>
  [stamp, place(), process.pid.toString(36), (startOf(process.pid) ?? 0).toString(36), random].join("-");

/**
 * Is it sure that the process of this session is gone? Of another machine, boot or namespace nobody here can know, and what
 * one left that has another state folder (another user's, mostly) is gone on with from there: false, and so for an id that is none.
 */
export function isGone(session: string): boolean {
  const [, where, pid36 = "", start = ""] = form.exec(session) ?? [];
  if (where !== place()) return false;
  const pid = Number.parseInt(pid36, 36);
  try {
    process.kill(pid, 0);
  } catch (error) {
    // another user's process is one that runs
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  const begun = startOf(pid);
  // unreadable (another user's, under hidepid): it may be the one
  return begun !== undefined && begun.toString(36) !== start;
}

/** Is it of this boot, this process namespace and this state folder, so that isGone() knows? */
export const isHere = (session: string): boolean => form.exec(session)?.[1] === place();

let known: string | undefined;

function place(): string {
  known ??= hash(`${bootId() ?? machine()} ${namespace()} ${real(stateFolder(process.env))}`);
  return known;
}

const hash = (text: string): string =>
  (BigInt(`0x${createHash("sha256").update(text).digest("hex").slice(0, 14)}`) % 36n ** 5n).toString(36).padStart(5, "0");

/** The same however it is reached, before and after it is made. */
function real(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : path.join(real(parent), path.basename(folder));
  }
}

function namespace(): string {
  try {
    return fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Ticks since boot (proc(5), field 22 of stat), -1 of one that only waits to be reaped; undefined: nobody tells. */
function startOf(pid: number): number | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    // the name before it, in parentheses, may hold anything
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return -1;
    const start = Number(fields[19]);
    return Number.isSafeInteger(start) ? start : undefined;
  } catch {
    return undefined;
  }
}
