/**
 * The output of one attempt at one step: every byte on disk, a window of clean lines in memory.
 * What it hands out is safe to print: printable text, tabs as blanks, and SGR colours only (output/clean.ts).
 */

/** Read side, for a face. All synchronous: a face draws what is there now. */
export type StepOutput = {
  /** The whole raw log. */
  readonly file: string;
  readonly bytes: number;
  /** Lines so far; an unfinished last line counts. */
  readonly lineCount: number;
  /** Clean lines [from, from + count), fewer at the end. A line longer than 16 KiB is cut in the window, never in the file. */
  read(from: number, count: number): readonly string[];
};

/** Write side, for the driver. */
export type StepLog = StepOutput & {
  write(chunk: Uint8Array): void;
  /** Flushes and keeps the file; reading goes on working. */
  close(): void;
};
