/** Images a stage stands on or copies from: the engine's own where its platform fits, else pulled; free of volumes where one runs on them. */
import { nearest } from "../dockerfile/suggest.ts";
import { type HistoryEntry, type Image, ownHistory, type PullProgress } from "../engine/engine.ts";
import { EngineRefusedError } from "../errors.ts";
import { chainKey } from "./layer.ts";
import { baseTag } from "./names.ts";
import { formatPlatform, type Platform, parsePlatform, platformFits } from "./platform.ts";
import { StepProblem } from "./problem.ts";
import { type BuildContext, type StepContext, say } from "./step-context.ts";

const platformIn = (ctx: Pick<BuildContext, "platformArgs">, side: "BUILD" | "TARGET"): Platform => {
  const value = (name: string) => ctx.platformArgs.find((arg) => arg.name === `${side}${name}`)?.value ?? "";
  return { os: value("OS"), architecture: value("ARCH"), ...(value("VARIANT") && { variant: value("VARIANT") }) };
};

/** The engine's own platform, and what is built for. --build-arg TARGETARCH does not change that, only what ARG sees. */
export const enginePlatform = (ctx: Pick<BuildContext, "platformArgs">): Platform => platformIn(ctx, "BUILD");
export const targetPlatform = (ctx: Pick<BuildContext, "platformArgs">): Platform => platformIn(ctx, "TARGET");

/** The platform a word of FROM --platform names. Throws StepProblem. */
export function wantedPlatform(ctx: Pick<BuildContext, "platformArgs">, word: string): Platform {
  const platform = parsePlatform(word, enginePlatform(ctx));
  if (platform) return platform;
  throw new StepProblem(`failed to parse platform ${word}`, "a platform is os/arch or os/arch/variant, as in linux/arm64");
}

/**
 * The image of that name for `platform` (the target's when not given): the engine's own unless --pull or another platform's,
 * else pulled with its progress in the step's output (what the docker driver of buildx does). Throws StepProblem.
 */
export async function localOrPulled(ctx: StepContext, name: string, platform?: Platform): Promise<Image> {
  const wanted = platform ?? targetPlatform(ctx);
  const local = await (ctx.lookUps ?? ctx.engine).image(name);
  if (local && !ctx.pull && (local.architecture === "" || platformFits(local, wanted))) return local;
  if (platformFits(enginePlatform(ctx), wanted)) return pulled(ctx, name);
  return foreign(ctx, name, wanted, local);
}

/** The lines that a stage on the image begins with. */
export const historyOf = ({ engine }: BuildContext, image: Image): Promise<readonly HistoryEntry[]> => engine.history(image);

/** An image of another platform is kept under a name of ours: a pull moves the user's tag, which is put back. */
async function foreign(ctx: StepContext, name: string, wanted: Platform, local: Image | undefined): Promise<Image> {
  const platform = formatPlatform(wanted);
  const tag = baseTag(chainKey("", "platform", name, platform));
  const known = ctx.pull ? undefined : await ctx.engine.image(tag);
  if (known) return known;
  const image = await pulled(ctx, name, platform);
  await ctx.engine.tag(image.id, tag);
  if (local && local.id !== image.id && !name.includes("@")) await ctx.engine.tag(local.id, name);
  return image;
}

async function pulled(ctx: StepContext, name: string, platform?: string): Promise<Image> {
  say(ctx, `pulling ${name}${platform === undefined ? "" : ` for ${platform}`}`);
  try {
    return await ctx.engine.pull(name, pullProgress(ctx), ctx.signal, platform);
  } catch (error) {
    if (!(error instanceof EngineRefusedError) || ctx.signal.aborted) throw error;
    const what = platform === undefined ? `image ${name}` : `image ${name} for ${platform}`;
    throw new StepProblem(`the engine has no ${what} and cannot pull it: ${error.message}`, missingHint(ctx, name));
  }
}

/** The nearest stage, when one was meant. */
function missingHint(ctx: BuildContext, name: string): string {
  const stages = [...new Set(ctx.program.stages.flatMap((stage) => stage.name ?? []))];
  const near = stages.includes(name.toLowerCase()) ? name.toLowerCase() : nearest(name, stages);
  if (near !== undefined && near !== name) return `did you mean the stage ${near}? FROM takes a stage's name in lower case`;
  const known = stages.length > 0 ? `; stages of this Dockerfile: ${stages.join(", ")}` : "";
  return `check the name, docker login where it is private, and whether the engine reaches the registry${known}`;
}

/** Engines repeat themselves many times a second; only what is new is said. */
function pullProgress(ctx: StepContext): (progress: PullProgress) => void {
  let shown = "";
  return ({ id, status, current, total }) => {
    const amount = current !== undefined && total ? ` ${Math.floor((100 * current) / total)}%` : "";
    const line = `${id ? `${id}: ` : ""}${status}${amount}`;
    if (line !== shown) say(ctx, line);
    shown = line;
  };
}

/** A container takes its image's volumes and loses what is written there: such a base is run from an image of the same layers without them. */
export async function withoutVolumes(ctx: Pick<BuildContext, "engine" | "holds">, image: Image): Promise<Image> {
  if (Object.keys(image.config.Volumes ?? {}).length === 0) return image;
  const tag = baseTag(chainKey(image.id, "twin"));
  const known = await ctx.engine.image(tag);
  if (known) return known;
  const { created, author, os, architecture, variant } = image;
  const rewrite = { source: image.id, config: {}, history: ownHistory, created, author, os, architecture, variant };
  const neutral = await ctx.engine.rewrite(rewrite, [ctx.holds.name()]);
  ctx.holds.index(neutral, tag);
  return neutral;
}
