/** Looks at all that dbuild has in an engine and on this machine. Changes nothing. */
import { containerPrefix } from "../../builder/names.ts";
import type { Found, Sessions } from "../../disk/items.ts";
import type { Engine } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { keptSessions, ownFolders } from "../../store/saved-sessions.ts";
import { isGone, isHere, sessionIn } from "../../store/session-id.ts";
import { endedWithBoot } from "../../store/state-folder.ts";
import { usesKnown } from "../../store/uses.ts";

export type Looking = {
  /** Of containers and volumes, too, which an engine has to measure first. */
  readonly sizes: boolean;
  /** Images with a tag in one of these alone; undefined: all, which takes an engine that has many a while. */
  readonly repositories?: readonly string[];
};

/** Throws EngineLostError. */
export async function look(engine: Engine, env: NodeJS.ProcessEnv, { sizes, repositories = [] }: Looking): Promise<Found> {
  const [images, containers, volumes, held, written] = await Promise.all([
    engine.images(...repositories),
    engine.containers(containerPrefix),
    engine.volumes(containerPrefix),
    // one that cannot measure its volumes still has them
    sizes ? engine.volumeSizes(containerPrefix).catch(unlessLost([])) : [],
    sizes ? engine.containerSizes(containerPrefix).catch(unlessLost(new Map<string, number>())) : new Map<string, number>(),
  ]);
  return {
    images,
    containers: containers.map((each) => ({ ...each, size: written.get(each.id) ?? 0 })),
    volumes: volumes.map((name) => ({ name, ...held.find((each) => each.name === name) })),
    sessions: keptSessions(env),
    folders: ownFolders(env),
    used: usesKnown(env),
  };
}

const unlessLost =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof EngineRefusedError) return instead;
    throw error;
  };

/** What a session's id says of it here. */
export const sessionsHere = (env: NodeJS.ProcessEnv): Sessions => ({
  idIn: sessionIn,
  life: (session) => {
    if (isGone(session) || endedWithBoot(env, session)) return "dead";
    return isHere(session) ? "living" : "unknown";
  },
});
