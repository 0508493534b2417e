/** A build whose last RUN is broken off at a change of phase, as if its dbuild had been killed, and is taken up by another one. */
import { executeStep, type StageResult } from "../../src/builder/execute.ts";
import type { Phase, RunRecord, RunRecords } from "../../src/builder/execution/record.ts";
import { runStep } from "../../src/builder/execution/run-step.ts";
import { type BuildState, emptyState } from "../../src/builder/state.ts";
import type { Step } from "../../src/builder/steps.ts";
import type { RunInstruction } from "../../src/dockerfile/program.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { type BuildOptions, type Prepared, prepare } from "./build-image.ts";

/** Where it is broken off: at the change to `phase`, before or after the record says so. `done`: when nothing is left of it. */
export type Break = { readonly phase: Phase | "done"; readonly written: boolean };

export const breaks: readonly Break[] = [
  ...(["acquire", "start", "wait", "commit", "release"] as const).map((phase) => ({ phase, written: true })),
  ...(["start", "wait", "commit", "release", "done"] as const).map((phase) => ({ phase, written: false })),
];

/** Records that call `broken` at that point instead of going on. */
export function recordsUntil(
  { phase, written }: Break,
  write: (record: RunRecord) => void,
  broken: () => Promise<void>,
): RunRecords {
  return {
    put: async (record) => {
      const here = record.phase === phase;
      if (!here || written) write(record);
      if (here) await broken();
    },
    forget: () => {
      if (phase === "done") void broken();
    },
    leave: () => {},
    left: () => undefined,
  };
}

async function prepared(...asked: Parameters<typeof prepare>): Promise<Prepared> {
  const made = await prepare(...asked);
  if (typeof made === "string") throw new Error(made);
  return made;
}

/** The state before the last step, and that one. */
async function upToLast({ plan: { steps }, contextOf }: Prepared): Promise<{ readonly state: BuildState; readonly step: Step }> {
  let state: BuildState = emptyState;
  for (const step of steps.slice(0, -1)) {
    const result = await executeStep(
      contextOf(step, () => {}),
      state,
    );
    if (!result.ok) throw new Error(result.failure.message);
    state = result.state;
  }
  return { state, step: steps.at(-1) as Step };
}

/** Runs the build as `session`. It does not come to its end where `records` break it off. */
export async function runAs(
  engine: Engine,
  text: string,
  options: BuildOptions & { readonly session: string; readonly records: RunRecords },
): Promise<void> {
  const build = await prepared(engine, text, options);
  const { state, step } = await upToLast(build);
  await executeStep(
    build.contextOf(step, () => {}),
    state,
  );
  await recordGone();
}

/** The record of a RUN goes at the end of the turn of the event loop in which its result is told. */
export const recordGone = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What the one before had in its log. */
const earlierOutput = "out\n";

export type TakenUp = {
  readonly result: StageResult;
  readonly log: string;
  readonly records: readonly RunRecord[];
  readonly close: () => Promise<void>;
};

/** Takes up what `session`, which is dead, left of the build's last RUN. */
export async function takeUpAs(
  engine: Engine,
  text: string,
  options: BuildOptions & { readonly session: string; readonly record: RunRecord },
): Promise<TakenUp> {
  const { record } = options;
  const left = new Map<string, RunRecord>([[record.session, record]]);
  const records: RunRecords = {
    put: (one) => void left.set(one.session, one),
    forget: (one) => void left.delete(one.session),
    leave: () => {},
    left: ({ key }) => (key === record.key ? record : undefined),
  };
  const isDead = (session: string): boolean => session === record.session;
  const build = await prepared(engine, text, { ...options, records, isDead });
  const { state, step } = await upToLast(build);
  let log = "";
  const ctx = {
    ...build.contextOf(step, (chunk) => {
      log += Buffer.from(chunk).toString();
    }),
    earlierOutput: () => {
      log += earlierOutput;
    },
  };
  if (!state.stage) throw new Error("no stage to stand on");
  const result = await runStep(ctx, step.instruction as RunInstruction, state, state.stage);
  await recordGone();
  return { result, log, records: [...left.values()], close: build.close };
}
