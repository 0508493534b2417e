/** What is a session's own: its folder and its layers, where another process had them; its Dockerfile, where that is no file of the user's. */
import fs from "node:fs";
import path from "node:path";
import type { Holds } from "../builder/holds.ts";
import type { Session } from "../debugger/session.ts";
import { UserError } from "../errors.ts";
import { type StoredSession, shortName, takeSession } from "../store/sessions.ts";

/** Makes the folder of a session that somebody left this process's. Throws UserError where another one was first. */
export function takenFolder(stored: StoredSession, session: string, engine: string): string {
  const folder = takeSession(stored, session, engine);
  if (folder !== undefined) return folder;
  throw new UserError({
    message: `another dbuild has just taken the session ${shortName(stored.id)} up`,
    hint: "dbuild sessions tells which one",
  });
}

/** A Dockerfile of the session's own, for edits of one that has no file. Without `text`: it is there. */
export function keepDockerfile(folder: string, text: string | undefined): string {
  const file = path.join(folder, "Dockerfile");
  if (text === undefined) return file;
  try {
    fs.writeFileSync(file, text, { mode: 0o600 });
  } catch (error) {
    throw new UserError({
      message: `the Dockerfile is no file of yours and cannot be kept for edits: ${(error as Error).message}`,
      hint: `make room in ${folder}, or set XDG_STATE_HOME to another place`,
    });
  }
  return file;
}

/** Holds the layers of a session that another process had. Never rejects. */
export async function heldAgain(session: Session | undefined, holds: Holds): Promise<void> {
  const states = Object.values(session?.states ?? {});
  const images = new Map(
    states.flatMap(({ stage }) => (stage?.image === undefined ? [] : [[stage.image, stage.index] as const])),
  );
  for (const [id, stage] of images) {
    const image = await holds.engine.image(id).catch(() => undefined);
    if (image !== undefined) holds.found(stage, image);
  }
}
