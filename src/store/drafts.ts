/**
 * Text of an edit that was not saved when dbuild had to end, in the folder of its session until a later session of the same
 * Dockerfile has saved or discarded it. Readable by the user alone.
 */
import fs from "node:fs";
import path from "node:path";
import type { Drafts, FoundDraft } from "../debugger/drafts.ts";
import { makeFolder } from "./make-folder.ts";

const record = "draft.json";

/** A session with one is not forgotten for its age. */
export const hasDraft = (session: string): boolean => fs.existsSync(path.join(session, record));

/** `folder` is the session's own, beside those of the sessions before it. */
export function draftsOf(folder: string, dockerfile: string): Drafts {
  const name = fs.existsSync(dockerfile) ? fs.realpathSync(dockerfile) : path.resolve(dockerfile);
  return {
    keep: ({ line, original, text }) => {
      const kept = path.join(folder, `draft-line${line}`);
      makeFolder(folder);
      fs.writeFileSync(kept, `${text}\n`, { mode: 0o600 });
      fs.writeFileSync(path.join(folder, record), JSON.stringify({ dockerfile: name, line, original, text }), { mode: 0o600 });
      return kept;
    },
    found: () => {
      const sessions = path.dirname(folder);
      const names = fs.existsSync(sessions) ? fs.readdirSync(sessions).sort().reverse() : [];
      for (const session of names) {
        const draft = path.join(sessions, session) === folder ? undefined : read(path.join(sessions, session), name);
        if (draft !== undefined) return draft;
      }
      return undefined;
    },
    forget: ({ file }) => {
      fs.rmSync(path.join(path.dirname(file), record), { force: true });
      fs.rmSync(file, { force: true });
    },
  };
}

function read(session: string, dockerfile: string): FoundDraft | undefined {
  const file = path.join(session, record);
  try {
    const { dockerfile: of, line, original, text } = JSON.parse(fs.readFileSync(file, "utf8"));
    if (of !== dockerfile || typeof line !== "number" || typeof original !== "string" || typeof text !== "string")
      return undefined;
    return { line, original, text, file: path.join(session, `draft-line${line}`), at: fs.statSync(file).mtimeMs };
  } catch {
    return undefined;
  }
}
