/** Builds a Dockerfile text with the core alone, step after step on a real engine: no command line, no screen, no lanes. */
import os from "node:os";
import path from "node:path";
import { platformArgs } from "../../src/builder/args.ts";
import { contextWordsOf } from "../../src/builder/context-words.ts";
import { executeStep, type StepFailure } from "../../src/builder/execute.ts";
import { finishImage } from "../../src/builder/finish.ts";
import { holdsOf } from "../../src/builder/holds.ts";
import { makePlan } from "../../src/builder/plan/make-plan.ts";
import { needsMet, orderOf } from "../../src/builder/plan/order.ts";
import { type Plan, withTriggers } from "../../src/builder/plan/plan.ts";
import type { BuildRequest } from "../../src/builder/request.ts";
import { type BuildState, emptyState } from "../../src/builder/state.ts";
import type { BuildContext, StepContext } from "../../src/builder/step-context.ts";
import type { Step, StepId } from "../../src/builder/steps.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { plainRequest } from "./plain-request.ts";

export type BuildOptions = {
  readonly context: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  readonly noCacheAbove?: ReadonlySet<string>;
  readonly request?: Partial<BuildRequest>;
};

export type BuiltInProcess =
  | {
      readonly ok: true;
      readonly image: string;
      readonly log: string;
      readonly how: readonly string[];
      readonly keys: readonly string[];
    }
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
  readonly plan: Plan;
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
  const { context, target, buildArgs = {}, noCache = false, noCacheAbove, isDead = () => false, records } = options;
  const request: BuildRequest = { ...plainRequest, ...options.request };
  const info = await engine.info();
  const predefined = platformArgs(info, target ?? "default", request.platform ?? info);
  const { contexts } = request;
  const made = makePlan(text, { buildArgs, platformArgs: predefined, contexts, ...(target !== undefined && { target }) });
  if (!made.ok) return made.problems.map(({ message }) => message).join("; ");
  const { plan } = made;
  const { program, steps } = plan;
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
    contextWords: contextWordsOf(steps),
    buildArgs,
    platformArgs: predefined,
    noCache,
    ...(noCacheAbove && { noCacheAbove }),
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
    plan,
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
  const { build, contextOf, close } = prepared;
  let { plan } = prepared;
  const states = new Map<StepId, BuildState>();
  let state: BuildState = emptyState;
  let log = "";
  const how: string[] = [];
  const keys: string[] = [];
  const keep = (chunk: Uint8Array): void => {
    log += Buffer.from(chunk).toString();
  };
  try {
    for (let step = nextOf(plan, states); step !== undefined; step = nextOf(plan, states)) {
      state = stateBefore(plan, step, states);
      const result = await executeStep(contextOf(step, keep), state);
      if (!result.ok) {
        const { failure } = result;
        return { ok: false, problem: failure.message, failure, line: step.instruction.span.line, log };
      }
      how.push(result.how);
      state = result.state;
      keys.push(state.stage?.key ?? "");
      states.set(step.id, state);
      if (result.triggers?.length) plan = withTriggers(plan, { ...plan.triggers, [step.id]: result.triggers });
    }
    if (!state.stage) throw new Error("no stage was built");
    const image = await finishImage(build, state.stage, [tag]);
    return { ok: true, image: image.id, log, how, keys };
  } finally {
    await close();
  }
}

type States = ReadonlyMap<StepId, BuildState>;

/** The first step without a result that has all it stands on. */
function nextOf(plan: Plan, states: States): Step | undefined {
  const done = (index: number | undefined): boolean => index === undefined || states.has(plan.steps[index]?.id as StepId);
  const { previous } = orderOf(plan);
  return plan.steps.find(({ index }) => !done(index) && done(previous[index]) && needsMet(plan, index, done));
}

function stateBefore(plan: Plan, { index, stage }: Step, states: States): BuildState {
  const { previous, stages } = orderOf(plan);
  const after = (at: number | undefined) => (at === undefined ? undefined : states.get(plan.steps[at]?.id as StepId));
  const ends = [...stages].flatMap(([each, steps]) => {
    const end = each >= 0 && each !== stage ? after(steps.at(-1))?.stage : undefined;
    return end === undefined ? [] : [[each, end] as const];
  });
  const own = after(previous[index]);
  return stage < 0
    ? (own ?? emptyState)
    : {
        globals: after(stages.get(-1)?.at(-1))?.globals ?? [],
        done: Object.fromEntries(ends),
        ...(own?.stage && { stage: own.stage }),
      };
}
