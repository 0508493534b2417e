/** Runs the UI on a real terminal: takes it, draws, and gives it back on every way out. */
import "./quiet-env.ts";
import { type ChildProcess, spawn } from "node:child_process";
import { Readable } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import type { Controller } from "../debugger/controller.ts";
import { position } from "../debugger/session.ts";
import { UserError } from "../errors.ts";
import { bell, notification } from "../output/notification.ts";
import { backgroundQuestion } from "./ask-background.ts";
import type { Notification } from "./attention.ts";
import type { GivenTerminal, Host } from "./context.ts";
import { createDecoder } from "./decode-keys.ts";
import type { UiExit } from "./exit.ts";
import { FrameStream } from "./frame-stream.ts";
import { createKeyboard } from "./hooks/use-keys.ts";
import { statusLabel } from "./labels.ts";
import { mount } from "./mount.tsx";
import type { Scene } from "./scene.ts";
import { openTerminal } from "./screen-terminal.ts";
import { keepHeapSmall } from "./small-heap.ts";
import { goesByBackground, spelled } from "./theme.ts";
import { createThemes } from "./themes.ts";
import { createUi, type UiOptions } from "./ui.ts";

/** What ends the screen from outside: a signal, a fault, a terminal that is gone. */
export type Ends = {
  /** The screen is there from now on, and ends when `end` is called; at once where the end is asked for already. */
  screen(screen: OpenScreen): void;
  /** The terminal is gone. */
  hangup(): void;
};

export type OpenScreen = {
  /** `signal` is what an editor that has the terminal is told. */
  end(signal: NodeJS.Signals): void;
  /** The signal was made by a key, for the editor that has the terminal. */
  ignores(signal: NodeJS.Signals): boolean;
};

export type Streams = {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly ends: Ends;
  /** Tells the person by other means than the terminal. */
  readonly notify?: (told: Pick<Notification, "text" | "state">) => void;
} & Pick<UiOptions, "opens" | "offersResume" | "history" | "commands" | "readScript">;

/** Draws the first frame before it returns. Settles when the person has left; throws UserError where there is no terminal, and what `opens` does. */
export async function startUi(
  controller: Controller,
  { stdin, stdout, env, ends, notify, ...options }: Streams,
): Promise<UiExit> {
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new UserError({ message: "the debugger needs a terminal", hint: "use `dbuild build` where there is none" });
  }
  const keyboard = createKeyboard();
  const themes = createThemes(env);
  const background = backgroundQuestion({
    write: (text) => void stdout.write(text),
    told: ({ colour }) => themes.standsOn(colour),
  });
  const decoder = createDecoder(keyboard.press, (answer) =>
    answer.kind === "focus" ? ui.focus(answer.on) : background.hear(answer),
  );
  // the Linux console and the simplest terminals have no title, and answer nothing
  const titled = !["linux", "dumb", ""].includes(env.TERM ?? "");
  const asks = titled && goesByBackground(env);
  const terminal = openTerminal({ stdin, stdout, titled }, (chunk) => decoder.push(chunk));
  const frames = new FrameStream(
    { size: terminal.size, write: (text) => stdout.write(text) },
    themes.current().ascii ? spelled : undefined,
  );
  /** The screen has the terminal. */
  let ours = false;
  /** Somebody else has it. */
  let away = false;
  /** Has the terminal, and the signals that its keys make. */
  let editor: ChildProcess | undefined;

  const draw = () => {
    ui.resize(terminal.size());
    terminal.clear();
    // React draws for a new size in a microtask that it has queued by now.
    queueMicrotask(() => {
      if (!ours) return;
      frames.resume();
      if (asks) background.ask();
    });
  };
  const enter = () => {
    terminal.enter();
    ours = true;
    dress();
    draw();
  };
  const leave = (answered?: Promise<void>) => {
    ours = false;
    frames.pause();
    decoder.reset();
    terminal.leave(answered);
  };
  const host: Host = {
    redraw: draw,
    clipboard: (text) => void stdout.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`),
    congested: () => stdout.writableNeedDrain,
    theme: themes.choose,
    notify: ({ how, text, state }) => {
      // a program that has the terminal may be in the middle of a sequence of its own
      if (ours) stdout.write(how === "on" && titled ? notification(text) : bell);
      notify?.({ text, state });
    },
    suspend: async (work) => {
      await background.settled();
      leave();
      away = true;
      try {
        return await work(given);
      } finally {
        away = false;
        if (!over) enter();
      }
    },
    // The whole job stops, npm and the like included.
    stop: () => void background.settled().then(() => stopJob(0)),
  };
  /** Stops as if nobody listened: where nobody could bring us back the kernel does not stop us. `0`: the whole job. */
  const stopJob = (pid: number) => {
    leave();
    const listeners = process.listeners("SIGTSTP");
    process.removeAllListeners("SIGTSTP");
    process.kill(pid, "SIGTSTP");
    setTimeout(() => {
      for (const each of listeners) if (!process.listeners("SIGTSTP").includes(each)) process.on("SIGTSTP", each);
      if (over || away) return;
      enter();
      // The size may have changed meanwhile, of which nobody told us.
      process.kill(process.pid, "SIGWINCH");
    }, 50);
  };
  const given: GivenTerminal = {
    write: (text) => void stdout.write(text),
    spawn: (command, args, { input, env: more } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, args, {
          stdio: [input === undefined ? stdin : "pipe", "inherit", "inherit"],
          env: { ...process.env, ...more },
        });
        const source = input && Readable.from(input);
        // one that has read enough closes its end
        child.stdin?.on("error", () => source?.destroy());
        if (child.stdin !== null) source?.pipe(child.stdin);
        editor = child;
        child.once("close", () => {
          source?.destroy();
          editor = undefined;
        });
        child.once("error", reject);
        child.once("exit", (code, signal) => resolve(code ?? (signal === null ? 0 : 1)));
      }),
  };
  const ui = createUi({ controller, host, size: terminal.size(), env, ...options });
  let over = false;
  const dress = () => {
    terminal.title(titleOf(ui.scene()));
    terminal.mouse(ui.scene().view.mouse);
  };
  const undressed = ui.subscribe(dress);

  const release = listen({
    resized: () => {
      if (ours) draw();
    },
    stopped: () => void background.settled().then(() => stopJob(process.pid)),
    continued: () => {
      // Someone stopped us from outside; the shell has set the terminal its own way meanwhile.
      if (!ours) return;
      leave();
      enter();
    },
    gone: ends.hangup,
    // what the event gives (an exit code) is nothing to wait for
    dying: () => leave(),
    stdin,
    stdout,
  });
  ends.screen({
    ignores: (signal) => editor !== undefined && (signal === "SIGINT" || signal === "SIGQUIT"),
    end: (signal) => {
      if (over) return;
      over = true;
      // the screen at once, for what is said next is for the normal one
      leave(background.settled());
      void (editor === undefined ? Promise.resolve() : ended(editor, signal, stdin)).then(() => ui.end("ended"));
    },
  });
  const letHeapGrow = keepHeapSmall();
  const unmount = mount({ source: ui, keyboard, themes, frames, stdin });
  try {
    if (!over) enter();
    const { opens } = options;
    return await (opens === undefined ? ui.done : Promise.race([ui.done, opens.then(() => ui.done)]));
  } finally {
    // an answer of the terminal that comes later would stand on the normal screen
    await background.settled();
    over = true;
    leave();
    unmount();
    letHeapGrow();
    undressed();
    release();
  }
}

/** `FAILED step 7/12: Dockerfile`: changes when the build gets on, not with a clock. */
function titleOf({ session, path }: Pick<Scene, "session" | "path">): string {
  const at = position(session);
  const count = session.plan.steps.length;
  const place = at < count ? ` step ${at + 1}/${count}` : "";
  return `${statusLabel(session)}${place}: ${path} - dbuild`;
}

/** How long an editor may take to write down what it has, in milliseconds. */
const editorsGrace = 3000;

/** Tells an editor to end, and waits until it has. One with a window of its own may not: it goes on without us. */
async function ended(editor: ChildProcess, signal: NodeJS.Signals, stdin: ReadStream): Promise<void> {
  const end = new Promise<void>((resolve) => editor.once("close", () => resolve()));
  editor.kill(signal);
  await Promise.race([end, new Promise((resolve) => setTimeout(resolve, editorsGrace).unref())]);
  editor.unref();
  // Whatever mode it left: raw and back sets all of them.
  stdin.setRawMode(true);
  stdin.setRawMode(false);
}

type TerminalListeners = {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly resized: () => void;
  readonly stopped: () => void;
  readonly continued: () => void;
  readonly gone: () => void;
  /** The process is about to end: only what is synchronous still happens. */
  readonly dying: () => void;
};

/** Listens to what happens to a terminal; the function returned stops that. */
function listen({ stdin, stdout, resized, stopped, continued, gone, dying }: TerminalListeners): () => void {
  process.on("SIGTSTP", stopped);
  process.on("SIGCONT", continued);
  process.on("exit", dying);
  stdout.on("resize", resized);
  stdout.on("error", gone);
  stdin.on("end", gone);
  stdin.on("error", gone);
  return () => {
    process.off("SIGTSTP", stopped);
    process.off("SIGCONT", continued);
    process.off("exit", dying);
    stdout.off("resize", resized);
    stdin.off("end", gone);
    // The error listeners stay: a terminal that is gone may still refuse what is queued, and to be set.
  };
}
