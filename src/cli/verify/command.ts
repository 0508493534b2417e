/** `dbuild verify`: does the Dockerfile of a session give the image it built, without what a person did to it? */
import type { Command } from "commander";
import { judgePath, parseIgnore } from "../../context/ignore.ts";
import { EngineLostError, UserError } from "../../errors.ts";
import { cleanText } from "../../output/clean.ts";
import { type BuiltRecord, recordIn } from "../../store/layers.ts";
import { shortName } from "../../store/sessions.ts";
import { plainProgress } from "../build-progress.ts";
import type { ComposedSession } from "../compose-session.ts";
import { stoppingText, underWay } from "../ending.ts";
import { exitCode } from "../exit-code.ts";
import { type FoundSession, findSession } from "../find-session.ts";
import { plainHelp } from "../flags.ts";
import { buildInvocation } from "../invocation.ts";
import { tellWhatRuns } from "../left-running.ts";
import { reportSyntax } from "../report.ts";
import { goBackTo } from "../saved-invocation.ts";
import { NoCleanImage, Stopped } from "./clean-build.ts";
import { isSame, type Verified, verifyImage } from "./verify-image.ts";
import { reportJson, reportLines } from "./words.ts";

export type VerifyFlags = {
  readonly full: boolean;
  readonly strict: boolean;
  readonly ignore: readonly string[];
  readonly quiet: boolean;
  readonly json: boolean;
};

const help = `
SESSION is a name that dbuild sessions shows, or its last three characters. Its
Dockerfile is built as it stands now, with the flags the session had, and both
images are compared: their configs, and of each file type, mode, owner, size,
content, link target, names, attributes and device numbers, but not times. Logs
and caches that differ in their content alone (/var/log, /var/cache, .cache, *.pyc)
are named and do not count: no two builds have them alike. Exit code 0: they are
the same; 1: they differ, or a step fails. A PATTERN is as in .dockerignore, from
the image's root: --ignore tmp --ignore '**/*.o'.`;

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value];

/** Adds the command to `root`; `done` takes the exit code. */
export function addVerify(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("verify"))
    .summary("prove that the Dockerfile gives the image of a session")
    .description(
      "build the Dockerfile of a session clean, from the last layer that nobody's hand was in, and compare with the image it built",
    )
    .argument("[session]", "which one (default: the newest of a Dockerfile in this folder)")
    .option("--full", "build every instruction anew, not only what stands on something made by hand", false)
    .option("--strict", "the contents of logs and caches count, too", false)
    .option("--ignore <pattern>", "leave files out of the comparison; repeatable", collect, [])
    .option("-q, --quiet", "no progress", false)
    .option("--json", "one JSON object on standard output", false)
    .addHelpText("after", help)
    .action(async (word: string | undefined, flags: VerifyFlags) => done(await runVerify(findSession(env, word), flags, env)));
}

/** Returns the exit code. Throws UserError, EngineLostError. */
async function runVerify(found: FoundSession, flags: VerifyFlags, given: NodeJS.ProcessEnv): Promise<number> {
  const print = (line: string) => void process.stderr.write(`${line}\n`);
  const say = (line: string) => print(`dbuild: ${cleanText(line)}`);
  const built = builtBy(found);
  const ignore = ignoring(flags.ignore);
  const env = goBackTo(found.saved, given);
  const invocation = await buildInvocation(found.saved.context, found.saved.flags, { env, stdin: process.stdin, say });
  const stop = new AbortController();
  let ended = (): void => {};
  const onSession = ({ controller, engine, session }: ComposedSession & { readonly ok: true }): (() => void) => {
    ended = underWay({
      end: (cause) => {
        print(`dbuild: ${stoppingText(cause)}`);
        stop.abort();
      },
      giveUp: () => tellWhatRuns(engine, session, print),
    });
    if (flags.quiet) return () => {};
    return plainProgress(controller, (text) => process.stderr.write(text), process.stderr.isTTY === true && !env.NO_COLOR).update;
  };
  try {
    const clean = { ...invocation, noCache: flags.full };
    const verified = await verifyImage(built, clean, {
      env,
      told: say,
      onSession,
      signal: stop.signal,
      strict: flags.strict,
      ...(ignore && { ignore }),
    });
    process.stdout.write(
      flags.json
        ? `${safeJson(verified)}\n`
        : reportLines(verified)
            .map((line) => `${line}\n`)
            .join(""),
    );
    return isSame(verified) ? exitCode.ok : exitCode.stepFailed;
  } catch (error) {
    if (error instanceof Stopped || (stop.signal.aborted && !(error instanceof EngineLostError))) return exitCode.interrupted;
    if (!(error instanceof NoCleanImage)) throw error;
    if (error.problems.length > 0)
      return reportSyntax(error.problems, invocation.source.dockerfile, invocation.source.text, print);
    say(`the Dockerfile as it stands gives no image: ${error.message}`);
    return exitCode.stepFailed;
  } finally {
    ended();
    invocation.fetching.scratch.remove();
  }
}

function builtBy({ stored }: FoundSession): BuiltRecord {
  const built = recordIn(stored.folder)?.built;
  if (built !== undefined) return built;
  const name = shortName(stored.id);
  throw new UserError({
    message: `the session ${name} has built no image yet`,
    hint: `dbuild resume ${name} goes on with it; dbuild sessions lists others`,
  });
}

function ignoring(patterns: readonly string[]): ((path: string) => boolean) | undefined {
  if (patterns.length === 0) return undefined;
  const rules = parseIgnore(patterns.join("\n"), "--ignore");
  return (path) => judgePath(rules, path.slice(1)).excluded;
}

/** Names from an image may hold characters that a terminal obeys even inside of JSON. */
const safeJson = (verified: Verified): string =>
  JSON.stringify(reportJson(verified), null, 2).replaceAll(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
