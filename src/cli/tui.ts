/** `dbuild tui`: opens the screen on a session. */
import fs from "node:fs";
import { ReadStream } from "node:tty";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { commandHistory } from "../store/command-history.ts";
import { isFirstTime } from "../store/first-time.ts";
import type { UiExit } from "../ui/exit.ts";
import type { Ends, OpenScreen } from "../ui/start.tsx";
import { type CommandAround, composeSession, type Surroundings } from "./compose-session.ts";
import { beginDetached, leave } from "./detach.ts";
import { earlierSession } from "./earlier-session.ts";
import { askToEnd, type Cause, endingCause, stoppingText, underWay } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { enterWords } from "./failures.ts";
import type { FoundSession } from "./find-session.ts";
import type { BuildFlags } from "./flags.ts";
import { type Invocation, tuiInvocation } from "./invocation.ts";
import { tellWhatRuns } from "./left-running.ts";
import { runNotifyCommand } from "./notify-command.ts";
import { plainSession, refuseSharedStdin } from "./plain/plain.ts";
import { readScript, type Scripts, scriptsFor } from "./plain/scripts.ts";
import { reachEngine } from "./reach-engine.ts";
import { reportSyntax } from "./report.ts";
import { prepareResultFiles, writeResultFiles } from "./result-files.ts";
import { goBackTo } from "./saved-invocation.ts";
import { readProgress } from "./values/progress.ts";
import { verifyBeside } from "./verify/beside.ts";

export type TuiCommandFlags = BuildFlags & {
  readonly break: readonly string[];
  /** Starts without the screen, and leaves at once. */
  readonly detach?: boolean;
  /** Without the screen: commands in, lines out. */
  readonly plain?: boolean;
  /** A file of commands. */
  readonly commands?: string;
  /** False: --no-secrets. */
  readonly secrets: boolean;
};

/** Runs until the person quits; returns the exit code. Throws UserError, EngineLostError. */
export async function tuiCommand(
  first: string | undefined,
  second: string | undefined,
  flags: TuiCommandFlags,
  { env, takes }: CommandAround,
): Promise<number> {
  const fromStdin = [first, second, flags.file].includes("-");
  const { detach, plain } = flags;
  if (detach && (plain || flags.commands !== undefined))
    throw new UserError({ message: "--detach leaves at once; commands need somebody to do them", hint: "leave --detach out" });
  if (!detach && !plain && ((!fromStdin && !process.stdin.isTTY) || !process.stdout.isTTY)) {
    throw new UserError({
      message: "the screen needs a terminal on standard input and output",
      hint: "without one use: dbuild build, or commands from a file: dbuild tui --plain --commands FILE",
    });
  }
  const scripts = scriptsFor(flags.commands, env, takes !== undefined);
  if (plain) refuseSharedStdin(fromStdin, scripts);
  readProgress(flags.progress, flags.quiet, env);
  prepareResultFiles(flags);
  const say = (line: string) => void process.stderr.write(`dbuild: ${cleanText(line)}\n`);
  const reached = reachEngine(env, takes?.stored.id);
  try {
    const invocation = await tuiInvocation(first, second, flags, { env, stdin: process.stdin, say });
    try {
      const around = { env, reached, breakpoints: flags.break, begun: { command: "tui", flags } } as const;
      if (plain) return await plainSession(invocation, flags, { ...around, scripts });
      if (detach) return await beginDetached(invocation, around);
      const left = await onScreen(invocation, flags, { ...around, scripts, ...(takes && { takes }) });
      return typeof left === "number" ? left : await goOnOnScreen(left, env);
    } finally {
      invocation.fetching.scratch.remove();
    }
  } finally {
    reached.close();
  }
}

/** The screen on a session that another process left. Throws UserError, EngineLostError. */
export function goOnOnScreen(found: FoundSession, env: NodeJS.ProcessEnv): Promise<number> {
  const around = { env: goBackTo(found.saved, env), takes: found };
  return tuiCommand(
    found.saved.context,
    undefined,
    { break: [], secrets: true, ...found.saved.flags, detach: false, plain: false },
    around,
  );
}

/** Returns the exit code, or the earlier session that the person wants instead. */
async function onScreen(
  invocation: Invocation,
  flags: TuiCommandFlags,
  {
    scripts,
    ...around
  }: Pick<Surroundings, "env" | "reached" | "breakpoints" | "begun" | "takes"> & { readonly scripts: Scripts },
): Promise<number | FoundSession> {
  const { env } = around;
  const print = (line: string) => process.stderr.write(`${line}\n`);
  const { source } = invocation;
  const stdin = keyboard(source.usedStdin);
  // The screen's code loads while the engine is asked for its version.
  const screen = import("../ui/start.tsx");
  screen.catch(() => {}); // awaited below, if the session opens
  const { leaveKeysLabel } = await import("../shell/leave-keys.ts");
  const { mountedShell, shellChoices } = await import("../shell/choices.ts");
  const earlier = around.takes === undefined ? earlierSession(env, source.file ?? source.dockerfile) : undefined;
  const opened = await composeSession(invocation, {
    ...around,
    noSecrets: !flags.secrets,
    everyStep: true,
    ...(earlier !== undefined && { offered: earlier.found.stored }),
    ...(flags.debugImage !== undefined && { debugImage: flags.debugImage }),
    told: (line) => print(`dbuild: ${cleanText(line)}`),
    verify: verifyBeside(invocation, env),
    shells: {
      choices: shellChoices,
      mounted: mountedShell,
      leaveKeys: leaveKeysLabel,
      preload: () => void import("../shell/enter-container.ts"),
      run: async (engine, entrance) => {
        const { openTerminal } = await import("../shell/enter-container.ts");
        return openTerminal(engine, entrance, { stdin, stdout: process.stdout }, env);
      },
    },
  });
  if (!opened.ok) return reportSyntax(opened.problems, source.dockerfile, source.text, print);
  let open: OpenScreen | undefined;
  const endScreen = (cause: Cause) => open?.end(cause.kind === "signal" ? cause.signal : "SIGTERM");
  const ended = underWay({
    ignores: (signal) => open?.ignores(signal) ?? false,
    end: (cause) => {
      endScreen(cause);
      if (opened.controller.snapshot().session.status.kind === "running") print(`dbuild: ${stoppingText(cause)}`);
    },
    giveUp: () => tellWhatRuns(opened.engine, opened.session, print),
  });
  const ends: Ends = {
    screen: (screen) => {
      open = screen;
      const cause = endingCause();
      if (cause !== undefined) endScreen(cause);
    },
    hangup: () => askToEnd("SIGHUP"),
  };
  if (earlier !== undefined) opened.controller.tell({ topic: "session to go on with", text: earlier.text, until: "start" });
  if (isFirstTime(env)) opened.controller.tell({ topic: "first time", text: firstTimeText, until: "command" });
  try {
    const { startUi } = await screen;
    opened.controller.resume();
    const notify = ({ text, state }: { readonly text: string; readonly state: string }) =>
      runNotifyCommand({ session: opened.session, message: text, state }, env);
    const streams = { stdin, stdout: process.stdout, env, ends, history: commandHistory(opened.folder), notify };
    const commands = [...scripts.first, ...(scripts.commands ?? [])];
    const offersResume = () => earlier !== undefined && opened.controller.snapshot().session.run === 0;
    const left = await startUi(opened.controller, { ...streams, commands, readScript, offersResume });
    if (left.exit === "detached") leave(opened, env);
    if (left.exit === "resume" && earlier !== undefined) return earlier.found;
    const out = left.exit === "quit" ? process.stdout : process.stderr;
    const lines = left.exit === "quit" ? left.lines : await lastLines(left, opened.engine, flags.debugImage);
    for (const line of lines) out.write(`${cleanText(line)}\n`);
    const { status, plan } = opened.controller.snapshot().session;
    if (status.kind === "done") {
      const { names } = invocation;
      writeResultFiles(flags, { image: status.image, names, session: opened.session, store: opened.info.store });
    }
    if (opened.keptDockerfile !== undefined && plan.text !== source.text)
      process.stdout.write(`the edited Dockerfile is ${cleanText(opened.keptDockerfile)}\n`);
    return exitCode.ok;
  } finally {
    if (stdin !== process.stdin) stdin.destroy();
    await opened.close();
    ended();
  }
}

/** The screen has the keys in the place of the commands. */
const firstTimeText =
  "New here? {next} runs the next instruction, {continue} all up to a failure, {breakpoint} sets a breakpoint, {help} shows all keys.";

/** What is said on the way out that somebody else chose: nobody may have seen the screen. */
async function lastLines({ lines, layers }: UiExit, engine: Engine, debugImage?: string): Promise<readonly string[]> {
  const cause = endingCause();
  const why = cause?.kind === "signal" ? `ended by ${cause.signal}` : "ended by a fault";
  if (lines.length === 0)
    return [`dbuild: ${why}; nothing is left behind but the steps that had ended, which the next run finds`];
  const words = layers.map(({ tag, image }) => enterWords(engine, tag ?? image, debugImage));
  // the engine may be what is lost
  const enter = (await Promise.all(words).catch(() => [])).map((each) => `  enter it: ${each}`);
  return [`dbuild: ${why}`, ...lines.map((line) => `  ${line}`), ...enter];
}

/** Where keys come from when standard input was the Dockerfile or the context: the terminal itself. */
function keyboard(stdinIsUsed: boolean): ReadStream {
  if (!stdinIsUsed) return process.stdin;
  try {
    return new ReadStream(fs.openSync("/dev/tty", "r"));
  } catch {
    throw new UserError({ message: "there is no terminal to read keys from", hint: "without one use: dbuild build" });
  }
}
