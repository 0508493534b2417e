/** FROM image | stage | scratch [AS name]: where a stage begins (dockerfile-semantics §1.4). */
import type { Image, ImageConfig, PullProgress } from "../../engine/engine.ts";
import { EngineRefusedError } from "../../errors.ts";
import { chainKey } from "../layer.ts";
import { twinTag } from "../names.ts";
import { StepProblem } from "../problem.ts";
import { type Attempt, type Shop, say } from "../shop.ts";
import type { BuildState, StageState, Variable } from "../state.ts";
import { earlierStage, type Step } from "../steps.ts";
import { envName, envValue, type Lookup, lookupIn, setVariable, word } from "../words.ts";

const defaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Values FROM may use: global ARGs over platform args. */
export const fromLookup = (shop: Pick<Shop, "platformArgs">, state: BuildState): Lookup =>
  lookupIn([...shop.platformArgs, ...state.globals]);

/** The state at the start of the step's stage. */
export async function startStage(shop: Shop, attempt: Attempt, step: Step, state: BuildState): Promise<BuildState> {
  if (step.instruction.kind !== "from") throw new Error("startStage takes a FROM");
  const done = state.stage ? { ...state.done, [state.stage.index]: state.stage } : state.done;
  const name = word(step.instruction.image, fromLookup(shop, state), shop.program.escape);
  if (name === "") {
    throw new StepProblem(
      `base name (${step.instruction.image}) should not be blank`,
      "give the ARG a default, or pass it with --build-arg",
    );
  }
  const parent = earlierStage(shop.program, name, step.stage, false);
  const stage = parent
    ? childStage(step.stage, done[parent.index] as StageState)
    : name === "scratch"
      ? scratchStage(shop, step.stage)
      : await imageStage(shop, attempt, step.stage, name);
  return { ...state, done, stage };
}

/** The variables at a stage's start: what an ARG of the parent stage left, then the image's Env again. */
function withImageEnv(variables: readonly Variable[], env: readonly string[]): readonly Variable[] {
  return env.reduce(
    (list, entry) => setVariable(list, { name: envName(entry), value: envValue(entry), from: "image" }),
    variables,
  );
}

function childStage(index: number, parent: StageState): StageState {
  return { ...parent, index, cmdSet: false, variables: withImageEnv(parent.variables, parent.config.Env ?? []) };
}

function scratchStage(shop: Shop, index: number): StageState {
  const value = (name: string) => shop.platformArgs.find((arg) => arg.name === name)?.value ?? "";
  const config: ImageConfig = { Env: [defaultPath], WorkingDir: "/" };
  return {
    index,
    image: undefined,
    size: 0,
    layers: 0,
    config,
    history: [],
    author: "",
    os: value("TARGETOS"),
    architecture: value("TARGETARCH"),
    variant: value("TARGETVARIANT"),
    created: new Date(0).toISOString(),
    ran: false,
    cmdSet: false,
    args: [],
    variables: withImageEnv([], config.Env ?? []),
    key: chainKey("", "scratch"),
    byHand: [],
  };
}

async function imageStage(shop: Shop, attempt: Attempt, index: number, name: string): Promise<StageState> {
  const image = await localOrPulled(shop, attempt, name);
  if (image.config.OnBuild?.length) {
    throw new StepProblem(
      `${name} has ONBUILD triggers, which dbuild does not support yet`,
      `its first trigger is: ${image.config.OnBuild[0]}`,
    );
  }
  const config = inheritedConfig(image.config);
  const neutral = await withoutVolumes(shop, image);
  return {
    index,
    image: neutral.id,
    size: image.size,
    layers: image.diffIds.length,
    config,
    history: await shop.engine.history(image),
    author: image.author,
    os: image.os,
    architecture: image.architecture,
    variant: image.variant,
    created: image.created,
    ran: false,
    cmdSet: false,
    args: [],
    variables: withImageEnv([], config.Env ?? []),
    key: chainKey("", "image", image.id),
    // A base that says it was made by hand makes what stands on it so too.
    byHand: image.config.Labels?.["dbuild.by-hand"] ? [`FROM ${name}: ${image.config.Labels["dbuild.by-hand"]}`] : [],
  };
}

/** The image of that name: the engine's own, else pulled with its progress in the step's output. */
export async function localOrPulled(shop: Shop, attempt: Attempt, name: string): Promise<Image> {
  const local = shop.pull ? undefined : await shop.engine.image(name);
  if (local) return local;
  say(attempt, `pulling ${name}`);
  try {
    return await shop.engine.pull(name, pullProgress(attempt), attempt.signal);
  } catch (error) {
    if (!(error instanceof EngineRefusedError) || attempt.signal.aborted) throw error;
    const stages = shop.program.stages.flatMap((stage) => stage.name ?? []);
    const known = stages.length > 0 ? `; stages of this Dockerfile: ${stages.join(", ")}` : "";
    throw new StepProblem(
      `the engine has no image ${name} and cannot pull it: ${error.message}`,
      `check the name, docker login where it is private, and whether the engine reaches the registry${known}`,
    );
  }
}

/** Engines repeat themselves many times a second; only what is new is said. */
function pullProgress(attempt: Attempt): (progress: PullProgress) => void {
  let shown = "";
  return ({ id, status, current, total }) => {
    const amount = current !== undefined && total ? ` ${Math.floor((100 * current) / total)}%` : "";
    const line = `${id ? `${id}: ` : ""}${status}${amount}`;
    if (line !== shown) say(attempt, line);
    shown = line;
  };
}

/** What a child inherits of a base's config; everything else is dropped, OnBuild is consumed. */
function inheritedConfig(base: ImageConfig): ImageConfig {
  const { Env, Cmd, Entrypoint, User, WorkingDir, ExposedPorts, Volumes, Labels, StopSignal, Shell, Healthcheck, ArgsEscaped } =
    base;
  const env = Env?.some((entry) => envName(entry) === "PATH") ? Env : [...(Env ?? []), defaultPath];
  const kept: ImageConfig = {
    Env: env,
    ...(Cmd && { Cmd }),
    ...(Entrypoint && { Entrypoint }),
    ...(User && { User }),
    ...(WorkingDir && { WorkingDir }),
    ...(ExposedPorts && { ExposedPorts }),
    ...(Volumes && { Volumes }),
    ...(Labels && { Labels }),
    ...(StopSignal && { StopSignal }),
    ...(Shell && { Shell }),
    ...(Healthcheck && { Healthcheck }),
    ...(ArgsEscaped && { ArgsEscaped }),
  };
  return kept;
}

/** A container takes its image's volumes and loses what is written there: such a base is run from a neutral twin. */
async function withoutVolumes(shop: Shop, image: Image): Promise<Image> {
  if (Object.keys(image.config.Volumes ?? {}).length === 0) return image;
  const tag = twinTag(chainKey(image.id, "twin"));
  const known = await shop.engine.image(tag);
  if (known) return known;
  const { created, author, os, architecture, variant } = image;
  return shop.engine.rewrite({ source: image.id, config: {}, history: [], created, author, os, architecture, variant }, [tag]);
}
