/** The times of a log's lines in a small file beside it, so that the log itself stays what the program printed. */
import { closeSync, constants, ftruncateSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { type LineTimes, mostTimesBytes, newLineTimes, readLineTimes } from "./line-times.ts";

/** The moment that lines came, in milliseconds since the epoch; or the times of an earlier log with the same lines. */
export type When = number | LineTimes;

export type TimesFile = {
  /** Lines [from, to) came. */
  add(from: number, to: number, when: When): void;
  /** Undefined: none came yet. */
  readonly times: LineTimes | undefined;
  flush(): void;
  close(): void;
};

export const timesFileOf = (log: string): string => `${log}.times`;

/** In a file that is made with the first time (mode 0600); what was there is gone. Where the disk does not take it, the times are in memory alone. */
export function keepTimes(log: string, start: number): TimesFile {
  const times = newLineTimes(start);
  let fd: number | undefined;
  let written = 0;
  let thinned = 0;
  let failed = false;

  try {
    rmSync(timesFileOf(log), { force: true });
  } catch {
    failed = true;
  }

  const write = (): void => {
    const { O_CREAT, O_TRUNC, O_WRONLY, O_NOFOLLOW } = constants;
    fd ??= openSync(timesFileOf(log), O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW, 0o600);
    if (times.thinned > thinned) {
      thinned = times.thinned;
      written = 0;
      ftruncateSync(fd);
    }
    const bytes = times.bytes(written);
    const at = written === 0 ? 0 : times.bytes(0).length - bytes.length;
    if (writeSync(fd, bytes, 0, bytes.length, at) < bytes.length) failed = true;
    written = times.length;
  };
  const flush = (): void => {
    if (failed || (times.length === written && times.thinned === thinned)) return;
    try {
      write();
    } catch {
      failed = true;
    }
  };

  return {
    add: (from, to, when) => {
      if (typeof when === "number") {
        times.add(from, when);
        return;
      }
      const ms = when.at(from);
      if (ms !== undefined) times.add(from, when.start + ms);
      for (const [line, later] of when.changes(from + 1, to)) times.add(line, when.start + later);
    },
    get times() {
      return times.length === 0 ? undefined : times;
    },
    flush,
    close: () => {
      flush();
      try {
        if (fd !== undefined) closeSync(fd);
      } catch {
        // as a write that failed: the times are in memory
      }
      fd = undefined;
    },
  };
}

/** Those beside a log, read when they are asked for; anew whenever the file has another size. */
export function openTimes(log: string): () => LineTimes | undefined {
  let known: { readonly size: number; readonly times: LineTimes | undefined } | undefined;
  return () => {
    const size = statSync(timesFileOf(log), { throwIfNoEntry: false })?.size ?? 0;
    if (known?.size !== size) known = { size, times: size === 0 ? undefined : readTimes(log, size) };
    return known.times;
  };
}

function readTimes(log: string, size: number): LineTimes | undefined {
  try {
    const fd = openSync(timesFileOf(log), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = new Uint8Array(Math.min(size, mostTimesBytes));
      return readLineTimes(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0)));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
