/** Gives the real terminal to a session in a container, and takes it back as it was, whatever happens in between. */
import type { ReadStream, WriteStream } from "node:tty";
import type { TerminalSession } from "../engine/engine.ts";
import { newScreenModes } from "./screen-modes.ts";

/** The real terminal. Nobody else may listen to `stdin` or write to `stdout` meanwhile. */
export type TerminalIo = { readonly stdin: ReadStream; readonly stdout: WriteStream };

/** Starts the program at a terminal of this size. */
export type Connect = (columns: number, rows: number) => Promise<TerminalSession>;

/**
 * Keys typed early wait for the program's first output, or so long, in milliseconds: until then the container's terminal still
 * edits lines and makes signals of keys, and a Ctrl-C would end the container before its shell has begun.
 */
const FIRST_OUTPUT = 2000;

/** After the exit, output may still be on its way: so long without any, and so long at most, in milliseconds. */
const QUIET = 30;
const QUIET_AT_MOST = 500;

const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
type Signal = keyof typeof SIGNALS;

/**
 * Resolves with the exit code once the program has ended and the terminal is itself again; 128 + n when signal n ended us.
 * Rejects with what `connect` or the session reject with. A signal that nobody else listens to is raised again afterwards.
 */
export async function handOver(io: TerminalIo, connect: Connect): Promise<number> {
  const { stdout } = io;
  const modes = newScreenModes();
  let session: TerminalSession | undefined;
  let early: Uint8Array[] | undefined = [];
  let lastData = 0;
  let over = false;
  let cut: (code: number) => void = () => {};
  const wasCut = new Promise<number>((resolve) => {
    cut = resolve;
  });

  const input = takeInput(
    io,
    (data) => (early ? early.push(data) : session?.write(data)),
    () => cut(128 + SIGNALS.SIGHUP),
  );
  const size = (): readonly [number, number] => [stdout.columns || 80, stdout.rows || 24];
  const onResize = (): void => session?.resize(...size());
  const onStdoutError = (): void => cut(128 + SIGNALS.SIGHUP);
  const restore = (): void => {
    if (over) return;
    over = true;
    stdout.off("resize", onResize);
    process.off("exit", restore);
    stopSignals();
    input.giveBack();
    stdout.write(modes.undo());
    stdout.off("error", onStdoutError);
    session?.close();
  };
  const stopSignals = onSignals((signal, alone) => {
    restore();
    cut(128 + SIGNALS[signal]);
    if (alone) process.kill(process.pid, signal);
  }, input.again);
  stdout.on("resize", onResize);
  stdout.on("error", onStdoutError);
  process.on("exit", restore);

  try {
    const connecting = connect(...size()).then((connected) => {
      // Too late: the terminal has been taken back already.
      if (over) {
        connected.exited.catch(() => {});
        connected.close();
      }
      return connected;
    });
    const connected = await Promise.race([connecting, wasCut]);
    if (typeof connected === "number") return connected;
    session = connected;
    const listening = (): void => {
      for (const data of early ?? []) connected.write(data);
      early = undefined;
    };
    const silent = setTimeout(listening, FIRST_OUTPUT);
    connected.exited.catch(() => {}).finally(() => clearTimeout(silent));
    session.onData((data) => {
      if (over) return;
      listening();
      lastData = Date.now();
      modes.feed(data);
      stdout.write(data);
    });
    session.resize(...size());
    const code = await Promise.race([session.exited, wasCut]);
    const end = Date.now() + QUIET_AT_MOST;
    lastData = Date.now();
    while (!over && Date.now() - lastData < QUIET && Date.now() < end) await new Promise((done) => setTimeout(done, QUIET / 3));
    return code;
  } finally {
    restore();
  }
}

type Input = {
  giveBack(): void;
  /** After the process was stopped and continued: whoever stopped it may have changed the terminal. */
  again(): void;
};

/** Every byte typed from now on goes to `onData`, unread by the terminal's line editing. */
function takeInput({ stdin }: TerminalIo, onData: (data: Uint8Array) => void, onEnd: () => void): Input {
  const wasRaw = stdin.isRaw;
  const wasFlowing = stdin.readableFlowing === true;
  const encoding = stdin.readableEncoding;
  stdin.setRawMode(true);
  // Somebody wanted strings of this stream; what is in them already is all there is of it, the rest comes byte by byte.
  const toBytes = (data: Buffer | string, as: BufferEncoding): Uint8Array =>
    typeof data === "string" ? Buffer.from(data, as) : data;
  for (let data = stdin.read(); encoding !== null && data !== null; data = stdin.read()) onData(toBytes(data, encoding));
  if (encoding !== null) stdin.setEncoding("latin1");
  const listener = (data: Buffer | string): void => onData(toBytes(data, "latin1"));
  stdin.on("data", listener);
  stdin.on("end", onEnd);
  stdin.on("error", onEnd);
  stdin.resume();
  return {
    giveBack() {
      stdin.off("data", listener);
      stdin.off("end", onEnd);
      stdin.off("error", onEnd);
      if (encoding !== null) stdin.setEncoding(encoding);
      if (!wasFlowing) stdin.pause();
      if (!stdin.destroyed) stdin.setRawMode(wasRaw);
    },
    again() {
      stdin.setRawMode(false);
      stdin.setRawMode(true);
    },
  };
}

/** Calls `onSignal` for what would end the process. `alone`: nobody else listens. Returns how to stop. */
function onSignals(onSignal: (signal: Signal, alone: boolean) => void, onContinue: () => void): () => void {
  const listeners = (Object.keys(SIGNALS) as Signal[]).map((signal) => {
    const alone = process.listenerCount(signal) === 0;
    const listener = (): void => onSignal(signal, alone);
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  process.on("SIGCONT", onContinue);
  return () => {
    process.off("SIGCONT", onContinue);
    for (const stop of listeners) stop();
  };
}
