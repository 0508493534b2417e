/** What the end of every build and session does about the cache: says what it used, and starts the policy where that is due. */
import type { Session } from "../../debugger/session.ts";
import { markUsed } from "../../store/uses.ts";
import { imagesOf } from "../layers-of.ts";
import { startPolicy } from "./policy.ts";

/** What is to be told. `engine`: its address. */
export function afterBuild(env: NodeJS.ProcessEnv, engine: string, session: Session): readonly string[] {
  markUsed(env, imagesOf(session));
  return startPolicy(env, engine) ?? [];
}
