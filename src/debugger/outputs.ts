/** The logs of a session: one file per attempt at a step, the newest attempt of each step at hand. */
import fs from "node:fs";
import path from "node:path";
import type { Step, StepId } from "../builder/steps.ts";
import { createStepLog, type StepLog } from "../output/log.ts";

export type Outputs = {
  /**
   * A new log for an attempt; the step's newest from now on. `beforeLoss`: the disk takes no more, and lines that only memory
   * holds are about to go.
   */
  open(step: Step, run: number, beforeLoss?: () => void): StepLog;
  newest(step: StepId): StepLog | undefined;
  readonly folder: string;
  /** Why a log of this session is not whole, and what to do about it; of the first one that is not. */
  trouble(): string | undefined;
};

export function outputsIn(folder: string): Outputs {
  const logs = new Map<StepId, StepLog>();
  let troubled: StepLog | undefined;
  return {
    folder,
    trouble: () => {
      troubled ??= [...logs.values()].find(({ error }) => error !== undefined);
      if (troubled === undefined) return undefined;
      return `Logs cannot be written to ${folder} (${troubled.error}). Output is shown all the same; of long output the newest part stays in memory. Make room there, or set XDG_STATE_HOME to another place.`;
    },
    open: ({ id, instruction }, run, beforeLoss) => {
      try {
        // somebody may have tidied up meanwhile
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      } catch {
        // the log itself tells why it cannot be written
      }
      const log = createStepLog(path.join(folder, `line${instruction.span.line}-run${run}.log`), beforeLoss && { beforeLoss });
      logs.set(id, log);
      return log;
    },
    newest: (step) => logs.get(step),
  };
}
