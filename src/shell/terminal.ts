/**
 * Enters a container made with a terminal: by the docker CLI under node-pty, or by the engine's own terminal where either
 * is missing.
 */
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { type Connect, handOver } from "./handover.ts";
import type { TerminalIo } from "./held-terminal.ts";
import { ptyConnect } from "./node-pty.ts";

export type { TerminalIo } from "./held-terminal.ts";

type TerminalEngine = Pick<Engine, "terminal" | "clientEnv">;

/**
 * Starts `container` (made by Engine.create with `tty`), gives it the real terminal until it ends, and resolves with its
 * exit code. The terminal is restored on every way out. `DBUILD_SHELL` in `env` forces a way: `pty` or `engine`.
 * Throws UserError when that way is not there, EngineLostError when the engine is lost.
 */
export function openTerminal(engine: TerminalEngine, container: string, io: TerminalIo, env: NodeJS.ProcessEnv): Promise<number> {
  // The choice takes a moment (node-pty is loaded): the terminal is raw by then, so nothing typed meanwhile is echoed or lost.
  return handOver(io, async (columns, rows) => (await choose(engine, container, env))(columns, rows));
}

async function choose(engine: TerminalEngine, container: string, env: NodeJS.ProcessEnv): Promise<Connect> {
  const way = env.DBUILD_SHELL || "auto";
  if (!["auto", "pty", "engine"].includes(way)) {
    throw new UserError({ message: `DBUILD_SHELL is "${way}"`, hint: 'Set it to "pty" or "engine", or leave it unset.' });
  }
  const byPty = way === "engine" ? undefined : await ptyConnect(engine, container, env);
  if (way === "pty" && byPty === undefined) {
    throw new UserError({
      message: "DBUILD_SHELL=pty needs node-pty and a docker command",
      hint: "Install them, or leave DBUILD_SHELL unset.",
    });
  }
  return byPty ?? ((columns, rows) => engine.terminal(container, columns, rows));
}
