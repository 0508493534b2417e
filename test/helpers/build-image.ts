/** Builds a Dockerfile text with the core alone, step after step on a real engine: no command line, no screen, no lanes. */
import os from "node:os";
import path from "node:path";
import { platformArgs } from "../../src/builder/args.ts";
import { executeStep, type StepFailure } from "../../src/builder/execute.ts";
import { finishImage } from "../../src/builder/finish.ts";
import { holdsOf } from "../../src/builder/holds.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import { type BuildRequest, plainRequest } from "../../src/builder/request.ts";
import { contextWords } from "../../src/builder/sent.ts";
import { type BuildState, emptyState } from "../../src/builder/state.ts";
import type { BuildContext, StepContext } from "../../src/builder/step-context.ts";
import type { Step } from "../../src/builder/steps.ts";
import type { Engine } from "../../src/engine/engine.ts";

export type BuildOptions = {
  readonly context: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  readonly request?: Partial<BuildRequest>;
};

export type BuiltInProcess =
  | { readonly ok: true; readonly image: string; readonly log: string; readonly how: readonly string[] }
  | {
      readonly ok: false;
      readonly problem: string;
      readonly failure?: StepFailure;
      readonly line?: number;
      readonly log: string;
    };

let serial = 0;

/** A plan, and what its steps are executed with. */
export type Prepared = {
  readonly steps: readonly Step[];
  readonly build: BuildContext;
  /** What executing `step` takes; `log` gets its output. */
  readonly contextOf: (step: Step, log: (chunk: Uint8Array) => void) => StepContext;
  /** Waits for what nobody waited for, and lets go of the layers. */
  readonly close: () => Promise<void>;
};

/** A string: why there is no plan. */
export async function prepare(
  engine: Engine,
  text: string,
  options: BuildOptions & Partial<Pick<BuildContext, "session" | "records" | "isDead">>,
): Promise<Prepared | string> {
  const { context, target, buildArgs = {}, noCache = false, isDead = () => false, records } = options;
  const request: BuildRequest = { ...plainRequest, ...options.request };
  const info = await engine.info();
  const predefined = platformArgs(info, target ?? "default", request.platform ?? info);
  const { contexts } = request;
  const made = makePlan(text, { buildArgs, platformArgs: predefined, contexts, ...(target !== undefined && { target }) });
  if (!made.ok) return made.problems.map(({ message }) => message).join("; ");
  const { program, steps } = made.plan;
  const pending: Promise<unknown>[] = [];
  const session = options.session ?? `test-${process.pid}-${serial++}`;
  const holds = holdsOf(engine, session);
  const build: BuildContext = {
    engine: holds.engine,
    holds,
    session,
    ...(records && { records }),
    isDead,
    program,
    steps: steps.length,
    sent: contextWords(steps),
    buildArgs,
    platformArgs: predefined,
    noCache,
    pull: false,
    request,
    files: {
      root: context,
      dockerfile: path.join(context, "Dockerfile"),
      statCache: path.join(os.tmpdir(), `dbuild-test-hashes-${process.pid}`),
    },
    kept: new Map(),
    background: (work) => void pending.push(work.catch(() => {})),
  };
  return {
    steps,
    build,
    contextOf: (step, log) => ({
      ...build,
      step,
      run: step.index,
      signal: new AbortController().signal,
      useCache: true,
      log,
    }),
    close: async () => {
      await Promise.all(pending);
      await holds.release();
    },
  };
}

/** Never rejects for what is wrong with the Dockerfile or fails in it. */
export async function buildInProcess(engine: Engine, text: string, tag: string, options: BuildOptions): Promise<BuiltInProcess> {
  const prepared = await prepare(engine, text, options);
  if (typeof prepared === "string") return { ok: false, problem: prepared, log: "" };
  const { steps, build, contextOf, close } = prepared;
  let state: BuildState = emptyState;
  let log = "";
  const how: string[] = [];
  const keep = (chunk: Uint8Array): void => {
    log += Buffer.from(chunk).toString();
  };
  try {
    for (const step of steps) {
      const result = await executeStep(contextOf(step, keep), state);
      if (!result.ok) {
        const { failure } = result;
        return { ok: false, problem: failure.message, failure, line: step.instruction.span.line, log };
      }
      how.push(result.how);
      state = result.state;
    }
    if (!state.stage) throw new Error("no stage was built");
    const image = await finishImage(build, state.stage, [tag]);
    return { ok: true, image: image.id, log, how };
  } finally {
    await close();
  }
}
