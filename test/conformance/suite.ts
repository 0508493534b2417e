/** A run of many cases, a few at a time, with what they share: services, state folder, judge. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { docker } from "../helpers/dbuild.ts";
import type { Case } from "./case.ts";
import { type Judge, judgeAtHand } from "./judge.ts";
import { runCase, type Setting, type Verdict } from "./run-case.ts";
import { startServices } from "./services.ts";

export type SuiteOptions = {
  readonly program: string;
  readonly deep: boolean;
  /** Take docker build's results of earlier runs. */
  readonly remember: boolean;
};

/** Everything that runCase() needs; close() when done. */
export async function openSuite(
  options: SuiteOptions,
): Promise<{ readonly setting: Setting; readonly close: () => Promise<void> }> {
  const judge: Judge = await judgeAtHand();
  const services = await startServices();
  const state = fs.mkdtempSync(path.join(os.tmpdir(), "conformance-state-"));
  const images = new Set<string>();
  return {
    setting: {
      judge,
      services,
      program: options.program,
      state,
      images,
      deep: options.deep,
      remember: options.remember,
    },
    close: async () => {
      services.close();
      const names = [...images];
      for (let from = 0; from < names.length; from += 50) await docker(["rmi", "-f", ...names.slice(from, from + 50)]);
      fs.rmSync(state, { recursive: true, force: true });
    },
  };
}

/** Runs all cases, `jobs` at a time; `done` hears of each. Verdicts come in the order of the cases. */
export async function runCases(
  cases: readonly Case[],
  setting: Setting,
  jobs: number,
  done: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < cases.length; index = next++) {
      const one = cases[index];
      if (one === undefined) return;
      const verdict = await runCase(one, setting);
      verdicts[index] = verdict;
      done(verdict);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return verdicts;
}
