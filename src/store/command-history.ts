/** The lines of a session's command line, in its folder: they come back with the session. Readable by the user alone. */
import fs from "node:fs";
import path from "node:path";

const most = 1000;

/** `session`: its folder; until that is there, lines are remembered alone. */
export function commandHistory(session: Promise<string>): { lines(): readonly string[]; add(line: string): void } {
  let file: string | undefined;
  let known: readonly string[] | undefined;
  session.then(
    (folder) => {
      file = path.join(folder, "commands");
    },
    () => {},
  );
  const lines = (): readonly string[] => {
    if (file !== undefined) known ??= read(file);
    return known ?? [];
  };
  return {
    lines,
    add: (line) => {
      known = [...lines(), line].slice(-most);
      if (file === undefined) return;
      try {
        fs.appendFileSync(file, `${line}\n`, { mode: 0o600 });
      } catch {
        // they are remembered for as long as this process lives
      }
    },
  };
}

function read(file: string): readonly string[] {
  try {
    return fs
      .readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .slice(-most);
  } catch {
    return [];
  }
}
