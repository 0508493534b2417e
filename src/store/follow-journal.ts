/** The journal of a session that another process has, read as it grows. */
import fs from "node:fs";
import { entriesIn, journalFile } from "./journal.ts";

export type JournalReader = {
  /** Entries that came since, and whether these are the first: the file was replaced by another one. Nothing where there is no file. */
  next(): { readonly afresh: boolean; readonly entries: readonly unknown[] };
};

/** In the folder of the session. `shown`: as for readJournal. */
export function followJournal(session: string, shown: (line: string) => string = (line) => line): JournalReader {
  let file: number | undefined;
  let at = 0;
  return {
    next: () => {
      let fd: number;
      try {
        fd = fs.openSync(journalFile(session), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
      } catch {
        return { afresh: false, entries: [] };
      }
      try {
        const { ino, size } = fs.fstatSync(fd);
        const afresh = ino !== file || size < at;
        if (afresh) at = 0;
        file = ino;
        const bytes = Buffer.alloc(size - at);
        const read = bytes.subarray(0, fs.readSync(fd, bytes, 0, bytes.length, at));
        const whole = read.subarray(0, read.lastIndexOf(10) + 1);
        at += whole.length;
        return { afresh, entries: entriesIn(whole.toString(), shown) };
      } finally {
        fs.closeSync(fd);
      }
    },
  };
}
