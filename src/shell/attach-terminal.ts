/** Gives the real terminal to a session in a container, and takes it back, whatever happens in between. */

import type { OnLeft } from "../debugger/shell-port.ts";
import type { TerminalSession } from "../engine/engine.ts";
import { leavableTerminal } from "./leavable-terminal.ts";
import { type RawTerminal, type TerminalIo, takeTerminal } from "./raw-terminal.ts";

/** Starts the program at a terminal of this size. */
export type Connect = (columns: number, rows: number) => Promise<TerminalSession>;

/**
 * Keys typed early wait for the program's first output, or so long, in milliseconds: until then the container's terminal still
 * edits lines and makes signals of keys, and a Ctrl-C would end the container before its shell has begun. Who starts the program by
 * a docker client does not know when it has begun.
 */
const FIRST_OUTPUT = 2000;
const FIRST_OUTPUT_BY_CLIENT = 10_000;

/** After the exit, output may still be on its way: so long without any, and so long at most, in milliseconds. */
const QUIET = 30;
const QUIET_AT_MOST = 500;

/**
 * Resolves with the exit code once the program has ended and the terminal is itself again; 128 + n when signal n ended us.
 * Rejects with what `connect` or the session reject with, the terminal restored as well. With `onLeft` the person can leave the program
 * running: the terminal is theirs meanwhile.
 */
export async function attachTerminal(io: TerminalIo, connect: Connect, onLeft?: OnLeft): Promise<number> {
  const terminal = onLeft === undefined ? takeTerminal(io) : leavableTerminal(io, onLeft);
  try {
    return await Promise.race([serve(terminal, connect), terminal.cut]);
  } finally {
    terminal.release();
  }
}

async function serve(terminal: RawTerminal, connect: Connect): Promise<number> {
  const session = await connect(...terminal.size());
  terminal.onRelease(() => session.close());
  let newest = 0;
  const listen = (): void => terminal.onTyped((data) => session.write(data));
  const silent = setTimeout(listen, session.byClient ? FIRST_OUTPUT_BY_CLIENT : FIRST_OUTPUT);
  terminal.onRelease(() => clearTimeout(silent));
  session.onData((data) => {
    newest = performance.now();
    terminal.print(data);
    listen();
  });
  terminal.onResize((columns, rows) => session.resize(columns, rows));
  // It may have changed while we were connecting.
  session.resize(...terminal.size());
  const code = await session.exited;
  const exit = performance.now();
  newest = exit;
  while (performance.now() - newest < QUIET && performance.now() - exit < QUIET_AT_MOST) await pause(QUIET / 3);
  return code;
}

const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
