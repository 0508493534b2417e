/**
 * Removes what was chosen. Others act on the engine meanwhile: a tag that moved, and an image that a build holds by now, stay. Nothing
 * is forced: what is in use stays, is said, and stops nothing else.
 */
import fs from "node:fs";
import { holdTag, readTag } from "../../builder/names.ts";
import type { Found, Item } from "../../disk/items.ts";
import type { Engine, Image } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { keptSessions } from "../../store/saved-sessions.ts";
import { newSessionId } from "../../store/session-id.ts";
import { forgetUses } from "../../store/uses.ts";
import { sessionsHere } from "./look.ts";

export type Failure = { readonly item: Item; readonly why: string };
export type Removed = { readonly gone: readonly Item[]; readonly failed: readonly Failure[] };

type Remover = {
  readonly engine: Engine;
  readonly env: NodeJS.ProcessEnv;
  readonly found: Pick<Found, "images">;
  /** Ends it between two things. */
  readonly signal: AbortSignal;
};

/** In the order given. Throws EngineLostError. */
export async function removeItems(remover: Remover, items: readonly Item[]): Promise<Removed> {
  const gone: Item[] = [];
  const failed: Failure[] = [];
  for (const item of items) {
    if (remover.signal.aborted) break;
    try {
      const stays = await remove(remover, item);
      if (stays === undefined) gone.push(item);
      else failed.push({ item, why: stays });
    } catch (error) {
      const expected = error instanceof EngineRefusedError || (error as NodeJS.ErrnoException).code !== undefined;
      if (!expected) throw error;
      failed.push({ item, why: (error as Error).message });
    }
  }
  return { gone, failed };
}

/** Why it stays; undefined: it is gone. */
async function remove({ engine, env, found }: Remover, item: Item): Promise<string | undefined> {
  switch (item.type) {
    case "container":
      if (item.kind === "work" && taken(env, item.id)) return "a session goes on with it";
      // by its id: another one of that name is not meant
      await engine.remove(item.id);
      return undefined;
    case "volume":
      await engine.removeVolume(item.name);
      return undefined;
    case "tag": {
      const now = await engine.image(item.name);
      const stays = now && whyItStays(now, item.image, found);
      if (now === undefined || stays !== undefined) return stays;
      await engine.untag(item.name, { parents: true });
      if (now.tags.length <= 1) forgetUses(env, [now.id]);
      return undefined;
    }
    case "untagged": {
      const now = await engine.image(item.image);
      const stays = now && (now.tags.length > 0 ? "somebody gave it a name" : whyItStays(now, item.image, found));
      if (now === undefined || stays !== undefined) return stays;
      // by a name of our own: a name that it gets from somebody meanwhile keeps it then
      const name = holdTag(newSessionId(new Date()), 1);
      await engine.tag(item.image, name);
      await engine.untag(name, { parents: true });
      forgetUses(env, [item.image]);
      return undefined;
    }
    case "session":
      fs.rmSync(item.folder, { recursive: true, force: true });
      return undefined;
    case "folder":
      fs.rmSync(item.name, { recursive: true, force: true });
      return undefined;
  }
}

/** Has a process taken up what another one left under work? */
const taken = (env: NodeJS.ProcessEnv, container: string): boolean =>
  keptSessions(env).some(({ id, needs }) => needs.containers.includes(container) && sessionsHere(env).life(id) !== "dead");

function whyItStays(now: Image, looked: string, { images }: Remover["found"]): string | undefined {
  if (now.id !== looked) return "its name moved to another image meanwhile";
  const before = new Set(images.find(({ id }) => id === looked)?.tags ?? []);
  const held = now.tags.some((tag) => !before.has(tag) && readTag(tag)?.kind === "hold");
  return held ? "a build that began meanwhile uses it" : undefined;
}
