/** One pruning of an engine: look, choose, ask, remove. What it says comes back as a value. */
import { choose, type Judged, type Wish } from "../../disk/choose.ts";
import type { Found, Item } from "../../disk/items.ts";
import { freedBy } from "../../disk/sum.ts";
import type { Engine } from "../../engine/engine.ts";
import { look, sessionsHere } from "./look.ts";
import { type Failure, removeItems } from "./remove.ts";
import { saidIfSlow } from "./said-if-slow.ts";

export type Pruned = {
  /** Removed, or with `dryRun` what would be. */
  readonly gone: readonly Item[];
  readonly freed: number;
  /** A person made them, and did not agree. */
  readonly asked: readonly Judged[];
  readonly kept: readonly Judged[];
  readonly failed: readonly Failure[];
};

export type Pruning = {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly wish: Omit<Wish, "agreed" | "engine" | "now">;
  readonly dryRun: boolean;
  /** Cached layers and what lost its name, nothing else. */
  readonly onlyCache: boolean;
  /** May what a person made go? Asked only where there is some. */
  readonly agrees: (items: readonly Judged[]) => Promise<boolean>;
  readonly signal: AbortSignal;
};

/** Throws EngineLostError. */
export async function prune({ engine, env, wish, dryRun, onlyCache, agrees, signal }: Pruning): Promise<Pruned> {
  const first = await saidIfSlow(look(engine, env, { sizes: !onlyCache }));
  const sessions = sessionsHere(env);
  const { address } = await engine.info();
  const chosen = (found: Found, agreed: boolean): readonly Judged[] =>
    choose(found, sessions, { ...wish, agreed, engine: address, now: Date.now() / 1000 }).filter(
      ({ item }) => !onlyCache || (item.type === "tag" && item.life === undefined) || item.type === "untagged",
    );
  const offered = chosen(first, false);
  const personal = offered.filter(({ verdict }) => verdict === "ask");
  const agreed = personal.length > 0 && (await agrees(personal));
  // while a person thinks, sessions go on
  const found = agreed ? await saidIfSlow(look(engine, env, { sizes: !onlyCache })) : first;
  const judged = agreed ? chosen(found, true) : offered;
  const doomed = judged.filter(({ verdict }) => verdict === "remove" || (agreed && verdict === "ask")).map(({ item }) => item);
  const { gone, failed } = dryRun ? { gone: doomed, failed: [] } : await removeItems({ engine, env, found, signal }, doomed);
  return {
    gone,
    failed,
    freed: freedBy(found, gone),
    asked: agreed ? [] : judged.filter(({ verdict }) => verdict === "ask"),
    kept: judged.filter(({ verdict }) => verdict === "keep"),
  };
}
