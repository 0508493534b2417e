/** What a build says of its Dockerfile: how many warnings there are, and whether `check=error=true` refuses it for them. */

import type { Platform } from "../build/platform.ts";
import { type DiskTree, openContext } from "../context/disk-tree.ts";
import { readIgnore } from "../context/ignore.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { type CheckReport, checkDockerfile } from "../lint/check.ts";
import { askImages, hostPlatform } from "./check-images.ts";
import { warningCount } from "./check-report.ts";
import type { Source } from "./contexts/source.ts";
import type { Invocation } from "./invocation.ts";
import { readPlatform } from "./values/platform.ts";

export type WarningsOf = Pick<Invocation, "source" | "buildArgs" | "target" | "platform" | "contexts">;

/**
 * BuildKit refuses to build a Dockerfile with warnings under `check=error=true` ("lint violation found for rules: …"): throw it
 * before the first step. Undefined where it may be built, and where it cannot be read: parsing tells that.
 */
export async function refusedByCheck(engine: Engine, of: WarningsOf): Promise<UserError | undefined> {
  // Most files have no such directive: they cost neither the engine nor the disk anything.
  if (!isStrict(of)) return undefined;
  return refusalOf(await report(engine, of), of.source.dockerfile);
}

/** One line for the end of a build; undefined: no warnings. Its images are there then. */
export async function warningSummary(engine: Engine, of: WarningsOf): Promise<string | undefined> {
  return warningCount(await report(engine, of));
}

const anywhere: Platform = { os: "linux", architecture: "amd64", variant: "" };

function isStrict({ source, buildArgs }: WarningsOf): boolean {
  const facts = { buildArgs, buildPlatform: anywhere, targetPlatform: anywhere, namedContexts: new Set<string>() };
  return checkDockerfile(source.text, { ...facts, image: () => undefined }).strict;
}

/** Judges the stages the target needs. Only images the engine has are asked about: no registry is. */
async function report(engine: Engine, of: WarningsOf): Promise<CheckReport> {
  const { source, buildArgs, target, platform, contexts } = of;
  const host = await hostPlatform(engine);
  const facts = {
    buildArgs,
    ...(target !== undefined && { target }),
    onlyNeeded: true,
    buildPlatform: host,
    targetPlatform: readPlatform(platform, host) ?? host,
    namedContexts: new Set(Object.keys(contexts)),
  };
  const tree = await treeOf(source);
  const all = { ...facts, ...(tree && { context: tree }) };
  const local = { image: (name: string) => engine.image(name), whyNotInRegistry: async () => undefined };
  return checkDockerfile(source.text, { ...all, image: await askImages(local, source.text, all) });
}

/** Undefined for contexts from elsewhere: no .dockerignore holds for them. */
async function treeOf({ root, file, ignore }: Source): Promise<DiskTree | undefined> {
  if (!ignore || file === undefined) return undefined;
  try {
    return await openContext(root, await readIgnore(root, file));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function refusalOf({ strict, warnings }: CheckReport, file: string): UserError | undefined {
  if (!strict || warnings.length === 0) return undefined;
  return new UserError(
    warnings.map(({ rule, message, span, hint }) => ({
      message: `${rule}: ${message} (an error by check=error=true)`,
      place: { file, line: span.line, endLine: span.endLine },
      ...(hint === undefined ? {} : { hint }),
    })),
  );
}
