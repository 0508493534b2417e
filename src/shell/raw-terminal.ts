/** The real terminal while somebody else's program has it: raw, watched, and given back as it was on every way out. */
import type { ReadStream, WriteStream } from "node:tty";
import { takeKeyboard } from "./keyboard.ts";
import { newScreenModes, popTitle, pushTitle } from "./screen-modes.ts";

/** The real terminal. Nobody else may listen to `stdin` or write to `stdout` meanwhile. */
export type TerminalIo = { readonly stdin: ReadStream; readonly stdout: WriteStream };

export type RawTerminal = {
  /** Columns and rows. */
  size(): readonly [number, number];
  print(data: Uint8Array): void;
  /** Bytes as typed; those typed before anybody listened come first. One listener. */
  onTyped(listener: (data: Uint8Array) => void): void;
  onResize(listener: (columns: number, rows: number) => void): void;
  /** Called when the terminal is given back; at once when it has been. */
  onRelease(listener: () => void): void;
  /** Resolves with 128 + n when signal n ends us, or the terminal itself is gone (as SIGHUP). */
  readonly cut: Promise<number>;
  /** Gives the terminal back. Safe to call twice. */
  release(): void;
};

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;
type Signal = keyof typeof SIGNALS;

/** Takes the terminal. A signal that nobody else listens to is raised again once the terminal has been given back. */
export function takeTerminal({ stdin, stdout }: TerminalIo): RawTerminal {
  const modes = newScreenModes();
  const onRelease: (() => void)[] = [];
  let released = false;
  let cutOff: (code: number) => void = () => {};
  const cut = new Promise<number>((resolve) => {
    cutOff = resolve;
  });
  const gone = (): void => cutOff(128 + SIGNALS.SIGHUP);

  const release = (): void => {
    if (released) return;
    released = true;
    process.off("exit", release);
    stopSignals();
    stopJobControl();
    for (const listener of onRelease) listener();
    keyboard.giveBack();
    // Writing may be what fails, and says so a moment later.
    stdout.write(modes.undo() + popTitle, () => setImmediate(() => stdout.off("error", gone)));
  };

  const keyboard = takeKeyboard(stdin, gone);
  stdout.write(pushTitle);
  stdout.on("error", gone);
  process.on("exit", release);
  const stopSignals = onSignals((signal, alone) => {
    release();
    cutOff(128 + SIGNALS[signal]);
    if (alone) process.kill(process.pid, signal);
  });
  const stopJobControl = onJobControl({
    stopped: () => {
      stdin.setRawMode(false);
      stdout.write(modes.undo() + popTitle);
    },
    continued: () => {
      keyboard.again();
      stdout.write(pushTitle + modes.again());
      // The size may have changed meanwhile, of which nobody told us.
      process.kill(process.pid, "SIGWINCH");
    },
  });

  const size = (): readonly [number, number] => [stdout.columns || 80, stdout.rows || 24];
  return {
    size,
    print(data) {
      if (released) return;
      modes.feed(data);
      stdout.write(data);
    },
    onTyped: keyboard.onTyped,
    onResize(listener) {
      const resized = (): void => listener(...size());
      stdout.on("resize", resized);
      this.onRelease(() => stdout.off("resize", resized));
    },
    onRelease(listener) {
      if (released) listener();
      else onRelease.push(listener);
    },
    cut,
    release,
  };
}

/** Calls `onSignal` for what would end the process. `alone`: nobody else listens. Returns how to stop. */
function onSignals(onSignal: (signal: Signal, alone: boolean) => void): () => void {
  const stops = (Object.keys(SIGNALS) as Signal[]).map((signal) => {
    const alone = process.listenerCount(signal) === 0;
    const listener = (): void => onSignal(signal, alone);
    // First: whoever else cares may print, or exit, and should find the terminal restored.
    process.prependListener(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const stop of stops) stop();
  };
}

/** SIGTSTP of somebody else's, and SIGCONT. Whoever else listens to SIGTSTP stops the process; alone we do. */
function onJobControl({ stopped, continued }: { stopped: () => void; continued: () => void }): () => void {
  const stop = (): void => {
    stopped();
    if (process.listenerCount("SIGTSTP") > 1) return;
    process.off("SIGTSTP", stop);
    process.kill(process.pid, "SIGTSTP");
  };
  const goOn = (): void => {
    process.off("SIGTSTP", stop);
    process.prependListener("SIGTSTP", stop);
    continued();
  };
  process.prependListener("SIGTSTP", stop);
  process.on("SIGCONT", goOn);
  return () => {
    process.off("SIGTSTP", stop);
    process.off("SIGCONT", goOn);
  };
}
