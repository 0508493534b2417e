/** What a build says of its Dockerfile: how many warnings there are, and whether `check=error=true` refuses it for them. */

import { type Platform, parsePlatform } from "../build/platform.ts";
import { type DiskTree, openContext } from "../context/disk-tree.ts";
import { readIgnore } from "../context/ignore.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { type CheckReport, checkDockerfile } from "../lint/check.ts";
import { askImages, hostPlatform } from "./check-images.ts";
import { warningCount } from "./check-report.ts";

export type BuildWarnings = {
  /** One line for the end of the build; undefined: no warnings. */
  readonly summary: string | undefined;
  /** BuildKit refuses to build then ("lint violation found for rules: …"): throw it before the first step. */
  readonly refusal: UserError | undefined;
};

export type WarningsOf = {
  /** As messages show it. */
  readonly file: string;
  readonly text: string;
  /** Folder; absent: a context from elsewhere. */
  readonly context?: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly target?: string;
  /** `--platform`, as written. */
  readonly platform?: string;
  readonly namedContexts?: readonly string[];
};

/** Judges the stages the target needs. Never throws for what is wrong with the file: parsing and the steps tell that. */
export async function buildWarnings(engine: Engine, of: WarningsOf): Promise<BuildWarnings> {
  const { file, text, context, buildArgs, target, platform = "", namedContexts = [] } = of;
  const host = await hostPlatform(engine);
  const facts = {
    buildArgs,
    ...(target !== undefined && { target }),
    onlyNeeded: true,
    buildPlatform: host,
    targetPlatform: parsePlatform(platform, host) ?? (host satisfies Platform),
    namedContexts: new Set(namedContexts.map((name) => name.toLowerCase())),
  };
  const tree = context === undefined ? undefined : await treeOf(context, file);
  const all = { ...facts, ...(tree && { context: tree }) };
  const report = checkDockerfile(text, { ...all, image: await askImages(engine, text, all) });
  return { summary: warningCount(report), refusal: refusalOf(report, file) };
}

async function treeOf(context: string, file: string): Promise<DiskTree | undefined> {
  try {
    return await openContext(context, await readIgnore(context, file));
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
