/** `dbuild prune`: removes what no session needs, and says what that frees. */
import { createInterface } from "node:readline/promises";
import { type Command, Option } from "commander";
import type { Judged, Wish } from "../../disk/choose.ts";
import type { Item } from "../../disk/items.ts";
import { counted } from "../../disk/sum.ts";
import { UserError } from "../../errors.ts";
import { cleanText } from "../../output/clean.ts";
import { endingCode, underWay } from "../ending.ts";
import { exitCode } from "../exit-code.ts";
import { plainHelp } from "../flags.ts";
import { readableSize } from "../sizes.ts";
import { defaultKeep, readAge, readBytes } from "../values/keep.ts";
import { policyRule } from "./policy.ts";
import { type Pruned, prune } from "./pruning.ts";
import { itemWords } from "./words.ts";

export type PruneFlags = {
  readonly olderThan?: string;
  readonly keepSize?: string;
  readonly all: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly json: boolean;
  readonly policy: boolean;
};

const help = `
Without flags: what dbuilds that died left, sessions that ended, failed layers
that no session needs, and of the cache what DBUILD_CACHE_KEEP does not keep
(default ${defaultKeep}: used within 14 days, 20 GB in all; off keeps everything).
What a dbuild that runs uses, or the newest session of a Dockerfile needs, stays;
so do caches of RUN --mount=type=cache, but for --all. What a person made (failed
layers and those made by hand, kept containers, edits that were not saved,
sessions that have not come to their end) is asked about; without a terminal it
stays, unless --force is given.`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addPrune(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("prune"))
    .summary("remove what no session needs")
    .description("remove what no session needs, in the engine and on this machine")
    .option("--older-than <age>", "only what was not used for so long: 12h, 7d, 2w; of the cache all that is so old")
    .option("--keep-size <size>", "of the cache so much stays, what was used last: 500MB, 10GB")
    .option("--all", "nothing of dbuild stays, but for what a dbuild that runs uses", false)
    .option("--dry-run", "say what would be removed, and remove nothing", false)
    .option("--force", "remove what a person made, too, without asking", false)
    .option("--json", "one JSON object on standard output", false)
    .addOption(new Option("--policy", "apply the default policy, and say nothing").hideHelp().default(false))
    .addHelpText("after", help)
    .action(async (flags: PruneFlags) => done(await runPrune(flags, env)));
}

/** Milliseconds that the policy of a build may take. */
const patience = 300_000;

/** Returns the exit code. Throws UserError, EngineLostError. */
async function runPrune(flags: PruneFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const wish = wishOf(flags, env);
  const { connectEngine } = await import("../../engine/docker/connect.ts");
  const engine = await connectEngine(env);
  const stop = new AbortController();
  const ended = underWay({ end: () => stop.abort(), giveUp: async () => {} });
  try {
    const signal = flags.policy ? AbortSignal.any([stop.signal, AbortSignal.timeout(patience)]) : stop.signal;
    const agrees = async (personal: readonly Judged[]): Promise<boolean> =>
      flags.force || (await confirmed(personal, flags, signal));
    const pruned = await prune({ engine, env, wish, dryRun: flags.dryRun, onlyCache: flags.policy, agrees, signal });
    if (flags.json) process.stdout.write(`${JSON.stringify(asJson(pruned, flags))}\n`);
    else if (!flags.policy) process.stdout.write(`${asText(pruned, flags).join("\n")}\n`);
    return endingCode() ?? exitCode.ok;
  } finally {
    ended();
    engine.close();
  }
}

/** Throws UserError. */
function wishOf({ all, olderThan, keepSize }: PruneFlags, env: NodeJS.ProcessEnv): Omit<Wish, "agreed" | "engine" | "now"> {
  if (all && (olderThan !== undefined || keepSize !== undefined))
    throw new UserError({
      message: "--all keeps nothing: it goes with neither --older-than nor --keep-size",
      hint: "leave one out",
    });
  const now = Date.now() / 1000;
  const before = olderThan === undefined ? undefined : now - readAge("--older-than", olderThan);
  const keepBytes = keepSize === undefined ? undefined : readBytes("--keep-size", keepSize);
  if (all) return { all };
  if (before === undefined && keepBytes === undefined) return { all, ...policyRule(env, now) };
  return { all, ...(before !== undefined && { before, cacheBefore: before }), ...(keepBytes !== undefined && { keepBytes }) };
}

/** Asks on the terminal; where there is none, nobody agrees. */
async function confirmed(
  personal: readonly Judged[],
  { dryRun, json, policy }: PruneFlags,
  signal: AbortSignal,
): Promise<boolean> {
  if (dryRun || json || policy || !process.stdin.isTTY || !process.stderr.isTTY) return false;
  process.stderr.write(`A person made these:\n${personal.map(reasoned).join("\n")}\n`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question("Remove them, too? [y/N] ", { signal })).trim());
  } catch {
    // Ctrl-C or Ctrl-D is no
    return false;
  } finally {
    asking.close();
  }
}

export function asText(
  { gone, freed, asked, kept, failed }: Pruned,
  { dryRun, all }: Pick<PruneFlags, "dryRun" | "all">,
): readonly string[] {
  const named = gone.filter((item) => !(item.type === "tag" && item.life === undefined));
  const cached = gone.length - named.length;
  return [
    ...named.map((item) => `  ${itemWords(item)}`),
    ...(cached > 0 ? [`  ${cached} cached ${cached === 1 ? "layer" : "layers"}`] : []),
    ...(failed.length > 0 ? ["These stay:", ...failed.map(({ item, why }) => `  ${itemWords(item)}: ${cleanText(why)}`)] : []),
    ...(asked.length > 0 ? [`A person made these, so they stay (--force removes them):`, ...asked.map(reasoned)] : []),
    ...(all && kept.length > 0 ? ["Not removed:", ...kept.map(reasoned)] : []),
    gone.length === 0 ? "nothing to remove" : `${dryRun ? "would remove" : "removed"} ${counted(gone)}, ${readableSize(freed)}`,
  ];
}

const reasoned = ({ item, why }: Judged): string => `  ${itemWords(item)}: ${why}`;

function asJson({ gone, freed, asked, kept, failed }: Pruned, { dryRun }: PruneFlags): object {
  const plain = ({ type, kind, name }: Item) => ({ type, kind, name });
  const judged = (list: readonly Judged[]) => list.map(({ item, why }) => ({ ...plain(item), why }));
  return {
    dryRun,
    removed: gone.map(plain),
    freed,
    kept: [...judged(asked), ...judged(kept)],
    failed: failed.map(({ item, why }) => ({ ...plain(item), why })),
  };
}
