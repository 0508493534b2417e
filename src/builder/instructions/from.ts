/** FROM [--platform=P] image | stage | scratch | named context [AS name]: where a stage begins (dockerfile-semantics §1.4). */
import type { FromInstruction } from "../../dockerfile/program.ts";
import type { ImageConfig } from "../../engine/engine.ts";
import { predefinedArgs } from "../args.ts";
import { localOrPulled, targetPlatform, wantedPlatform, withoutVolumes } from "../base-image.ts";
import { folderLayer } from "../folder-layer.ts";
import { chainKey } from "../layer.ts";
import { namedContext } from "../named-context.ts";
import type { Platform } from "../platform.ts";
import { StepProblem } from "../problem.ts";
import type { NamedContext } from "../request.ts";
import type { Attempt, Shop } from "../shop.ts";
import type { BuildState, StageState, Variable } from "../state.ts";
import { earlierStage, isReplaced, type Step } from "../steps.ts";
import { envName, envValue, type Lookup, lookupIn, setVariable, word } from "../words.ts";

const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Values FROM may use: global ARGs over platform args. */
export const fromLookup = (shop: Pick<Shop, "platformArgs" | "buildArgs" | "program">, state: BuildState): Lookup =>
  lookupIn([...predefinedArgs(shop.platformArgs, shop.buildArgs, shop.program), ...state.globals]);

/** The state at the start of the step's stage, and the ONBUILD triggers that are to run first. */
export type Start = { readonly state: BuildState; readonly triggers: readonly string[] };

export async function startStage(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  instruction: FromInstruction,
  state: BuildState,
): Promise<Start> {
  const done = state.stage ? { ...state.done, [state.stage.index]: state.stage } : state.done;
  const begun = await beginning(shop, attempt, step, instruction, { ...state, done });
  const { OnBuild = [], ...config } = begun.config;
  return { state: { ...state, done, stage: { ...begun, config } }, triggers: OnBuild };
}

async function beginning(
  shop: Shop,
  attempt: Attempt,
  step: Step,
  instruction: FromInstruction,
  state: BuildState,
): Promise<StageState> {
  const lookup = fromLookup(shop, state);
  const { escape: escapeChar } = shop.program;
  const name = word(instruction.image, lookup, escapeChar);
  if (name === "") {
    throw new StepProblem(
      `base name (${instruction.image}) should not be blank`,
      "give the ARG a default, or pass it with --build-arg",
    );
  }
  const platform = platformOf(shop, instruction, lookup);
  const own = shop.program.stages[step.stage];
  const replacement = own && isReplaced(own, shop.request.contexts);
  if (replacement) return replaced(shop, attempt, step.stage, instruction.name ?? "", replacement, platform);
  const parent = earlierStage(shop.program, name, step.stage, false);
  if (parent) {
    const child = childStage(shop, step.stage, state.done[parent.index] as StageState);
    if (!isReplaced(parent, shop.request.contexts)) return child;
    // Of a replaced stage BuildKit still knows the triggers as they stand in the file.
    const OnBuild = parent.body.flatMap((one) => (one.kind === "onbuild" ? [one.trigger] : []));
    return { ...child, config: { ...child.config, OnBuild } };
  }
  if (name === "scratch") return scratchStage(shop, step.stage, targetPlatform(shop));
  const context = namedContext(shop.request.contexts, name);
  const stage = context
    ? await contextStage(shop, attempt, step.stage, name, context, platform)
    : await imageStage(shop, attempt, step.stage, name, platform);
  return withPath(stage);
}

function platformOf(shop: Shop, instruction: FromInstruction, lookup: Lookup): Platform | undefined {
  if (instruction.platform === undefined) return undefined;
  const text = word(instruction.platform, lookup, shop.program.escape);
  if (text !== "") return wantedPlatform(shop, text);
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

function childStage(shop: Shop, index: number, parent: StageState): StageState {
  const begun = withPath({ ...parent, index, cmdSet: false });
  const variables = withImageEnv(parent.variables, begun.config.Env ?? []);
  return { ...begun, variables, ...freshness(shop, index) };
}

/** The config's Env always has a PATH, and what is in it is there for ARG, RUN and the rest. */
function withPath(stage: StageState): StageState {
  const { Env = [] } = stage.config;
  const env = Env.some((entry) => envName(entry) === "PATH") ? Env : [...Env, defaultPath];
  return { ...stage, config: { ...stage.config, Env: env }, variables: withImageEnv(stage.variables, env) };
}

/** A stage that --no-cache-filter names is made anew. */
function freshness(shop: Shop, index: number): { readonly fresh?: true } {
  const name = shop.program.stages[index]?.name;
  return name !== undefined && shop.request.noCacheFilter.some((one) => one.toLowerCase() === name) ? { fresh: true } : {};
}

function epochOf({ request: { sourceDateEpoch } }: Shop): { readonly epoch?: string } {
  return sourceDateEpoch === undefined ? {} : { epoch: new Date(sourceDateEpoch * 1000).toISOString().replace(".000Z", "Z") };
}

function scratchStage(shop: Shop, index: number, { os, architecture, variant = "" }: Platform): StageState {
  const config: ImageConfig = { Env: [defaultPath], WorkingDir: "/" };
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
    ...epochOf(shop),
    ...freshness(shop, index),
  };
}

async function imageStage(
  shop: Shop,
  attempt: Attempt,
  index: number,
  name: string,
  platform: Platform | undefined,
): Promise<StageState> {
  const image = await localOrPulled(shop, attempt, name, platform);
  const neutral = await withoutVolumes(shop, image);
  const { author, os, architecture, variant, osVersion } = image;
  return {
    index,
    // Without layers it is as good as scratch.
    ...(image.diffIds.length === 0 ? { image: undefined } : { image: neutral.id, base: neutral.id }),
    size: image.size,
    layers: image.diffIds.length,
    config: inheritedConfig(image.config),
    history: await shop.engine.history(image),
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
    key: chainKey("", "image", image.id),
    // A base that says it was made by hand makes what stands on it so too.
    byHand: image.config.Labels?.["dbuild.by-hand"] ? [`FROM ${name}: ${image.config.Labels["dbuild.by-hand"]}`] : [],
    ...epochOf(shop),
    ...freshness(shop, index),
  };
}

/** A named context as a base: an image, or the files of a folder under an empty config. */
async function contextStage(
  shop: Shop,
  attempt: Attempt,
  index: number,
  name: string,
  context: NamedContext,
  platform: Platform | undefined,
): Promise<StageState> {
  if (context.kind === "image" && context.ref !== "scratch") return imageStage(shop, attempt, index, context.ref, platform);
  const empty = scratchStage(shop, index, platform ?? targetPlatform(shop));
  return context.kind === "image" ? empty : folderLayer(shop, attempt, empty, name, context);
}

/** A named context in the place of the stage itself: nothing of the stage is run, not even the image's triggers. */
async function replaced(
  shop: Shop,
  attempt: Attempt,
  index: number,
  name: string,
  context: NamedContext,
  platform: Platform | undefined,
): Promise<StageState> {
  const stage = await contextStage(shop, attempt, index, name, context, platform);
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
