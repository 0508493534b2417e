/** `dbuild resume`: goes on with a session that another process began, where it stands. */
import fs from "node:fs";
import type { Command } from "commander";
import { UserError } from "../errors.ts";
import { isLeft, shortName } from "../store/sessions.ts";
import { buildCommand } from "./build.ts";
import { type FoundSession, findSession } from "./find-session.ts";
import { plainHelp } from "./flags.ts";
import { refuseStdin, type SavedInvocation } from "./saved-invocation.ts";
import { tuiCommand } from "./tui.ts";

export type ResumeFlags = { readonly plain: boolean };

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
    .addHelpText("after", help)
    .action(async (word: string | undefined, flags: ResumeFlags) => done(await resume(findSession(env, word), flags, env)));
}

/** Returns the exit code. Throws UserError, EngineLostError. */
export async function resume(found: FoundSession, { plain }: ResumeFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const { stored, saved } = found;
  if (!isLeft(env, stored)) throw new UserError(underWay(found));
  const around = { env: goBackTo(saved, env), takes: found };
  const screen = !plain && process.stdin.isTTY && process.stdout.isTTY;
  if (screen) return tuiCommand(saved.context, undefined, { break: [], secrets: true, ...saved.flags }, around);
  return buildCommand(saved.context, { interactive: false, ...saved.flags }, around);
}

/**
 * Goes to the folder the session began in; returns the environment with its engine, unless another one is named. Throws UserError
 * where its files cannot be had again.
 */
export function goBackTo(saved: SavedInvocation, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  refuseStdin(saved);
  if (!fs.existsSync(saved.cwd)) {
    throw new UserError({
      message: `the folder the session began in is not there: ${saved.cwd}`,
      hint: "put it back, or begin a new session: steps that had ended are found in the cache",
    });
  }
  process.chdir(saved.cwd);
  const engine = env.DOCKER_HOST === undefined && env.DOCKER_CONTEXT === undefined ? { DOCKER_HOST: saved.engine } : {};
  return { ...env, ...engine };
}

/** What a process that has the session says of itself. */
function underWay({ stored }: FoundSession): { readonly message: string; readonly hint: string } {
  return {
    message: `the session ${shortName(stored.id)} is open in another dbuild`,
    hint: "end that one first; dbuild sessions tells its process",
  };
}
