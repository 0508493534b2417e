import fs from "node:fs";
import path from "node:path";

/**
 * Makes the folder, for the user alone, and those above it that are missing. Throws the system's error. (`mkdirSync` with `recursive`
 * never returns where a file system that makes nothing says that a folder's parent is not there: /proc, an automounter's.)
 */
export function makeFolder(folder: string): void {
  if (fs.existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    fs.mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // another process was first
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
