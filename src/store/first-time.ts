/** Whether this user has had the screen before: an empty file in the state folder says so. */
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { stateFolder } from "./state-folder.ts";

/** True once; again and again where nothing can be written. */
export function isFirstTime(env: NodeJS.ProcessEnv): boolean {
  const folder = stateFolder(env);
  try {
    makeFolder(folder);
    fs.closeSync(fs.openSync(path.join(folder, "screen-seen"), "wx", 0o600));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EEXIST";
  }
}
