/** Records of what sessions have under work: a file of JSON for each in the session's folder, replaced as a whole. */
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "./make-folder.ts";
import { replaceFile } from "./replace-file.ts";

const folderName = "runs";

export type RecordFiles = {
  /** Writes or replaces the record of that name. What cannot be written costs only this. */
  put(name: string, record: unknown): void;
  forget(name: string): void;
};

/** In the folder of a session. */
export function recordFiles(session: string): RecordFiles {
  const folder = path.join(session, folderName);
  const fileOf = (name: string): string => path.join(folder, `${name}.json`);
  let made = false;
  return {
    put: (name, record) => {
      const file = fileOf(name);
      try {
        if (!made) makeFolder(folder);
        made = true;
        replaceFile(file, JSON.stringify(record));
      } catch {
        // No room for it; the build goes on.
      }
    },
    forget: (name) => {
      try {
        fs.rmSync(fileOf(name), { force: true });
      } catch {
        // It names what is gone; that is found out by looking.
      }
    },
  };
}

/** `writtenAt`: in milliseconds since the epoch. */
export type FoundRecord = { readonly name: string; readonly record: unknown; readonly writtenAt: number };

/** All records of a session. */
export function readRecords(session: string): readonly FoundRecord[] {
  const folder = path.join(session, folderName);
  // one that goes while they are read may have been replaced by one of another name
  for (let turn = 0; ; turn++) {
    const found = names(folder).flatMap((file) => (file.endsWith(".json") ? [readRecord(folder, file)] : []));
    if (found.every((each) => each !== "gone") || turn === 5)
      return found.filter((each): each is FoundRecord => typeof each === "object");
  }
}

function readRecord(folder: string, file: string): FoundRecord | "gone" | "unreadable" {
  let text: string;
  let writtenAt: number;
  try {
    text = fs.readFileSync(path.join(folder, file), "utf8");
    writtenAt = fs.statSync(path.join(folder, file)).mtimeMs;
  } catch {
    return "gone";
  }
  try {
    return { name: file.slice(0, -".json".length), record: JSON.parse(text), writtenAt };
  } catch {
    return "unreadable";
  }
}

function names(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}

/** Moves a record from one session to another; false: somebody else was first. */
export function takeRecord(from: string, name: string, to: string): boolean {
  try {
    makeFolder(path.join(to, folderName));
    fs.renameSync(path.join(from, folderName, `${name}.json`), path.join(to, folderName, `${name}.json`));
    return true;
  } catch {
    return false;
  }
}
