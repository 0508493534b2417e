/** A session that another process had becomes this one's: its folder, and what it stands on in the engine. */
import type { Holds } from "../builder/holds.ts";
import type { Session } from "../debugger/session.ts";
import { UserError } from "../errors.ts";
import { type StoredSession, shortName, takeSession } from "../store/sessions.ts";

/** Another process was first to take the session up. */
export class SessionTaken extends UserError {}

export const takenBy = (id: string): SessionTaken =>
  new SessionTaken({
    message: `another dbuild has just taken the session ${shortName(id)} up`,
    hint: "dbuild sessions tells which one",
  });

/** Makes the folder of a session that somebody left this process's. Throws SessionTaken where another one was first. */
export function takenFolder(stored: StoredSession, session: string, engine: string): string {
  const folder = takeSession(stored, session, engine);
  if (folder !== undefined) return folder;
  throw takenBy(stored.id);
}

/** Holds the layers of a session that another process had. Never rejects. */
export async function heldAgain(session: Session | undefined, holds: Holds): Promise<void> {
  const states = [session, ...(session?.undo ?? [])].flatMap((each) => Object.values(each?.states ?? {}));
  const images = new Map(
    states.flatMap(({ stage }) => (stage?.image === undefined ? [] : [[stage.image, stage.index] as const])),
  );
  for (const [id, stage] of images) {
    const image = await holds.engine.image(id).catch(() => undefined);
    if (image !== undefined) holds.found(stage, image);
  }
}
