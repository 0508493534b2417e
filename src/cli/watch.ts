/** `dbuild resume` of a session that another process has: looked at, on the screen or as lines, until that process ends. */
import { howItStands } from "../debugger/how-it-stands.ts";
import { failureHere } from "../debugger/session.ts";
import { cleanText } from "../output/clean.ts";
import { shortName } from "../store/sessions.ts";
import type { OpenScreen } from "../ui/start.tsx";
import { plainProgress } from "./build-progress.ts";
import { askToEnd, endingCause, underWay } from "./ending.ts";
import { exitCode } from "./exit-code.ts";
import type { FoundSession } from "./find-session.ts";
import { readScript, scriptsFor } from "./plain/scripts.ts";
import { watchSession } from "./watched-session.ts";

/** Lines as `dbuild build` has them. Returns the exit code: that of a build which stands so. Throws UserError. */
export async function watchPlain(found: FoundSession, env: NodeJS.ProcessEnv): Promise<number> {
  const print = (line: string) => process.stderr.write(`dbuild: ${cleanText(line)}\n`);
  const watched = await watchSession(found, env);
  const { controller } = watched;
  print(controller.snapshot().readOnly ?? "");
  const colours = process.stderr.isTTY === true && !env.NO_COLOR;
  const progress = plainProgress(controller, (text) => process.stderr.write(text), colours);
  progress.update();
  let ended = () => {};
  await new Promise<void>((resolve) => {
    controller.subscribe(() => {
      progress.update();
      if (watched.isLeft()) resolve();
    });
    ended = underWay({ end: () => resolve(), giveUp: async () => {} });
  });
  ended();
  watched.close();
  const { session } = controller.snapshot();
  const name = shortName(watched.stored().id);
  if (watched.isLeft())
    print(`that process has ended; the session stands so: ${howItStands(session)}; dbuild resume ${name} goes on with it`);
  return failureHere(session) === undefined ? exitCode.ok : exitCode.stepFailed;
}

/** Returns the exit code, or the session once the person wants to go on with it. Throws UserError. */
export async function watchOnScreen(found: FoundSession, env: NodeJS.ProcessEnv): Promise<number | FoundSession> {
  const screen = import("../ui/start.tsx");
  screen.catch(() => {}); // awaited below, if there is something to show
  const watched = await watchSession(found, env);
  const settings = scriptsFor(undefined, env, true).first;
  let open: OpenScreen | undefined;
  const end = () => {
    const cause = endingCause();
    open?.end(cause?.kind === "signal" ? cause.signal : "SIGTERM");
  };
  const ended = underWay({ ignores: (signal) => open?.ignores(signal) ?? false, end, giveUp: async () => {} });
  const ends = {
    screen: (opened: OpenScreen) => {
      open = opened;
      if (endingCause() !== undefined) end();
    },
    hangup: () => askToEnd("SIGHUP"),
  };
  try {
    const { startUi } = await screen;
    const { stdin, stdout } = process;
    const left = await startUi(watched.controller, {
      stdin,
      stdout,
      env,
      ends,
      commands: settings,
      readScript,
      offersResume: watched.isLeft,
    });
    return left.exit === "resume" ? { stored: watched.stored(), saved: found.saved } : exitCode.ok;
  } finally {
    watched.close();
    ended();
  }
}
