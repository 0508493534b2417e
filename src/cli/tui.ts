/** `dbuild tui`: opens the screen on a session. */
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { cleanText } from "../output/clean.ts";
import { exitCode } from "./exit-code.ts";
import { type BuildFlags, tuiInvocation } from "./invocation.ts";
import { reportSyntax } from "./report.ts";
import { openSession } from "./wire.ts";

export type TuiCommandFlags = BuildFlags & { readonly break: readonly string[] };

/** Runs until the person quits; returns the exit code. Throws UserError, EngineLostError. */
export async function tuiCommand(
  first: string | undefined,
  second: string | undefined,
  flags: TuiCommandFlags,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UserError({
      message: "the screen needs a terminal on standard input and output",
      hint: "without one use: dbuild build",
    });
  }
  const invocation = tuiInvocation(first, second, flags, env);
  const lines = flags.break.map(breakLine);
  const print = (line: string) => process.stderr.write(`${line}\n`);
  // The screen's code loads while the engine is asked for its version.
  const screen = import("../ui/start.tsx");
  screen.catch(() => {}); // awaited below, if the session opens
  const { shellArgv } = await import("../shell/command.ts");
  const { findShell } = await import("../shell/presence.ts");
  const opened = await openSession(invocation, {
    env,
    breakpoints: lines,
    shells: {
      argv: shellArgv,
      present: async (engine, container, shell, path) => (await findShell(engine, container, shell, path)) !== undefined,
      run: async (engine, container) => runTerminal(engine, container, env),
    },
  });
  if (!opened.ok) return reportSyntax(opened.problems, invocation.dockerfile, invocation.text, print);
  try {
    const { startUi } = await screen;
    const left = await startUi(opened.desk, { stdin: process.stdin, stdout: process.stdout, env });
    for (const line of left.lines) process.stdout.write(`${cleanText(line)}\n`);
    return exitCode.ok;
  } finally {
    await opened.close();
  }
}

async function runTerminal(engine: Engine, container: string, env: NodeJS.ProcessEnv): Promise<number> {
  const { openTerminal } = await import("../shell/terminal.ts");
  return openTerminal(engine, container, { stdin: process.stdin, stdout: process.stdout }, env);
}

function breakLine(word: string): number {
  if (!/^[1-9]\d*$/.test(word))
    throw new UserError({ message: `--break takes a line number, not "${word}"`, hint: "for example --break 12" });
  return Number(word);
}
