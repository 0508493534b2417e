/** The logs of a session: one file per attempt at a step, the newest attempt of each step at hand. */
import path from "node:path";
import { createStepLog, type StepLog } from "../output/log.ts";

export type Outputs = {
  /** A new log for an attempt; the step's newest from now on. */
  open(step: number, line: number, run: number): StepLog;
  newest(step: number): StepLog | undefined;
  /** The Dockerfile changed: what was step i is step `to(i)` now, or nothing any more. Files stay. */
  renumber(to: (step: number) => number | undefined): void;
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
    renumber: (to) => {
      const before = [...logs];
      logs.clear();
      for (const [step, log] of before) {
        const now = to(step);
        if (now !== undefined) logs.set(now, log);
      }
    },
  };
}
