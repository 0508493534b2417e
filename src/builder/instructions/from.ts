/** FROM [--platform=P] image | stage | scratch | named context [AS name]: where a stage begins. */
import type { FromInstruction } from "../../dockerfile/program.ts";
import type { ImageConfig } from "../../engine/engine.ts";
import { predefinedArgs } from "../args.ts";
import { historyOf, localOrPulled, targetPlatform, wantedPlatform, withoutVolumes } from "../base-image.ts";
import { defaultPath } from "../default-path.ts";
import { folderLayer } from "../folder-layer.ts";
import { given, noSources, shortImage, stageSources } from "../inputs/step-inputs.ts";
import { chainKey } from "../layer.ts";
import { namedContext } from "../named-context.ts";
import { formatPlatform, type Platform } from "../platform.ts";
import { StepProblem } from "../problem.ts";
import type { NamedContext } from "../request.ts";
import { envName, envValue, type Lookup, lookupIn, setVariable, word } from "../stage-variables.ts";
import type { BuildState, StageState, Variable } from "../state.ts";
import type { BuildContext, StepContext } from "../step-context.ts";
import { earlierStage, isReplaced } from "../steps.ts";

/** Values FROM may use: global ARGs over platform args. */
export const fromLookup = (ctx: Pick<BuildContext, "platformArgs" | "buildArgs" | "program">, state: BuildState): Lookup =>
  lookupIn([...predefinedArgs(ctx.platformArgs, ctx.buildArgs, ctx.program), ...state.globals]);

/** The state at the start of the step's stage, and the ONBUILD triggers that are to run first. */
export type Start = { readonly state: BuildState; readonly triggers: readonly string[] };

export async function startStage(ctx: StepContext, instruction: FromInstruction, state: BuildState): Promise<Start> {
  const done = state.stage ? { ...state.done, [state.stage.index]: state.stage } : state.done;
  const begun = await beginning(ctx, instruction, { ...state, done });
  const { OnBuild = [], ...config } = begun.config;
  return { state: { ...state, done, stage: { ...begun, config } }, triggers: OnBuild };
}

async function beginning(ctx: StepContext, instruction: FromInstruction, state: BuildState): Promise<StageState> {
  const lookup = fromLookup(ctx, state);
  const { escape: escapeChar } = ctx.program;
  const name = word(instruction.image, lookup, escapeChar);
  if (name === "") {
    throw new StepProblem(
      `base name (${instruction.image}) should not be blank`,
      "give the ARG a default, or pass it with --build-arg",
    );
  }
  const platform = platformOf(ctx, instruction, lookup);
  const own = ctx.program.stages[ctx.step.stage];
  const replacement = own && isReplaced(own, ctx.request.contexts);
  if (replacement) return replaced(ctx, instruction.name ?? "", replacement, platform);
  const parent = earlierStage(ctx.program, name, ctx.step.stage, false);
  if (parent) {
    const child = childStage(ctx, ctx.step.stage, state.done[parent.index] as StageState);
    ctx.hearInputs?.(ctx.step, { ...stageSources(name, child.key), key: child.key, lookup: "found" });
    if (!isReplaced(parent, ctx.request.contexts)) return child;
    // Of a replaced stage BuildKit still knows the triggers as they stand in the file.
    const OnBuild = parent.body.flatMap((one) => (one.kind === "onbuild" ? [one.trigger] : []));
    return { ...child, config: { ...child.config, OnBuild } };
  }
  if (name === "scratch") {
    const empty = scratchStage(ctx, ctx.step.stage, targetPlatform(ctx));
    ctx.hearInputs?.(ctx.step, { ...noSources, key: empty.key, lookup: "found" });
    return empty;
  }
  const context = namedContext(ctx.request.contexts, name);
  const stage = context ? await contextStage(ctx, name, context, platform) : await imageStage(ctx, name, platform);
  return withPath(stage);
}

function platformOf(ctx: BuildContext, instruction: FromInstruction, lookup: Lookup): Platform | undefined {
  if (instruction.platform === undefined) return undefined;
  const text = word(instruction.platform, lookup, ctx.program.escape);
  if (text !== "") return wantedPlatform(ctx, text);
  throw new StepProblem(
    `empty platform value from expression ${instruction.platform}`,
    "only ARGs before the first FROM and the predefined ones count here, as BUILDPLATFORM and TARGETPLATFORM",
  );
}

/** The variables at a stage's start: what an ARG of the parent stage left, then the image's Env again. */
function withImageEnv(variables: readonly Variable[], env: readonly string[]): readonly Variable[] {
  return env.reduce(
    (list, entry) => setVariable(list, { name: envName(entry), value: envValue(entry), from: "image" }),
    variables,
  );
}

function childStage(ctx: BuildContext, index: number, parent: StageState): StageState {
  const begun = withPath({ ...parent, index, cmdSet: false });
  const variables = withImageEnv(parent.variables, begun.config.Env ?? []);
  return { ...begun, variables, ...freshness(ctx, index) };
}

/** The config's Env always has a PATH, and what is in it is there for ARG, RUN and the rest. */
function withPath(stage: StageState): StageState {
  const { Env = [] } = stage.config;
  const env = Env.some((entry) => envName(entry) === "PATH") ? Env : [...Env, `PATH=${defaultPath}`];
  return { ...stage, config: { ...stage.config, Env: env }, variables: withImageEnv(stage.variables, env) };
}

/** A stage that --no-cache-filter names is made anew. */
function freshness(ctx: BuildContext, index: number): { readonly fresh?: true } {
  const name = ctx.program.stages[index]?.name;
  return name !== undefined && ctx.request.noCacheFilter.some((one) => one.toLowerCase() === name) ? { fresh: true } : {};
}

function epochOf({ request: { sourceDateEpoch } }: BuildContext): { readonly epoch?: string } {
  return sourceDateEpoch === undefined ? {} : { epoch: new Date(sourceDateEpoch * 1000).toISOString().replace(".000Z", "Z") };
}

function scratchStage(ctx: BuildContext, index: number, { os, architecture, variant = "" }: Platform): StageState {
  const config: ImageConfig = { Env: [`PATH=${defaultPath}`], WorkingDir: "/" };
  return {
    index,
    image: undefined,
    size: 0,
    layers: 0,
    config,
    history: [],
    author: "",
    os,
    architecture,
    variant,
    created: new Date(0).toISOString(),
    ran: false,
    cmdSet: false,
    args: [],
    variables: withImageEnv([], config.Env ?? []),
    key: chainKey("", "scratch"),
    byHand: [],
    ...epochOf(ctx),
    ...freshness(ctx, index),
  };
}

async function imageStage(ctx: StepContext, name: string, platform: Platform | undefined): Promise<StageState> {
  const { stage: index } = ctx.step;
  const image = await localOrPulled(ctx, name, platform);
  const neutral = await withoutVolumes(ctx, image);
  const { author, os, architecture, variant, osVersion } = image;
  const key = chainKey("", "image", image.id);
  const base = { name: "base image", value: image.id, shown: `${name}, ${shortImage(image.id)}` };
  const sources = { ...noSources, inputs: () => [base, ...given({ platform: platform && formatPlatform(platform) })] };
  ctx.hearInputs?.(ctx.step, { ...sources, key, lookup: "found" });
  return {
    index,
    // Without layers it is as good as scratch.
    ...(image.diffIds.length === 0 ? { image: undefined } : { image: neutral.id, base: neutral.id }),
    size: image.size,
    layers: image.diffIds.length,
    config: inheritedConfig(image.config),
    history: await historyOf(ctx, image),
    author,
    os,
    architecture,
    variant,
    ...(osVersion && { osVersion }),
    created: image.created,
    ran: false,
    cmdSet: false,
    args: [],
    variables: [],
    key,
    // A base that says it was made by hand makes what stands on it so too.
    byHand: image.config.Labels?.["dbuild.by-hand"] ? [`FROM ${name}: ${image.config.Labels["dbuild.by-hand"]}`] : [],
    ...epochOf(ctx),
    ...freshness(ctx, index),
  };
}

/** A named context as a base: an image, or the files of a folder under an empty config. */
async function contextStage(
  ctx: StepContext,
  name: string,
  context: NamedContext,
  platform: Platform | undefined,
): Promise<StageState> {
  if (context.kind === "image" && context.ref !== "scratch") return imageStage(ctx, context.ref, platform);
  const empty = scratchStage(ctx, ctx.step.stage, platform ?? targetPlatform(ctx));
  return context.kind === "image" ? empty : folderLayer(ctx, empty, name, context);
}

/** A named context in the place of the stage itself: nothing of the stage is run, not even the image's triggers. */
async function replaced(
  ctx: StepContext,
  name: string,
  context: NamedContext,
  platform: Platform | undefined,
): Promise<StageState> {
  const stage = await contextStage(ctx, name, context, platform);
  const { OnBuild: _, ...config } = stage.config;
  return context.kind === "image" && context.ref !== "scratch" ? { ...stage, config } : { ...stage, config: {}, variables: [] };
}

/** What a child inherits of a base's config; everything else is dropped. OnBuild is for the stage's start. */
function inheritedConfig(base: ImageConfig): ImageConfig {
  const { Env, Cmd, Entrypoint, User, WorkingDir, ExposedPorts, Volumes, Labels, StopSignal, Shell, Healthcheck, ArgsEscaped } =
    base;
  return {
    ...(Env && { Env }),
    ...(Cmd && { Cmd }),
    ...(Entrypoint && { Entrypoint }),
    ...(User && { User }),
    // BuildKit joins it to nothing, which cleans it.
    ...(WorkingDir && { WorkingDir }),
    ...(ExposedPorts && { ExposedPorts }),
    ...(Volumes && { Volumes }),
    ...(Labels && { Labels }),
    ...(StopSignal && { StopSignal }),
    ...(Shell && { Shell }),
    ...(Healthcheck && { Healthcheck }),
    ...(ArgsEscaped && { ArgsEscaped }),
    ...(base.OnBuild?.length && { OnBuild: base.OnBuild }),
  };
}
