/**
 * The journal of a session: a file of JSON lines that only grows. A line is in the kernel's hands when `append` returns, so it outlives
 * this process, and on the disk soon after (fdatasync), so it outlives the machine. Whatever it is cut at, what stands before is whole.
 */
import fs from "node:fs";
import path from "node:path";
import { replaceFile } from "./replace-file.ts";

const fileName = "journal.jsonl";

export type Journal = {
  /**
   * Never throws. What the disk does not take waits in memory (1 MB) and is tried again with the next one: it returns why then, in the
   * system's words.
   */
  append(entry: unknown): string | undefined;
  /** Resolves when all that was written is on the disk. */
  close(): Promise<void>;
};

/** Characters that wait where the disk takes none. */
const mostWaiting = 1_000_000;

export const journalFile = (session: string): string => path.join(session, fileName);

/**
 * Opens the journal in the folder of a session, to add to what is there; half a line at its end goes. `hidden`: what a line says
 * instead of values that no disk may have.
 */
export function openJournal(session: string, hidden: (line: string) => string = (line) => line): Journal {
  const file = journalFile(session);
  const { O_CREAT, O_RDWR, O_NOFOLLOW } = fs.constants;
  let fd: number | undefined;
  let good = 0;
  let waiting: string[] = [];
  let size = 0;
  let trouble: string | undefined;
  let syncing: Promise<void> | undefined;
  let again = false;
  /** An entry did not even fit in memory: what came after it would be read as something else. */
  let over = false;

  const open = (): number => {
    const opened = fs.openSync(file, O_CREAT | O_RDWR | O_NOFOLLOW, 0o600);
    good = wholeLines(fs.readFileSync(opened));
    return opened;
  };
  const write = (): void => {
    fd ??= open();
    const bytes = Buffer.from(waiting.join(""));
    try {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at, bytes.length - at, good + at);
    } catch (error) {
      // a part of a line may be there
      fs.ftruncateSync(fd, good);
      throw error;
    }
    good += bytes.length;
    // half a line of an earlier process was longer perhaps
    if (fs.fstatSync(fd).size > good) fs.ftruncateSync(fd, good);
    waiting = [];
    size = 0;
  };
  const sync = (): void => {
    again = true;
    syncing ??= (async () => {
      while (again && fd !== undefined) {
        again = false;
        const opened = fd;
        await new Promise((resolve) => fs.fdatasync(opened, resolve));
      }
      syncing = undefined;
    })();
  };
  return {
    append: (entry) => {
      const line = `${hidden(JSON.stringify(entry))}\n`;
      over ||= size + line.length > mostWaiting && waiting.length > 0;
      if (over) return trouble;
      waiting.push(line);
      size += line.length;
      try {
        write();
        trouble = undefined;
        sync();
      } catch (error) {
        trouble = error instanceof Error ? error.message : String(error);
      }
      return trouble;
    },
    close: async () => {
      await syncing;
      if (fd !== undefined) fs.closeSync(fd);
      fd = undefined;
    },
  };
}

/** Bytes of the whole lines at the beginning. */
const wholeLines = (bytes: Uint8Array): number => bytes.lastIndexOf(10) + 1;

/** The entries of a session's journal up to the first line that is none. `shown`: undoes `hidden`. Nothing where there is no file. */
export function readJournal(session: string, shown: (line: string) => string = (line) => line): readonly unknown[] {
  let text: string;
  try {
    const fd = fs.openSync(journalFile(session), fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
    let bytes: Buffer;
    try {
      bytes = fs.readFileSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    text = bytes.subarray(0, wholeLines(bytes)).toString();
  } catch {
    return [];
  }
  return entriesIn(text, shown);
}

/** The entries in whole lines of a journal, up to the first line that is none. */
export function entriesIn(text: string, shown: (line: string) => string): readonly unknown[] {
  const entries: unknown[] = [];
  for (const line of text.split("\n")) {
    if (line === "") break;
    try {
      entries.push(JSON.parse(shown(line)));
    } catch {
      break;
    }
  }
  return entries;
}

/** The journal with these entries alone, or as it was: what could not be used must not stand before what comes. Throws. */
export function replaceJournal(session: string, entries: readonly unknown[], hidden: (line: string) => string): void {
  replaceFile(journalFile(session), entries.map((entry) => `${hidden(JSON.stringify(entry))}\n`).join(""), true);
}
