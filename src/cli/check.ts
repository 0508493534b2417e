/** `dbuild check`: tells what is wrong with a Dockerfile without running it. Exit code 2 when a build would refuse it. */
import type { Command } from "commander";
import { type Platform, parsePlatform } from "../builder/platform.ts";
import { UserError } from "../errors.ts";
import { type CheckReport, checkDockerfile } from "../lint/check-dockerfile.ts";
import type { Facts } from "../lint/facts.ts";
import { ruleNames, rules } from "../lint/rules.ts";
import { askImages, engineIfAny, hostPlatform } from "./check-images.ts";
import { printJson, printReport } from "./check-report.ts";
import { checkTarget } from "./check-target.ts";
import { exitCode } from "./exit-code.ts";
import { plainHelp } from "./flags.ts";
import { readBuildArgs } from "./values/pairs.ts";

export type CheckFlags = {
  readonly file?: string;
  readonly buildArg: readonly string[];
  readonly buildContext: readonly string[];
  readonly target?: string;
  readonly platform?: string;
  readonly json: boolean;
};

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value];

const listed = (off: boolean): string => ruleNames.filter((name) => (rules[name].experimental ?? false) === off).join("\n  ");
const rulesHelp = `
Rules, for "# check=skip=Rule,Rule;error=true" in the first lines:
  ${listed(false)}
Off unless asked for by "# check=experimental=Rule,Rule":
  ${listed(true)}`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addCheck(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("check"))
    .summary("tell what is wrong with a Dockerfile")
    .description("tell what is wrong with a Dockerfile, without running it")
    .argument("[dockerfile]", "a Dockerfile, or a context folder; - reads it from standard input")
    .argument("[context]", "the folder COPY and ADD read from (default: the Dockerfile's)")
    .option("-f, --file <path>", "the Dockerfile (default: Dockerfile in the context)")
    .option("--build-arg <name=value>", "value of an ARG; without =value it comes from the environment", collect, [])
    .option("--build-context <name=value>", "a named context; its name is no unknown image then", collect, [])
    .option("--target <stage>", "judge only what this stage needs (default: every stage)")
    .option("--platform <os/arch>", "the platform to build for")
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", rulesHelp)
    .action(async (first: string | undefined, second: string | undefined, flags: CheckFlags) =>
      done(await runCheck(first, second, flags, env)),
    );
}

/** Returns the exit code. Throws UserError. The engine is asked about base images if there is one; none is needed. */
async function runCheck(
  first: string | undefined,
  second: string | undefined,
  flags: CheckFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { file, text, context } = await checkTarget(first, second, flags.file);
  const engine = await engineIfAny(env);
  try {
    const host = await hostPlatform(engine);
    const platform = flags.platform ?? (env.DOCKER_DEFAULT_PLATFORM || undefined);
    const facts: Omit<Facts, "image"> = {
      buildArgs: readBuildArgs(flags.buildArg, env),
      ...(flags.target !== undefined && { target: flags.target }),
      buildPlatform: host,
      targetPlatform: platform === undefined ? host : wantedPlatform(platform, host),
      ...(context !== undefined && { context }),
      namedContexts: new Set(flags.buildContext.map(contextName)),
    };
    const image = engine ? await askImages(engine, text, facts) : () => undefined;
    const report = checkDockerfile(text, { ...facts, image });
    if (flags.json) printJson(report, { file, text }, (line) => process.stdout.write(`${line}\n`));
    else
      printReport(report, { file, text }, { isTty: process.stdout.isTTY === true, env }, (line) =>
        process.stdout.write(`${line}\n`),
      );
    return failed(report) ? exitCode.usage : exitCode.ok;
  } finally {
    engine?.close();
  }
}

const failed = ({ errors, warnings, strict }: CheckReport): boolean => errors.length > 0 || (strict && warnings.length > 0);

function wantedPlatform(word: string, host: Platform): Platform {
  const platform = parsePlatform(word, host);
  if (platform) return platform;
  throw new UserError({ message: `invalid --platform "${word}"`, hint: "write os/architecture, such as linux/arm64" });
}

function contextName(entry: string): string {
  const equals = entry.indexOf("=");
  if (equals < 1)
    throw new UserError({ message: `invalid --build-context "${entry}"`, hint: "write --build-context NAME=place" });
  return entry.slice(0, equals).toLowerCase();
}
