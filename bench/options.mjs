// What `npm run bench -- …` takes.
import { SetupError } from "../scripts/setup/say.mjs";

export const usage = `npm run bench -- [--quick] [--only=NAME,NAME] [--write]
  --quick   small sizes, one round each: does it work at all? (its numbers say little)
  --only    these rows: runs, steps, metadata, stages, files, bytes, from, prompt, frame, check, output, changes, scroll, replan, journal
  --write   put the table into docs/performance.md, between the markers of the store it was measured on`;

/** Names of the groups of rows, in the order in which they are measured. */
export const groups = [
  "runs",
  "steps",
  "metadata",
  "stages",
  "files",
  "bytes",
  "from",
  "prompt",
  "changes",
  "frame",
  "check",
  "output",
  "scroll",
  "replan",
  "journal",
];

/** Throws a SetupError (2) for what it does not know. */
export function readOptions(argv) {
  const options = { quick: false, write: false, only: groups };
  for (const word of argv) {
    if (word === "--quick") options.quick = true;
    else if (word === "--write") options.write = true;
    else if (word.startsWith("--only=")) options.only = word.slice("--only=".length).split(",");
    else throw new SetupError(`bench: unknown argument ${word}\n${usage}`, 2);
  }
  const unknown = options.only.find((name) => !groups.includes(name));
  if (unknown !== undefined) throw new SetupError(`bench: no such row ${unknown}\n${usage}`, 2);
  // Half a table, or one of toy sizes, must not stand as the result.
  if (options.write && (options.quick || options.only !== groups)) throw new SetupError("bench: --write takes a full run", 2);
  return options;
}
