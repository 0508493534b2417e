/** The logs of a session: one file per attempt at a step, the newest attempt of each step at hand. */
import fs from "node:fs";
import path from "node:path";
import type { Step, StepId } from "../builder/steps.ts";
import { recent } from "../look/recent.ts";
import type { LineTimes } from "../output/line-times.ts";
import { createStepLog, openStepLog, type StepLog, type StepOutput } from "../output/log.ts";
import { openTimes } from "../output/times-file.ts";
import type { Attempted } from "./journal/replay.ts";

/** Its bytes, in pieces, and when its lines came. */
export type EarlierOutput = { readonly times: LineTimes | undefined; chunks(): Iterable<Uint8Array> };

export type Outputs = {
  /**
   * A new log for an attempt; the step's newest from now on. `beforeLoss`: the disk takes no more, and lines that only memory
   * holds are about to go. `start`: what the times of its lines count from, as in createStepLog.
   */
  open(step: Step, run: number, beforeLoss?: () => void, start?: number): StepLog;
  newest(step: StepId): StepOutput | undefined;
  /** That of a run that has ended; one that printed nothing, or whose log is gone, is empty. */
  ofAttempt(attempt: Pick<Attempted, "line" | "run">): StepOutput;
  /** What an earlier process of the session had of the attempt of that number, if that is to be opened now. To be asked before. */
  earlier(run: number): EarlierOutput | undefined;
  readonly folder: string;
  /** Why a log of this session is not whole, and what to do about it; of the first one that is not. */
  trouble(): string | undefined;
};

/** In the folder of a session. */
export const logFile = (folder: string, { line, run }: Pick<Attempted, "line" | "run">): string =>
  path.join(folder, `line${line}-run${run}.log`);

/** `attempts`: of earlier processes of the session, whose logs are in the folder. */
export function outputsIn(folder: string, attempts: readonly Attempted[] = []): Outputs {
  const logs = new Map<StepId, StepOutput>();
  const ended = recent<StepOutput>(8);
  const before = new Map(attempts.map((each) => [each.step, each]));
  const fileOf = (line: number, run: number): string => logFile(folder, { line, run });
  let troubled: StepOutput | undefined;
  return {
    folder,
    trouble: () => {
      troubled ??= [...logs.values()].find(({ error }) => error !== undefined);
      if (troubled === undefined) return undefined;
      return `Logs cannot be written to ${folder} (${troubled.error}). Output is shown all the same; of long output the newest part stays in memory. Make room there, or set XDG_STATE_HOME to another place.`;
    },
    open: ({ id, instruction }, run, beforeLoss, start) => {
      try {
        // somebody may have tidied up meanwhile
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      } catch {
        // the log itself tells why it cannot be written
      }
      const log = createStepLog(fileOf(instruction.span.line, run), {
        ...(beforeLoss && { beforeLoss }),
        ...(start !== undefined && { start }),
      });
      logs.set(id, log);
      return log;
    },
    newest: (step) => {
      const known = logs.get(step);
      const attempt = before.get(step);
      if (known !== undefined || attempt === undefined) return known;
      const log = openStepLog(fileOf(attempt.line, attempt.run));
      logs.set(step, log);
      return log;
    },
    ofAttempt: ({ line, run }) => {
      const file = fileOf(line, run);
      const open = [...logs.values()].find((log) => log.file === file) ?? ended.get(file);
      if (open !== undefined) return open;
      const log = openStepLog(file);
      ended.set(file, log);
      return log;
    },
    earlier: (run) => {
      const attempt = attempts.find((each) => each.run === run);
      if (attempt === undefined) return undefined;
      const file = fileOf(attempt.line, run);
      const kept = `${file}.earlier`;
      const times = openTimes(file)();
      try {
        fs.renameSync(file, kept);
      } catch {
        return undefined;
      }
      return { times, chunks: () => chunksOf(kept) };
    },
  };
}

function* chunksOf(file: string): Generator<Uint8Array> {
  let fd: number;
  try {
    fd = fs.openSync(file, "r");
  } catch {
    return;
  }
  try {
    for (;;) {
      const chunk = Buffer.alloc(1 << 18);
      const read = fs.readSync(fd, chunk);
      if (read === 0) return;
      yield chunk.subarray(0, read);
    }
  } finally {
    fs.closeSync(fd);
  }
}
