/**
 * Executes one step: (state, step) -> the state after it, or its failure with what it left behind.
 * The only file of builder/ that decides by kind of instruction. Throws EngineLostError and LayerGone; everything else is a value.
 */
import type { Instruction } from "../dockerfile/program.ts";
import { EngineLostError, EngineRefusedError, type Problem, UserError } from "../errors.ts";
import { type ArgScope, globalArg, predefinedArgs, stageArg } from "./args.ts";
import { persisting } from "./execution/engine-back.ts";
import { runStep } from "./execution/run-step.ts";
import { copyStep, workdirConfig, workdirStep } from "./instructions/copy-workdir.ts";
import { startStage } from "./instructions/from.ts";
import { applyMetadata, noted } from "./instructions/metadata.ts";
import { readTriggers } from "./instructions/onbuild.ts";
import { chainKey, keptLayer, tagOf, withLayer } from "./layer.ts";
import { engineHint, LayerGone, StepProblem } from "./problem.ts";
import type { ArgValue, BuildState, StageState } from "./state.ts";
import type { BuildContext, StepContext } from "./step-context.ts";
import { type Step, stepText, type Trigger } from "./steps.ts";
import type { FailingCommand, RunCommand } from "./triage/failing-command.ts";

/**
 * What a failed or interrupted step left, in build's words. `image` and `tag`: the layer as far as it got, or with `before` the
 * one the step stood on, for it left none of its own.
 */
export type StepFailure = {
  readonly kind: "failed" | "interrupted";
  readonly message: string;
  readonly hint?: string;
  /** The command of a RUN that it failed at, where that can be told, and one that failed while the script went on. */
  readonly failing?: FailingCommand;
  readonly passedOver?: RunCommand;
  readonly exitCode?: number;
  readonly image?: string;
  readonly tag?: string;
  readonly before?: true;
  /** Somebody removed that layer from the engine. */
  readonly removed?: true;
  /** Set when the layer could not be committed: the container is kept instead, and these are a person's commands to save it. */
  readonly container?: string;
  readonly rescue?: readonly string[];
};

export type StepResult =
  | {
      readonly ok: true;
      readonly state: BuildState;
      readonly how: "cached" | "done" | "hand";
      readonly note?: string;
      /** A command of the RUN that failed while its script went on. */
      readonly passedOver?: RunCommand;
      /** What the base of a FROM has to be done next, in this order. */
      readonly triggers?: readonly Trigger[];
    }
  | { readonly ok: false; readonly failure: StepFailure };

/** The unclean state a step is to run on top of, instead of the layer before it. */
export type BaseLayer = { readonly image: string; readonly note: string };

export type StageResult =
  | { readonly stage: StageState; readonly how: "cached" | "done"; readonly passedOver?: RunCommand }
  | { readonly failure: StepFailure };

/** Runs `step` in `state`. With `baseLayer` it runs on top of that image and the result counts as made by hand. */
export async function executeStep(ctx: StepContext, state: BuildState, baseLayer?: BaseLayer): Promise<StepResult> {
  try {
    // a RUN knows by itself how to go on
    const work = () => dispatch(announcing(ctx), state, baseLayer);
    const result = await (ctx.step.instruction.kind === "run" ? work() : persisting(ctx, work));
    return told(ctx.step, result);
  } catch (error) {
    if (error instanceof EngineLostError || error instanceof LayerGone) throw error;
    return told(ctx.step, { ok: false, failure: await failureOf(ctx, state, error) });
  }
}

/** A failure of what is not in the Dockerfile says what it was. */
function told(step: Step, result: StepResult): StepResult {
  return result.ok ? result : { ok: false, failure: named(step, result.failure) };
}

const named = (step: Step, failure: StepFailure): StepFailure =>
  step.parent === undefined ? failure : { ...failure, message: `${shortened(stepText(step))}: ${failure.message}` };

const announcing = (ctx: StepContext): StepContext => {
  const { failing, step } = ctx;
  return failing === undefined ? ctx : { ...ctx, failing: (failure, container) => failing(named(step, failure), container) };
};

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

async function dispatch(ctx: StepContext, state: BuildState, baseLayer: BaseLayer | undefined): Promise<StepResult> {
  const { instruction } = ctx.step;
  const escapeChar = ctx.program.escape;
  if (instruction.kind === "from") {
    const { state: begun, triggers } = await startStage(ctx, instruction, state);
    return { ok: true, how: "done", state: begun, triggers: readTriggers(ctx, triggers) };
  }
  if (instruction.kind === "arg" && ctx.step.stage < 0) {
    return { ok: true, how: "done", state: globalArg(state, instruction, argScope(ctx, predefined(ctx))) };
  }
  const { stage } = state;
  if (!stage) throw new Error(`step ${ctx.step.index} has no stage to stand on`);
  const finish = (result: StageResult): StepResult => {
    if ("failure" in result) return { ok: false, failure: result.failure };
    return {
      ok: true,
      how: baseLayer ? "hand" : result.how,
      state: { ...state, stage: result.stage },
      ...(baseLayer && { note: baseLayer.note }),
      ...(result.passedOver && { passedOver: result.passedOver }),
    };
  };
  const start = baseLayer ? onBaseLayer(stage, baseLayer) : begun(ctx, stage);
  switch (instruction.kind) {
    case "run":
      return finish(await runStep(ctx, instruction, state, start));
    case "copy":
    case "add":
      return finish(await copyStep(ctx, instruction, state, start));
    case "workdir":
      return finish(await workdirStep(ctx, instruction, start));
    case "arg":
      return finish({ how: "done", stage: argStage(ctx, state, start, instruction) });
    default:
      return finish({ how: "done", stage: applyMetadata(instruction, start, escapeChar) });
  }
}

const argScope = ({ buildArgs, program }: BuildContext, outer: readonly ArgValue[]): ArgScope => ({
  buildArgs,
  outer,
  escape: program.escape,
});

const predefined = ({ platformArgs, buildArgs, program }: BuildContext) => predefinedArgs(platformArgs, buildArgs, program);

function argStage(
  ctx: BuildContext,
  state: BuildState,
  stage: StageState,
  instruction: Extract<Instruction, { kind: "arg" }>,
): StageState {
  const globals = [...predefined(ctx), ...state.globals];
  const next = stageArg(stage, instruction, argScope(ctx, globals));
  return noted(next.stage, `ARG ${next.shown}`);
}

/** Nothing is looked up on top of a layer that `noCacheAbove` names. */
const begun = ({ noCacheAbove }: BuildContext, stage: StageState): StageState =>
  noCacheAbove?.has(stage.key) ? { ...stage, fresh: true } : stage;

/** A stage whose layers are a person's: from here on nothing is looked up or stored for others. */
function onBaseLayer(stage: StageState, baseLayer: BaseLayer): StageState {
  return {
    ...stage,
    image: baseLayer.image,
    key: chainKey(stage.key, "by hand", baseLayer.image),
    byHand: [...stage.byHand, baseLayer.note],
  };
}

/** A failure without a layer of its own keeps the state before it, so that one can look around there. */
async function failureOf(ctx: StepContext, state: BuildState, error: unknown): Promise<StepFailure> {
  const kind = ctx.signal.aborted ? "interrupted" : "failed";
  const message =
    kind === "interrupted"
      ? "stopped while it ran"
      : error instanceof UserError
        ? error.problems.map(located).join("; ")
        : error instanceof Error
          ? error.message.replaceAll("\n", "; ")
          : String(error);
  const hint =
    error instanceof StepProblem
      ? error.hint
      : error instanceof UserError
        ? error.problems.find((problem) => problem.hint)?.hint
        : error instanceof EngineRefusedError
          ? engineHint(error.message)
          : undefined;
  const image = state.stage?.image;
  const tag = image === undefined ? undefined : await tagOf(ctx, image);
  return {
    kind,
    message,
    ...(hint !== undefined && { hint }),
    ...(image !== undefined && { image, before: true as const }),
    ...(tag !== undefined && { tag }),
  };
}

/** The place is in another file than the step: .dockerignore, say. */
const located = ({ message, place }: Problem): string => (place ? `${place.file}:${place.line}: ${message}` : message);

/** The step's result where a person's `baseLayer` stands for what it makes; what it sets besides a layer holds. */
export async function acceptStep(ctx: StepContext, state: BuildState, baseLayer: BaseLayer): Promise<StepResult & { ok: true }> {
  const { step } = ctx;
  const { instruction } = step;
  const { state: begun, triggers = [] } = instruction.kind === "from" ? await startStage(ctx, instruction, state) : { state };
  if (!begun.stage) throw new Error(`step ${step.index} has no stage to stand on`);
  const image = await keptLayer(ctx, baseLayer.image);
  const stage = onBaseLayer(begun.stage, baseLayer);
  const set = settled(ctx, begun, stage);
  const text = `${instruction.text} # dbuild: accepted by hand`;
  const result = { ...begun, stage: withLayer(set, image, text, stage.key) };
  return { ok: true, how: "hand", note: baseLayer.note, state: result, triggers: readTriggers(ctx, triggers) };
}

/** `stage` with all that the step sets of it without running anything. */
function settled(ctx: StepContext, state: BuildState, stage: StageState): StageState {
  const { instruction } = ctx.step;
  switch (instruction.kind) {
    case "from":
    case "run":
    case "copy":
    case "add":
      return stage;
    case "workdir":
      return workdirConfig(instruction, stage, ctx.program.escape);
    case "arg":
      return argStage(ctx, state, stage, instruction);
    default:
      return applyMetadata(instruction, stage, ctx.program.escape);
  }
}
