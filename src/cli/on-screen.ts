/** The screen of `dbuild tui`: there before the engine has answered, where the steps are known without it. */
import fs from "node:fs";
import { ReadStream } from "node:tty";
import type { Notice } from "../debugger/notices.ts";
import { type OpeningController, openingController } from "../debugger/opening.ts";
import type { ShellPort } from "../debugger/shell-port.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { commandHistory } from "../store/command-history.ts";
import { isFirstTime } from "../store/first-time.ts";
import type { UiExit } from "../ui/exit.ts";
import type { Ends, OpenScreen } from "../ui/start.tsx";
import { type ComposedSession, composeSession, type Surroundings } from "./compose-session.ts";
import { leave } from "./detach.ts";
import { earlierSession } from "./earlier-session.ts";
import { askToEnd, type Cause, endingCause, leavesLayers, stoppingText, underWay, type Work } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import { enterWords } from "./failures.ts";
import type { FoundSession } from "./find-session.ts";
import type { TuiCommandFlags } from "./flags.ts";
import type { Invocation } from "./invocation.ts";
import { tellWhatRuns } from "./left-running.ts";
import { runNotifyCommand } from "./notify-command.ts";
import { readScript, type Scripts } from "./plain/scripts.ts";
import type { ReachedEngine } from "./reach-engine.ts";
import { reportSyntax } from "./report.ts";
import { writeResultFiles } from "./result-files.ts";
import { verifyBeside } from "./verify/beside.ts";

type Around = Pick<Surroundings, "env" | "breakpoints" | "begun" | "takes"> & {
  readonly reached: ReachedEngine;
  readonly scripts: Scripts;
};

type OpenSession = ComposedSession & { readonly ok: true };

/** Nothing comes of the session. */
class WrongDockerfile extends Error {
  readonly problems: readonly SyntaxProblem[];
  constructor(problems: readonly SyntaxProblem[]) {
    super("the Dockerfile is wrong");
    this.problems = problems;
  }
}

const print = (line: string) => void process.stderr.write(`${line}\n`);

/** Returns the exit code, or the earlier session that the person wants instead. Throws UserError, EngineLostError. */
export async function onScreen(
  invocation: Invocation,
  flags: TuiCommandFlags,
  { scripts, ...around }: Around,
): Promise<number | FoundSession> {
  const { env } = around;
  const { source, tags, fetching } = invocation;
  const stdin = keyboard(source.usedStdin);
  // The screen's code loads while the engine is asked for its version.
  const screen = import("../ui/start.tsx");
  screen.catch(() => {}); // awaited below, if there is something to show
  const shells = await shellsOn(stdin, env);
  const earlier = around.takes === undefined ? earlierSession(env, source.file ?? source.dockerfile) : undefined;
  const notices = firstNotices(earlier?.text, isFirstTime(env));
  /** Absent: the session goes on, and is shown once it is known how it stands. */
  let opening: OpeningController | undefined;
  let isOpen = false;
  /** The screen has the terminal. */
  let isShown = false;
  const told = (line: string) => (isShown ? opening?.tell(`${line}.`) : print(`dbuild: ${cleanText(line)}`));
  const composing = composeSession(
    { ...invocation, fetching: { ...fetching, say: told } },
    {
      ...around,
      noSecrets: !flags.secrets,
      everyStep: true,
      ...(earlier !== undefined && { offered: earlier.found.stored }),
      ...(flags.debugImage !== undefined && { debugImage: flags.debugImage }),
      told,
      opening: (first) => {
        opening = openingController({ ...first, tags, path: source.file ?? source.dockerfile, notices });
      },
      verify: verifyBeside(invocation, env),
      shells,
    },
  );
  let open: OpenScreen | undefined;
  const endScreen = (cause: Cause) => open?.end(cause.kind === "signal" ? cause.signal : "SIGTERM");
  const ends: Ends = {
    screen: (screen) => {
      open = screen;
      const cause = endingCause();
      if (cause !== undefined) endScreen(cause);
    },
    hangup: () => askToEnd("SIGHUP"),
  };
  const ignores: Work["ignores"] = (signal) => open?.ignores(signal) ?? false;
  // nothing is under way yet; where there is no screen either the process ends by itself
  let ended = opening === undefined ? () => {} : underWay({ ignores, end: endScreen, giveUp: async () => {} });
  const opens = composing.then((composed): OpenSession => {
    if (!composed.ok) throw new WrongDockerfile(composed.problems);
    const { controller, engine, session } = composed;
    isOpen = true;
    ended = underWay({
      ignores,
      end: (cause) => {
        endScreen(cause);
        if (leavesLayers(controller.snapshot().session)) print(`dbuild: ${stoppingText(cause)}`);
      },
      giveUp: () => tellWhatRuns(engine, session, print),
    });
    for (const notice of notices) controller.tell(notice);
    opening?.opens(controller);
    controller.resume();
    return composed;
  });
  opens.catch(() => {}); // heard of below
  try {
    const controller = opening ?? (await opens).controller;
    const { startUi } = await screen;
    // what has failed by now is told without a screen
    await Promise.race([opens, undefined]);
    isShown = true;
    const left = await startUi(controller, {
      stdin,
      stdout: process.stdout,
      env,
      ends,
      history: commandHistory(opens.then(({ folder }) => folder)),
      notify: ({ text, state }) => runNotifyCommand({ session: around.reached.session, message: text, state }, env),
      commands: [...scripts.first, ...(scripts.commands ?? [])],
      readScript,
      opens,
      offersResume: () => earlier !== undefined && controller.snapshot().session.run === 0,
    });
    isShown = false;
    if (!isOpen) {
      if (left.exit === "ended") print(nothingLeft());
      return exitCode.ok;
    }
    const session = await opens;
    if (left.exit === "detached") leave(session, env);
    if (left.exit === "resume" && earlier !== undefined) return earlier.found;
    await tellTheEnd(left, session, { flags, invocation });
    return exitCode.ok;
  } catch (error) {
    if (error instanceof WrongDockerfile) return reportSyntax(error.problems, source.dockerfile, source.text, print);
    throw error;
  } finally {
    isShown = false;
    if (stdin !== process.stdin) stdin.destroy();
    const closed = opens.then((session) => session.close());
    // one that was left before it was open is closed when it is, if this process still lives then
    if (isOpen) await closed;
    else closed.catch(() => {});
    ended();
  }
}

/** The session has them from its beginning. */
function firstNotices(offer: string | undefined, isFirst: boolean): readonly Notice[] {
  return [
    ...(offer === undefined ? [] : [{ topic: "session to go on with", text: offer, until: "start" } as const]),
    ...(isFirst ? [{ topic: "first time", text: firstTimeText, until: "command" } as const] : []),
  ];
}

/** The screen has the keys in the place of the commands. */
const firstTimeText =
  "New here? {next} runs the next instruction, {continue} all up to a failure, {breakpoint} sets a breakpoint, {help} shows all keys.";

async function shellsOn(stdin: ReadStream, env: NodeJS.ProcessEnv): Promise<ShellPort> {
  const { leaveKeysLabel } = await import("../shell/leave-keys.ts");
  const { mountedShell, shellChoices } = await import("../shell/choices.ts");
  return {
    choices: shellChoices,
    mounted: mountedShell,
    leaveKeys: leaveKeysLabel,
    preload: () => void import("../shell/enter-container.ts"),
    run: async (engine, entrance) => {
      const { openTerminal } = await import("../shell/enter-container.ts");
      return openTerminal(engine, entrance, { stdin, stdout: process.stdout }, env);
    },
  };
}

/** On the normal screen: what there is now. Writes the files that the flags name. */
async function tellTheEnd(
  left: UiExit,
  { controller, engine, info, session, keptDockerfile }: OpenSession,
  { flags, invocation }: { readonly flags: TuiCommandFlags; readonly invocation: Invocation },
): Promise<void> {
  const out = left.exit === "quit" ? process.stdout : process.stderr;
  const lines = left.exit === "quit" ? left.lines : await lastLines(left, engine, flags.debugImage);
  for (const line of lines) out.write(`${cleanText(line)}\n`);
  const { status, plan } = controller.snapshot().session;
  const { names, source } = invocation;
  if (status.kind === "done") writeResultFiles(flags, { image: status.image, names, session, store: info.store });
  if (keptDockerfile !== undefined && plan.text !== source.text)
    process.stdout.write(`the edited Dockerfile is ${cleanText(keptDockerfile)}\n`);
}

/** What is said on the way out that somebody else chose: nobody may have seen the screen. */
async function lastLines({ lines, layers }: UiExit, engine: Engine, debugImage?: string): Promise<readonly string[]> {
  if (lines.length === 0) return [nothingLeft()];
  const words = layers.map(({ tag, image }) => enterWords(engine, tag ?? image, debugImage));
  // the engine may be what is lost
  const enter = (await Promise.all(words).catch(() => [])).map((each) => `  enter it: ${each}`);
  return [`dbuild: ${whyEnded()}`, ...lines.map((line) => `  ${line}`), ...enter];
}

const nothingLeft = () => `dbuild: ${whyEnded()}; nothing is left behind but the steps that had ended, which the next run finds`;

function whyEnded(): string {
  const cause = endingCause();
  return cause?.kind === "signal" ? `ended by ${cause.signal}` : "ended by a fault";
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
