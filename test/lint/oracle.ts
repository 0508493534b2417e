// `docker buildx build --call=check,format=json`, and dbuild's own check with the same words on the same engine.
import fs from "node:fs";
import path from "node:path";
import { parsePlatform } from "../../src/builder/platform.ts";
import { askImages, engineIfAny, hostPlatform } from "../../src/cli/check-images.ts";
import { openContext } from "../../src/context/disk-tree.ts";
import { readIgnore } from "../../src/context/ignore.ts";
import { type CheckReport, checkDockerfile } from "../../src/lint/check-dockerfile.ts";
import { docker, folderWith } from "../helpers/dbuild.ts";
import { buildx } from "../helpers/docker-build.ts";
import { remembered } from "../helpers/remembered.ts";
import type { LintCase } from "./cases.ts";

export type Verdict = {
  /** `Rule first-last`, each once, sorted. */
  readonly warnings: readonly string[];
  readonly error?: { readonly message: string; readonly lines: readonly (readonly [number, number])[] };
};

type Ranges = {
  readonly ranges?: readonly { readonly start: { readonly line: number }; readonly end: { readonly line: number } }[];
};

/** Whether this client and engine know `--call=check`. */
export async function hasOracle(): Promise<boolean> {
  const { stdout } = await buildx(["build", "--help"]);
  return stdout.includes("--call") && (await docker(["version"])).code === 0;
}

/** Both answers; the folder is gone when they are there. */
export async function judgeBoth(
  each: Pick<LintCase, "dockerfile" | "files" | "flags">,
): Promise<{ oracle: Verdict; ours: CheckReport }> {
  const folder = folderWith({ ...each.files, Dockerfile: each.dockerfile });
  try {
    const { dockerfile, files, flags } = each;
    const question = ["check", dockerfile, files ?? {}, flags ?? {}];
    const [oracle, ours] = await Promise.all([remembered(question, () => askOracle(folder, flags)), askOurs(folder, flags)]);
    return { oracle, ours };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export const setOf = (list: readonly string[]): readonly string[] => [...new Set(list)].sort();

async function askOracle(
  folder: string,
  { buildArgs = {}, target, platform }: NonNullable<LintCase["flags"]> = {},
): Promise<Verdict> {
  const words = ["build", "--call=check,format=json"];
  for (const [name, value] of Object.entries(buildArgs)) words.push("--build-arg", `${name}=${value}`);
  if (target !== undefined) words.push("--target", target);
  if (platform !== undefined) words.push("--platform", platform);
  const { stdout, stderr } = await buildx([...words, folder]);
  if (!stdout.startsWith("{")) throw new Error(`no verdict: ${stderr}`);
  const verdict = JSON.parse(stdout) as {
    readonly warnings?: readonly { readonly ruleName: string; readonly location: Ranges }[];
    readonly buildError?: { readonly message: string; readonly location: Ranges };
  };
  const linesOf = (location: Ranges) => (location.ranges ?? []).map(({ start, end }) => [start.line, end.line] as const);
  const warnings = (verdict.warnings ?? []).map(({ ruleName, location }) => {
    // One range for each line.
    const ranges = linesOf(location);
    return `${ruleName} ${ranges[0]?.[0]}-${ranges.at(-1)?.[1]}`;
  });
  const { buildError } = verdict;
  const error = buildError && { message: buildError.message, lines: linesOf(buildError.location) };
  return { warnings: setOf(warnings), ...(error ? { error } : {}) };
}

async function askOurs(
  folder: string,
  { buildArgs = {}, target, platform }: NonNullable<LintCase["flags"]> = {},
): Promise<CheckReport> {
  const file = path.join(folder, "Dockerfile");
  const text = fs.readFileSync(file, "utf8");
  const engine = await engineIfAny(process.env);
  if (!engine) throw new Error("no engine");
  const host = await hostPlatform(engine);
  const facts = {
    buildArgs,
    ...(target === undefined ? {} : { target }),
    buildPlatform: host,
    targetPlatform: parsePlatform(platform ?? "", host) ?? host,
    context: await openContext(folder, await readIgnore(folder, file)),
    namedContexts: new Set<string>(),
  };
  const report = checkDockerfile(text, { ...facts, image: await askImages(engine, text, facts) });
  engine.close();
  return report;
}
