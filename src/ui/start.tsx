/** Runs the UI on a real terminal: takes it, draws, and gives it back on every way out. */
import "./quiet-env.ts";
import { spawn } from "node:child_process";
import type { ReadStream, WriteStream } from "node:tty";
import type { Desk } from "../debugger/desk.ts";
import { UserError } from "../errors.ts";
import type { GivenTerminal, Host } from "./context.ts";
import { createDecoder } from "./decode.ts";
import type { UiExit } from "./exit.ts";
import { mount } from "./mount.tsx";
import { openTerminal } from "./terminal.ts";
import { themeFor } from "./theme.ts";
import { createUi } from "./ui.ts";

export type Streams = {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** Draws the first frame before it returns. Settles when the person has left; throws UserError where there is no terminal. */
export async function startUi(desk: Desk, { stdin, stdout, env }: Streams): Promise<UiExit> {
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new UserError({ message: "the debugger needs a terminal", hint: "use `dbuild build` where there is none" });
  }
  const decoder = createDecoder((key) => ui.key(key));
  const terminal = openTerminal(stdin, stdout, (chunk) => decoder.push(chunk));
  let unmount: (() => void) | undefined;

  const draw = () => {
    unmount?.();
    ui.resize(terminal.size());
    terminal.clear();
    unmount = mount(ui, stdin, stdout, terminal.size());
  };
  const enter = () => {
    terminal.enter();
    draw();
  };
  const leave = () => {
    unmount?.();
    unmount = undefined;
    decoder.reset();
    terminal.leave();
  };
  const host: Host = {
    redraw: draw,
    congested: () => stdout.writableNeedDrain,
    suspend: async (work) => {
      leave();
      try {
        return await work(given);
      } finally {
        if (!over) enter();
      }
    },
    stop: () => {
      leave();
      // The whole job stops, npm and the like included. Where nobody could bring us back the kernel does not stop us.
      process.kill(0, "SIGTSTP");
      setTimeout(() => {
        if (!over) enter();
      }, 50);
    },
  };
  const given: GivenTerminal = {
    write: (text) => void stdout.write(text),
    spawn: (command, args) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, args, { stdio: [stdin, "inherit", "inherit"] });
        child.once("error", reject);
        child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 0 : 1)));
      }),
  };
  const ui = createUi({ desk, host, size: terminal.size(), theme: themeFor(env), env });
  let over = false;

  const release = listen({
    resized: () => {
      if (unmount !== undefined) draw();
    },
    continued: () => {
      // Someone stopped us from outside; the shell has set the terminal its own way meanwhile.
      if (unmount === undefined) return;
      leave();
      enter();
    },
    interrupted: () => {
      if (unmount !== undefined) ui.key({ name: "ctrl-c" });
    },
    gone: (exit) => ui.end(exit),
    dying: leave,
    stdin,
    stdout,
  });
  try {
    enter();
    return await ui.done;
  } finally {
    over = true;
    leave();
    release();
  }
}

type Ears = {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly resized: () => void;
  readonly continued: () => void;
  readonly interrupted: () => void;
  readonly gone: (exit: UiExit["exit"]) => void;
  /** The process is about to end: only what is synchronous still happens. */
  readonly dying: () => void;
};

/** Listens to all that happens to a terminal program; the function returned stops that. */
function listen({ stdin, stdout, resized, continued, interrupted, gone, dying }: Ears): () => void {
  const terminated = () => gone("terminated");
  const hangup = () => gone("hangup");
  const ignore = () => {};
  const signals = [
    ["SIGTERM", terminated],
    ["SIGHUP", hangup],
    ["SIGINT", interrupted],
    // For the editor or the shell that has the terminal; not for us.
    ["SIGQUIT", ignore],
    ["SIGCONT", continued],
  ] as const;
  for (const [signal, listener] of signals) process.on(signal, listener);
  process.on("exit", dying);
  process.on("uncaughtExceptionMonitor", dying);
  stdout.on("resize", resized);
  stdout.on("error", hangup);
  stdin.on("end", hangup);
  stdin.on("error", hangup);
  return () => {
    for (const [signal, listener] of signals) process.off(signal, listener);
    process.off("exit", dying);
    process.off("uncaughtExceptionMonitor", dying);
    stdout.off("resize", resized);
    stdin.off("end", hangup);
    stdin.off("error", hangup);
    // The error listener stays: a terminal that is gone may still refuse what is queued.
  };
}
