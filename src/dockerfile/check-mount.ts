// RUN --mount looked at before anything runs, as far as its values are literal.
import { wordProblem } from "./expand.ts";
import { readMount } from "./mount.ts";
import type { MountFlag } from "./program.ts";
import type { Flag } from "./read-flags.ts";
import type { Statement } from "./statement.ts";

/** Tells what is wrong whatever the variables and the WORKDIR hold. */
export function checkMount(statement: Statement, flag: Flag, mount: MountFlag): void {
  for (const { value } of mount.fields) {
    const wrong = wordProblem(value ?? "", statement.escape);
    if (wrong === undefined) continue;
    statement.problemIfNeeded(`--mount: ${wrong}: ${value}`, flag.word);
    return;
  }
  if (mount.fields.some(({ value }) => value?.includes("$"))) return;
  const read = readMount(mount, (raw) => raw, "/workdir");
  if (!read.ok) statement.problemIfNeeded(`--mount: ${read.message}`, flag.word, read.hint);
}
