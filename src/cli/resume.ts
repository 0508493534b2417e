/** `dbuild resume`: goes on with a session that another process began, where it stands. */
import { type Command, Option } from "commander";
import { UserError } from "../errors.ts";
import { isLeft, shortName } from "../store/sessions.ts";
import { ownerPid } from "../store/state-folder.ts";
import { goOnInBackground, takeFromBackground } from "./background.ts";
import { buildCommand } from "./build.ts";
import { type FoundSession, findSession } from "./find-session.ts";
import { plainHelp } from "./flags.ts";
import { goBackTo } from "./saved-invocation.ts";
import { goOnOnScreen } from "./tui.ts";

export type ResumeFlags = { readonly plain: boolean; readonly background?: boolean; readonly bell?: string };

const help = `
SESSION is a name that dbuild sessions shows, or its last three characters. An
instruction that was running is followed where its container still runs, and its
layer is written where it has ended since. Without a terminal, or with --plain, the
build goes on as dbuild build does.`;

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

/** Returns the exit code. Throws UserError, EngineLostError. */
export async function resume(found: FoundSession, flags: ResumeFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { stored, saved } = found;
  const { plain, background, bell } = flags;
  if (!background && !isLeft(env, stored) && !(await takeFromBackground(stored, env))) throw new UserError(underWay(found));
  if (background) return goOnInBackground(found, { env: goBackTo(saved, env), ...(bell !== undefined && { bell }) });
  if (!plain && process.stdin.isTTY && process.stdout.isTTY) return goOnOnScreen(found, env);
  return buildCommand(saved.context, { interactive: false, ...saved.flags }, { env: goBackTo(saved, env), takes: found });
}

/** What a process that has the session says of itself. */
function underWay({ stored }: FoundSession): { readonly message: string; readonly hint: string } {
  return {
    message: `the session ${shortName(stored.id)} is open in another dbuild, process ${ownerPid(stored.folder) ?? "unknown"}`,
    hint: "go on there, or leave it there with d and try again",
  };
}
