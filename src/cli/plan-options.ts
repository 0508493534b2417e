/** What it takes to make plans of a session's texts, once the engine is there. */
import { platformArgs } from "../builder/args.ts";
import type { PlanOptions } from "../builder/plan/make-plan.ts";
import type { Platform } from "../builder/platform.ts";
import type { NamedContext } from "../builder/request.ts";
import type { Invocation } from "./invocation.ts";
import { readPlatform } from "./values/platform.ts";

/** `own`: the engine's. `buildArgs`: with the proxies of the environment. */
export function planOptionsOf(
  { target, platform }: Pick<Invocation, "target" | "platform">,
  own: Platform,
  contexts: Readonly<Record<string, NamedContext>>,
  buildArgs: Invocation["buildArgs"],
): PlanOptions {
  return {
    ...(target !== undefined && { target }),
    buildArgs,
    platformArgs: platformArgs(own, target ?? "default", readPlatform(platform, own)),
    contexts,
  };
}

/** As long as nobody looks at it: what the named contexts hold does not change whether a text can be used. */
export const unreadContexts = ({ contexts }: Pick<Invocation, "contexts">): Readonly<Record<string, NamedContext>> =>
  Object.fromEntries(Object.keys(contexts).map((name) => [name, { kind: "image", ref: "" } as const]));
