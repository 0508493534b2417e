/** What the engine, if there is one, knows of the images a Dockerfile names. `dbuild check` needs none. */
import type { Engine } from "../engine/engine.ts";
import { EngineLostError, UserError } from "../errors.ts";
import { checkDockerfile } from "../lint/check.ts";
import type { BaseImage, Facts } from "../lint/facts.ts";
import type { Platform } from "../lint/platform.ts";

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

/** A first pass over the text tells which images matter; the engine is asked about those. */
export async function askImages(engine: Engine, text: string, facts: Omit<Facts, "image">): Promise<Facts["image"]> {
  const wanted = new Set<string>();
  checkDockerfile(text, { ...facts, image: (name) => void wanted.add(name) });
  const known = new Map<string, BaseImage | "missing">();
  await Promise.all(
    [...wanted].map(async (name) => {
      const image = await engine.image(name).catch(() => undefined);
      if (image === undefined) known.set(name, "missing");
      else {
        const { config, os, architecture, variant } = image;
        known.set(name, {
          env: config.Env ?? [],
          shell: config.Shell ?? [],
          onBuild: config.OnBuild ?? [],
          workdir: config.WorkingDir ?? "/",
          platform: { os, architecture, variant },
        });
      }
    }),
  );
  return (name) => known.get(name);
}
