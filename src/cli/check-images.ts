/** What the engine, if there is one, knows of the images a Dockerfile names. `dbuild check` needs none. */
import { setTimeout } from "node:timers/promises";
import type { Platform } from "../builder/platform.ts";
import type { Engine } from "../engine/engine.ts";
import { EngineLostError, EngineRefusedError, UserError } from "../errors.ts";
import { checkDockerfile } from "../lint/check-dockerfile.ts";
import type { BaseImage, Facts, MissingImage } from "../lint/facts.ts";

/** Undefined when nobody answers. */
export async function engineIfAny(env: NodeJS.ProcessEnv): Promise<Engine | undefined> {
  const { connectEngine } = await import("../engine/docker/connect.ts");
  try {
    return await connectEngine(env);
  } catch (error) {
    if (error instanceof EngineLostError || error instanceof UserError) return undefined;
    throw error;
  }
}

/** The engine's platform, or that of this machine. */
export async function hostPlatform(engine: Engine | undefined): Promise<Platform> {
  const architectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
  const info = engine ? await engine.info() : { os: "linux", architecture: architectures[process.arch] ?? process.arch };
  return { os: info.os, architecture: info.architecture, variant: "" };
}

type Images = Pick<Engine, "image" | "whyNotInRegistry">;

/** A first pass over the text tells which images matter; the engine is asked about those. */
export async function askImages(engine: Images, text: string, facts: Omit<Facts, "image">): Promise<Facts["image"]> {
  const wanted = new Set<string>();
  checkDockerfile(text, { ...facts, image: (name) => void wanted.add(name) });
  const known = new Map<string, BaseImage | MissingImage>();
  await Promise.all(
    [...wanted].map(async (name) => {
      const found = await askImage(engine, name);
      if (found) known.set(name, found);
    }),
  );
  return (name) => known.get(name);
}

/** How long a registry may take, milliseconds; a slow one is taken to have the image. */
const patience = 10_000;

async function askImage(engine: Images, name: string): Promise<BaseImage | MissingImage | undefined> {
  try {
    const image = await engine.image(name);
    if (image) {
      const { config, os, architecture, variant } = image;
      return {
        env: config.Env ?? [],
        shell: config.Shell ?? [],
        onBuild: config.OnBuild ?? [],
        workdir: config.WorkingDir ?? "/",
        platform: { os, architecture, variant },
        layers: image.diffIds.length,
      };
    }
    const late = setTimeout(patience, undefined, { ref: false });
    const missing = await Promise.race([engine.whyNotInRegistry(name), late]);
    return missing === undefined ? undefined : { missing };
  } catch (error) {
    // The engine was lost on the way, or takes the name for none: the check goes on without it.
    if (error instanceof EngineLostError || error instanceof EngineRefusedError || error instanceof UserError) return undefined;
    throw error;
  }
}
