/** The logs of a session: one file per attempt at a step, the newest attempt of each step at hand. */
import path from "node:path";
import { createStepLog, type StepLog } from "../output/log.ts";

export type Outputs = {
  /** A new log for an attempt; the step's newest from now on. */
  open(step: number, line: number, run: number): StepLog;
  newest(step: number): StepLog | undefined;
  /** The steps from `first` on are no longer those that were logged (the Dockerfile changed). Files stay. */
  forget(first: number): void;
  readonly folder: string;
};

export function outputsIn(folder: string): Outputs {
  const logs = new Map<number, StepLog>();
  return {
    folder,
    open: (step, line, run) => {
      const log = createStepLog(path.join(folder, `line${line}-run${run}.log`));
      logs.set(step, log);
      return log;
    },
    newest: (step) => logs.get(step),
    forget: (first) => {
      for (const step of logs.keys()) if (step >= first) logs.delete(step);
    },
  };
}
