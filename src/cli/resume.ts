/** `dbuild resume`: goes on with a session that another process began, where it stands. */
import { type Command, Option } from "commander";
import { isSameSession } from "../store/session-id.ts";
import { isLeft, storedSessions } from "../store/sessions.ts";
import { goOnInBackground, takeFromBackground } from "./background.ts";
import { buildCommand } from "./build.ts";
import { type FoundSession, findSession } from "./find-session.ts";
import { plainHelp } from "./flags.ts";
import { goBackTo } from "./saved-invocation.ts";
import { SessionTaken } from "./take-over.ts";
import { goOnOnScreen } from "./tui.ts";
import { watchOnScreen, watchPlain } from "./watch.ts";

export type ResumeFlags = { readonly plain: boolean; readonly background?: boolean; readonly bell?: string };

const help = `
SESSION is a name that dbuild sessions shows, or its last three characters. An
instruction that was running is followed where its container still runs, and its
layer is written where it has ended since. Without a terminal, or with --plain, the
build goes on as dbuild build does. A session that is open in another dbuild is
shown as it goes on there, and can be taken over once that has ended.`;

/** Adds the command to `root`; `done` takes the exit code. */
export function addResume(root: Command, env: NodeJS.ProcessEnv, done: (code: number) => void): void {
  plainHelp(root.command("resume"))
    .summary("go on with a session")
    .description("go on with a session where it stands: after a crash, a lost terminal, or the next day")
    .argument("[session]", "which one (default: the newest of a Dockerfile in this folder)")
    .option("--plain", "without the screen, to the end or the next failure", false)
    .addOption(new Option("--background", "what detaching leaves behind").hideHelp())
    .addOption(new Option("--bell <terminal>", "who hears of it").hideHelp())
    .addHelpText("after", help)
    .action(async (word: string | undefined, flags: ResumeFlags) => done(await resume(findSession(env, word), flags, env)));
}

/** Returns the exit code. Throws UserError, EngineLostError. A session that another process has is looked at. */
async function resume(found: FoundSession, flags: ResumeFlags, env: NodeJS.ProcessEnv): Promise<number> {
  try {
    return await takeUp(found, flags, env);
  } catch (error) {
    // such as the one that detaching has just left behind, which gives it up when asked to
    const now =
      error instanceof SessionTaken ? storedSessions(env).find(({ id }) => isSameSession(id, found.stored.id)) : undefined;
    if (now === undefined || flags.background) throw error;
    return takeUp({ ...found, stored: now }, flags, env);
  }
}

async function takeUp(found: FoundSession, flags: ResumeFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { stored, saved } = found;
  const { plain, background, bell } = flags;
  const onScreen = !plain && process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!background && !isLeft(env, stored) && !(await takeFromBackground(stored, env))) {
    const seen = await (onScreen ? watchOnScreen(found, env) : watchPlain(found, env));
    return typeof seen === "number" ? seen : goOnOnScreen(seen, env);
  }
  if (background) return goOnInBackground(found, { env: goBackTo(saved, env), ...(bell !== undefined && { bell }) });
  if (onScreen) return goOnOnScreen(found, env);
  return buildCommand(
    saved.context,
    { interactive: false, ...saved.flags, detach: false },
    { env: goBackTo(saved, env), takes: found },
  );
}
