/** Builds of several processes on one engine that see each other's RUNs, in one process: their records are in one place. */
import { executeStep, type StageResult } from "../../src/builder/execute.ts";
import type { Phase, RunRecord, RunRecords } from "../../src/builder/execution/record.ts";
import { runStep } from "../../src/builder/execution/run-step.ts";
import { type BuildState, emptyState } from "../../src/builder/state.ts";
import type { RunInstruction } from "../../src/dockerfile/program.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { prepare } from "./build-image.ts";
import { recordGone } from "./interrupted-run.ts";

export type SharedRuns = {
  /** Runs the last instruction of `text`, a RUN, as a build of that session. */
  run(session: string, text: string, options?: RunOptions): Promise<RunOutcome>;
  /** The session's process is killed as its RUN comes to `phase`: that never ends. */
  kill(session: string, phase: Phase): Promise<void>;
  /** Sessions that have a record. */
  busy(): readonly string[];
};

export type RunOptions = {
  readonly signal?: AbortSignal;
  readonly noCache?: boolean;
  readonly onOutput?: (text: string) => void;
};
export type RunOutcome = { readonly result: StageResult; readonly log: string; readonly close: () => Promise<void> };

export function sharedRuns(engine: Engine, context: string): SharedRuns {
  const records = new Map<string, RunRecord>();
  const dead = new Set<string>();
  const killed = new Map<string, { readonly phase: Phase; readonly done: () => void }>();
  const recordsOf = (session: string): RunRecords => ({
    put: (record) => {
      const kill = killed.get(session);
      records.set(session, record);
      if (kill?.phase !== record.phase) return;
      dead.add(session);
      kill.done();
      return new Promise(() => {});
    },
    forget: (record) => {
      if (records.get(session)?.run === record.run) records.delete(session);
    },
    leave: () => {},
    left: ({ key }) => {
      const [from, record] = [...records].find(([owner, each]) => dead.has(owner) && each.key === key) ?? [];
      if (from !== undefined) records.delete(from);
      return record;
    },
    elsewhere: (own) => {
      const [, record] =
        [...records].find(
          ([owner, { key, shared, session: from }]) =>
            owner !== session && !dead.has(owner) && key === own.key && (shared === "taken" || (shared && from < own.session)),
        ) ?? [];
      return record && { record, process: 4711, since: 0 };
    },
  });
  return {
    run: async (session, text, { signal, noCache = false, onOutput = () => {} } = {}) => {
      const made = await prepare(engine, text, { context, session, records: recordsOf(session), noCache });
      if (typeof made === "string") throw new Error(made);
      const { plan, contextOf, close } = made;
      let state: BuildState = emptyState;
      for (const step of plan.steps.slice(0, -1)) {
        const done = await executeStep({ ...contextOf(step, () => {}), noCache: false }, state);
        if (!done.ok) throw new Error(done.failure.message);
        state = done.state;
      }
      const last = plan.steps.at(-1);
      if (last === undefined || state.stage === undefined) throw new Error("there is no RUN");
      let log = "";
      const ctx = contextOf(last, (chunk) => {
        const printed = Buffer.from(chunk).toString();
        log += printed;
        onOutput(printed);
      });
      const around = { ...ctx, ...(signal && { signal }) };
      const result = await runStep(around, last.instruction as RunInstruction, state, state.stage);
      await recordGone();
      return { result, log, close };
    },
    kill: (session, phase) => new Promise((resolve) => killed.set(session, { phase, done: resolve })),
    busy: () => [...records.keys()],
  };
}
