/** `dbuild tui`: the screen, its commands without a screen, or neither, on a session. */
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import type { CommandAround } from "./compose-session.ts";
import { beginDetached } from "./detach.ts";
import type { FoundSession } from "./find-session.ts";
import type { TuiCommandFlags } from "./flags.ts";
import { tuiInvocation } from "./invocation.ts";
import { onScreen } from "./on-screen.ts";
import { plainSession, refuseSharedStdin } from "./plain/plain.ts";
import { scriptsFor } from "./plain/scripts.ts";
import { reachEngine } from "./reach-engine.ts";
import { prepareResultFiles } from "./result-files.ts";
import { goBackTo } from "./saved-invocation.ts";
import { readProgress } from "./values/progress.ts";

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
