/** Records of what a session has under work: a file of JSON for each beside its logs, replaced as a whole. */
import fs from "node:fs";
import path from "node:path";

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
        if (!made) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
        made = true;
        fs.writeFileSync(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
        fs.renameSync(`${file}.new`, file);
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

/** All records of a session. */
export function readRecords(session: string): readonly unknown[] {
  const folder = path.join(session, folderName);
  try {
    const names = fs.readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));
  } catch {
    return [];
  }
}
