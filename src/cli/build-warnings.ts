/** What a build says of its Dockerfile: how many warnings there are, and whether it is refused before the first step. */

import type { Platform } from "../builder/platform.ts";
import { type DiskTree, openContext } from "../context/disk-tree.ts";
import { readIgnore } from "../context/ignore.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { Engine } from "../engine/engine.ts";
import { mostLayersInGraphStore } from "../engine/image-types.ts";
import { UserError } from "../errors.ts";
import { type CheckReport, checkDockerfile } from "../lint/check-dockerfile.ts";
import type { ErrorKind } from "../lint/finding.ts";
import { askImages, hostPlatform } from "./check-images.ts";
import { warningCount } from "./check-report.ts";
import type { Source } from "./contexts/open-source.ts";
import type { Invocation } from "./invocation.ts";
import { readPlatform } from "./values/platform.ts";

export type WarningsOf = Pick<Invocation, "source" | "buildArgs" | "target" | "platform" | "contexts" | "pull">;

/**
 * BuildKit refuses to build a Dockerfile with warnings under `check=error=true` ("lint violation found for rules: …") and one
 * whose directive it cannot read. `bound`: also for what an instruction is bound to refuse, all of it at once, before anything runs
 * (a debugger marks it instead): words and values, and files the context does not have, for which BuildKit cancels what it has
 * begun ("failed to compute cache key: … not found"). None where it may be built, and where it cannot be read: parsing tells that.
 */
export async function refusedByCheck(engine: Engine, of: WarningsOf, bound: boolean): Promise<Refused> {
  const { strict, errors } = alone(of);
  const wrongOptions = errors.filter(({ rule }) => rule === "CheckOptions");
  if (wrongOptions.length > 0) return { problems: wrongOptions, onlyFiles: false };
  // Most files have no such directive: they do not cost the disk anything.
  if (!strict && !bound) return { problems: [], onlyFiles: false };
  const told = await report(engine, of, true);
  const refused = bound ? told.errors.filter(({ rule }) => decided.has(rule)) : [];
  if (refused.length > 0 || !strict) return { problems: refused, onlyFiles: refused.every(({ rule }) => rule === "Source") };
  const more = (message: string, rule: string) => `${rule}: ${message} (an error by check=error=true)`;
  return { problems: told.warnings.map((each) => ({ ...each, message: more(each.message, each.rule) })), onlyFiles: false };
}

export type Refused = {
  readonly problems: readonly SyntaxProblem[];
  /** The text is sound; files are missing in the context. */
  readonly onlyFiles: boolean;
};

/** Errors that no step and no registry can change. */
const decided: ReadonlySet<string> = new Set<ErrorKind>(["Stage", "Value", "Variable", "Source", "Layers"]);

/** What is bound to fail in a build of `text`, for a debugger to mark: the same errors, and the file's warnings left out. */
export async function foreseen(engine: Engine, of: WarningsOf, text: string): Promise<readonly SyntaxProblem[]> {
  const { errors } = await report(engine, { ...of, source: { ...of.source, text } }, true);
  return errors.filter(({ rule }) => decided.has(rule));
}

/** One line for the end of a build; undefined: no warnings. Its images are there then. */
export async function warningSummary(engine: Engine, of: WarningsOf): Promise<string | undefined> {
  return warningCount(await report(engine, of, true));
}

const anywhere: Platform = { os: "linux", architecture: "amd64", variant: "" };

/** The text without engine and disk. */
function alone({ source, buildArgs }: WarningsOf): CheckReport {
  const facts = { buildArgs, buildPlatform: anywhere, targetPlatform: anywhere, namedContexts: new Set<string>() };
  return checkDockerfile(source.text, { ...facts, image: () => undefined });
}

/** Judges the stages the target needs, `files` too. Only images the engine has are asked about: no registry is. */
async function report(engine: Engine, of: WarningsOf, files: boolean): Promise<CheckReport> {
  const { source, buildArgs, target, platform, contexts, pull } = of;
  const host = await hostPlatform(engine);
  const { store } = await engine.info();
  const facts = {
    buildArgs,
    ...(target !== undefined && { target }),
    onlyNeeded: true,
    ...(store === "graph" && { mostLayers: mostLayersInGraphStore }),
    buildPlatform: host,
    targetPlatform: readPlatform(platform, host) ?? host,
    namedContexts: new Set(Object.keys(contexts)),
  };
  const tree = files ? await treeOf(source) : undefined;
  const all = { ...facts, ...(tree && { context: tree }) };
  // --pull may bring another image of that name, with other variables and triggers.
  const local = {
    image: async (name: string) => (pull ? undefined : engine.image(name)),
    whyNotInRegistry: async () => undefined,
  };
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
