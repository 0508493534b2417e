/** The command line. Exit codes: 0, 1 a step failed or images differ, 2 usage or Dockerfile error, 3 engine unreachable or lost, 129, 130, 131 and 143 ended by SIGHUP, SIGINT, SIGQUIT and SIGTERM. */
import { Command, CommanderError, Option } from "commander";
import { cleanText } from "../output/clean.ts";
import { plainArguments } from "./argv.ts";
import { type BuildCommandFlags, buildCommand } from "./build.ts";
import { addCheck } from "./check.ts";
import { addCp } from "./cp.ts";
import { addDisk } from "./disk/disk.ts";
import { addPrune } from "./disk/prune.ts";
import { addRm } from "./disk/rm.ts";
import { endingCode, listenForEnd } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { type TuiCommandFlags, withBuildFlags } from "./flags.ts";
import { leaveSoon } from "./leave.ts";
import { report } from "./report.ts";
import { addResume } from "./resume.ts";
import { addSessions } from "./sessions.ts";
import { addShell } from "./shell.ts";
import { keepWriting } from "./streams.ts";
import { tuiCommand } from "./tui.ts";
import { addVerify } from "./verify/command.ts";

declare const DBUILD_VERSION: string;
const version = typeof DBUILD_VERSION === "string" ? DBUILD_VERSION : "development";

const exitCodes = `
Exit codes: 0 built, nothing wrong, or left; 1 a step failed, or (verify) the
images differ; 2 wrong usage or a wrong Dockerfile; 3 no engine, or it was lost;
130 interrupted; 129 the terminal is gone (SIGHUP); 143 ended by SIGTERM.`;

const collect = (value: string, list: readonly string[]): readonly string[] => [...list, value];

function program(done: (code: number) => void): Command {
  const root = new Command("dbuild")
    .description(
      "A terminal debugger for Dockerfiles: runs and commits each instruction, keeps the layer that failed, lets you fix it and go on.",
    )
    .version(version, "-V, --version")
    .showHelpAfterError("(dbuild --help tells more)")
    .addHelpText("after", exitCodes)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(cleanLines(text).replace(/^error: /, "dbuild: ")) });
  withBuildFlags(
    root
      .command("tui")
      .description("open the screen on a Dockerfile")
      .argument("[dockerfile]", "a Dockerfile, or a context alone: a folder, an address, -")
      .argument("[context]", "the folder COPY and ADD read from (default: the Dockerfile's)"),
  )
    .addOption(
      new Option("--break <place>", "stop there: 12, stage:final, 'on RUN', all that break takes; repeatable")
        .argParser(collect)
        .default([])
        .helpGroup("The screen:"),
    )
    .addOption(
      new Option("--detach", "start without the screen and leave; dbuild resume opens it")
        .helpGroup("The screen:")
        .default(false),
    )
    .addOption(
      new Option("--commands <file>", "do these commands first, one a line; with --plain do them and leave").helpGroup(
        "The screen:",
      ),
    )
    .addOption(
      new Option("--plain", "without the screen: commands from --commands or standard input, what happens as lines")
        .helpGroup("The screen:")
        .default(false),
    )
    .addOption(new Option("--no-secrets", "the shell in a RUN's layer gets none of its secrets").helpGroup("The screen:"))
    .action(async (first: string | undefined, second: string | undefined, flags: TuiCommandFlags) =>
      done(await tuiCommand(first, second, flags, { env: process.env })),
    );
  withBuildFlags(
    root
      .command("build")
      .description("build without the screen")
      .argument("<context>", "what COPY and ADD read from: a folder, an address, or - for standard input"),
  )
    .option("-i, --interactive", "when a step fails, keep its layer as the image -t names and exit 0", false)
    .option("--detach", "begin the build and leave; the same build again, or dbuild resume, follows it", false)
    .option("--no-join", "run all here, also what another build of the same has under work")
    .action(async (context: string, flags: BuildCommandFlags) => done(await buildCommand(context, flags, { env: process.env })));
  addCheck(root, process.env, done);
  addCp(root, process.env, done);
  addDisk(root, process.env, done);
  addRm(root, process.env, done);
  addResume(root, process.env, done);
  addSessions(root, process.env, done);
  addShell(root, process.env, done);
  addVerify(root, process.env, done);
  addPrune(root, process.env, done);
  for (const command of root.commands) command.showHelpAfterError(`(dbuild ${command.name()} --help tells more)`);
  return root;
}

const cleanLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => cleanText(line))
    .join("\n");

async function main(argv: readonly string[]): Promise<number> {
  let code: number = exitCode.ok;
  try {
    const root = program((result) => {
      code = result;
    });
    await root.parseAsync([...plainArguments(argv, root)], { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its message already; help and version end with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
    return report(error, (line) => process.stderr.write(`${line}\n`));
  }
}

keepWriting();
listenForEnd();
const result = await main(process.argv.slice(2));
process.exitCode = endingCode() ?? result;
// Whatever still keeps the process (an editor with a window of its own) is nothing it was asked to wait for.
if (endingCode() !== undefined) process.exit();
leaveSoon();
