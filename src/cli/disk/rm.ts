/** `dbuild rm`: gives sessions up, with all that they have in the engine and on this machine but the cache. */
import type { Command } from "commander";
import { sessionRepositories } from "../../builder/names.ts";
import { choose } from "../../disk/choose.ts";
import type { Item } from "../../disk/items.ts";
import { counted } from "../../disk/sum.ts";
import { UserError } from "../../errors.ts";
import { cleanText } from "../../output/clean.ts";
import { isSameSession } from "../../store/session-id.ts";
import { isLeft, shortName } from "../../store/sessions.ts";
import { exitCode } from "../exit-code.ts";
import { findSession } from "../find-session.ts";
import { plainHelp } from "../flags.ts";
import { refuseOtherEngine } from "../other-engine.ts";
import { look, sessionsHere } from "./look.ts";
import { removeItems } from "./remove.ts";
import { itemWords } from "./words.ts";

const help = `
What goes: its containers (one that still runs is ended), failed layers and
those made by hand, what it holds, its journal and output. Cached layers stay:
dbuild prune is for them. An image that the build has finished stays, too.`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addRm(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("rm"))
    .summary("give sessions up")
    .description("give sessions up: nothing of them can be gone on with")
    .argument("<session...>", "names that dbuild sessions shows, or their last three characters")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", help)
    .action(async (words: readonly string[], { json }: { json: boolean }) => done(await rm(words, json, env)));
}

/** Returns the exit code. Throws UserError, EngineLostError. */
async function rm(words: readonly string[], json: boolean, env: NodeJS.ProcessEnv): Promise<number> {
  const sessions = words.map((word) => findSession(env, word));
  for (const { stored } of sessions) {
    if (isLeft(env, stored)) continue;
    const message = `the session ${shortName(stored.id)} is open in another dbuild`;
    throw new UserError({ message, hint: "end that one first; nothing was removed" });
  }
  const { connectEngine } = await import("../../engine/docker/connect.ts");
  const engine = await connectEngine(env);
  try {
    const info = await engine.info();
    for (const session of sessions) refuseOtherEngine(session, info, "dbuild rm …");
    // of nothing else is asked: to look at a full cache takes some engines minutes
    const found = await look(engine, env, { sizes: false, repositories: sessionRepositories });
    const isMeant = ({ session, type }: Item): boolean =>
      type !== "folder" && session !== undefined && sessions.some(({ stored }) => isSameSession(stored.id, session));
    // in the order in which they can go
    const judged = choose(found, sessionsHere(env), { all: true, agreed: true, engine: info.address, now: Date.now() / 1000 });
    const meant = judged.map(({ item }) => item).filter(isMeant);
    const { gone, failed } = await removeItems({ engine, env, found, signal: new AbortController().signal }, meant);
    if (json) {
      const plain = ({ type, kind, name }: Item) => ({ type, kind, name });
      const left = failed.map(({ item, why }) => ({ ...plain(item), why }));
      process.stdout.write(`${JSON.stringify({ removed: gone.map(plain), failed: left })}\n`);
    } else {
      for (const item of gone) process.stdout.write(`  ${itemWords(item)}\n`);
      for (const { item, why } of failed) process.stdout.write(`  stays: ${itemWords(item)}: ${cleanText(why)}\n`);
      process.stdout.write(`removed ${counted(gone)}\n`);
    }
    return failed.length === 0 ? exitCode.ok : exitCode.stepFailed;
  } finally {
    engine.close();
  }
}
