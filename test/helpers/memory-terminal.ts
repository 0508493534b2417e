/** The terminal of the in-memory engine: echoes what is typed, runs it line by line. */
import type { TerminalSession } from "../../src/engine/engine.ts";
import type { World } from "./memory-commands.ts";
import { runScript } from "./memory-shell.ts";

/** Each line written is a script of its own; `exit` ends it. */
export function memoryTerminal(
  running: AbortController,
  place: (print: (text: string) => void, signal: AbortSignal) => World,
): TerminalSession {
  const listeners: ((data: Uint8Array) => void)[] = [];
  const early: Uint8Array[] = [];
  const print = (text: string): void => {
    const data = Buffer.from(text.replaceAll("\n", "\r\n"));
    if (listeners.length === 0) early.push(data);
    for (const listener of listeners) listener(data);
  };
  const world = place(print, running.signal);
  let ended: (code: number) => void = () => {};
  const exited = new Promise<number>((resolve) => {
    ended = resolve;
  });
  running.signal.addEventListener("abort", () => ended(137), { once: true });
  let typed = "";
  let work = Promise.resolve();
  const run = async (line: string): Promise<void> => {
    print(`${line}\n`);
    const exit = /(?:^|;)\s*exit(?:\s+(\d+))?\s*$/.exec(line);
    const code = await runScript(line, world);
    if (exit) ended(code);
    else print("# ");
  };
  print("# ");
  return {
    write(data) {
      typed += typeof data === "string" ? data : Buffer.from(data).toString();
      const lines = typed.split(/[\r\n]/);
      typed = lines.pop() ?? "";
      for (const line of lines) work = work.then(() => run(line));
    },
    resize() {},
    onData(listener) {
      listeners.push(listener);
      for (const data of early.splice(0)) listener(data);
    },
    exited,
    close: () => running.abort(),
  };
}
