/** The Dockerfile of a session that has none of the user's: it came from standard input or an address. */
import fs from "node:fs";
import path from "node:path";
import { UserError } from "../errors.ts";

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
