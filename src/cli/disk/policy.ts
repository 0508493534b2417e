/**
 * The default policy: cached layers that were not used for a while, or that are too many, go by themselves. A build starts it at its
 * end as a process of its own, which the build does not wait for; at most once a day for each engine.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { CacheRule } from "../../disk/cache-rule.ts";
import { UserError } from "../../errors.ts";
import { makeFolder } from "../../store/make-folder.ts";
import { usesFolder, usesSince } from "../../store/uses.ts";
import { readCacheKeep } from "../values/keep.ts";

/** The rule as the cache knows it; empty where it is turned off. `now`: seconds since the epoch. Throws UserError. */
export function policyRule(env: NodeJS.ProcessEnv, now: number): Omit<CacheRule, "all"> {
  const keep = readCacheKeep(env);
  if (keep === undefined) return {};
  const before = keep.age === undefined ? undefined : now - keep.age;
  // nothing counts as unused for longer than uses were written down
  const known = before !== undefined && usesSince(env) < before;
  return { ...(known && { cacheBefore: before }), ...(keep.bytes !== undefined && { keepBytes: keep.bytes }) };
}

/** Seconds between two times. */
const pause = 86_400;

/**
 * Starts it where it is due, and returns at once: what is to be told of it, if anything. The first day after a state folder is new
 * passes without it.
 */
export function startPolicy(env: NodeJS.ProcessEnv, engine: string, program = process.argv[1]): readonly string[] | undefined {
  try {
    if (program === undefined || readCacheKeep(env) === undefined || !isDue(env, engine)) return undefined;
    const words = [...process.execArgv, program, "prune", "--policy"];
    const child = spawn(process.execPath, words, { env, cwd: "/", detached: true, stdio: "ignore" });
    child.on("error", () => {});
    child.unref();
    // whatever runs on this machine comes first
    if (child.pid !== undefined) os.setPriority(child.pid, os.constants.priority.PRIORITY_LOW);
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(({ message, hint }) => `${message}; ${hint}`);
  }
  return undefined;
}

/** Also says that it is done for now: a policy that fails is not tried again at every build. */
function isDue(env: NodeJS.ProcessEnv, engine: string): boolean {
  const name = createHash("sha256").update(engine).digest("hex").slice(0, 16);
  const file = path.join(usesFolder(env), `policy-${name}`);
  const last = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (last !== undefined && Math.abs(Date.now() - last) < pause * 1000) return false;
  makeFolder(path.dirname(file));
  fs.writeFileSync(file, "", { mode: 0o600 });
  return last !== undefined;
}
