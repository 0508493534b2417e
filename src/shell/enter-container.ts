/**
 * Enters a container, one made with a terminal or one that runs: by the docker CLI under node-pty, or by the engine's own
 * terminal where either is missing, and where the engine is far away: a client opens connections of its own, six of them, each of which
 * takes seconds by ssh.
 */
import type { Entrance, TerminalEnd } from "../debugger/shell-port.ts";
import type { Engine } from "../engine/engine.ts";
import { UserError } from "../errors.ts";
import { attachTerminal, type Connect } from "./attach-terminal.ts";
import { ptyConnect } from "./node-pty.ts";
import type { TerminalIo } from "./raw-terminal.ts";
import { watched } from "./watch-shell.ts";

export type { TerminalIo } from "./raw-terminal.ts";

type TerminalEngine = Pick<Engine, "terminal" | "exec" | "clientEnv" | "info">;

/**
 * Starts what `entrance` says, gives it the real terminal until it ends, and resolves with its end. The terminal is restored
 * on every way out. `DBUILD_SHELL` in `env` forces a way: `pty` or `engine`. Throws UserError when that way is not there,
 * EngineRefusedError when the program cannot be started, EngineLostError when the engine is lost.
 */
export async function openTerminal(
  engine: TerminalEngine,
  entrance: Entrance,
  io: TerminalIo,
  env: NodeJS.ProcessEnv,
): Promise<TerminalEnd> {
  // The choice takes a moment (node-pty is loaded): the terminal is raw by then, so nothing typed meanwhile is echoed or lost.
  const watch = watched(async (columns, rows) => (await choose(engine, entrance, env))(columns, rows), entrance.mark);
  const code = await attachTerminal(io, watch.connect, entrance.onLeft);
  const marked = entrance.mark === undefined ? undefined : watch.marked();
  return { code, marked, typed: watch.typed(), lastOutput: watch.lastOutput() };
}

async function choose(engine: TerminalEngine, entrance: Entrance, env: NodeJS.ProcessEnv): Promise<Connect> {
  const way = env.DBUILD_SHELL || "auto";
  if (!["auto", "pty", "engine"].includes(way)) {
    throw new UserError({ message: `DBUILD_SHELL is "${way}"`, hint: 'Set it to "pty" or "engine", or leave it unset.' });
  }
  const wantsPty = way === "pty" || (way === "auto" && (await engine.info()).local);
  const byPty = wantsPty ? await ptyConnect(engine, entrance, env) : undefined;
  if (way === "pty" && byPty === undefined) {
    throw new UserError({
      message: "DBUILD_SHELL=pty needs node-pty and a docker command",
      hint: "Install them, or leave DBUILD_SHELL unset.",
    });
  }
  const { container, exec } = entrance;
  return (
    byPty ??
    ((columns, rows) =>
      exec === undefined ? engine.terminal(container, columns, rows) : engine.exec(container, exec, columns, rows))
  );
}
