/** A real pty with a terminal emulator on it, for tests that type and look. */
import xterm from "@xterm/headless";
import { spawn } from "node-pty";
import { until } from "../helpers/until.ts";

export type RealTerminal = {
  readonly pid: number;
  type(keys: string | Uint8Array): void;
  resize(columns: number, rows: number): void;
  /** The screen (and what scrolled off it) as text, wrapped lines in one. */
  screen(): string;
  /** Every byte printed so far, as latin1. */
  raw(): string;
  /** Waits until the screen shows `text`; throws with the screen after `timeout` ms. */
  expect(text: string | RegExp, timeout?: number): Promise<void>;
  modes(): {
    readonly alternate: boolean;
    readonly bracketedPaste: boolean;
    readonly mouse: string;
    readonly cursorKeys: boolean;
    readonly cursorHidden: boolean;
  };
  readonly exited: Promise<{ readonly exitCode: number; readonly signal: number | undefined }>;
  close(): void;
};

export function realTerminal(
  file: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  columns = 80,
  rows = 24,
): RealTerminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const child = spawn(file, [...argv], { name: "xterm-256color", cols: columns, rows, encoding: null, env });
  let raw = "";
  let ended = false;
  child.onData((data: string | Buffer) => {
    const bytes = Buffer.from(data);
    raw += bytes.toString("latin1");
    screen.write(bytes);
  });
  // A terminal answers what it is asked (busybox asks for the cursor's place).
  screen.onData((answer) => {
    if (!ended) child.write(answer);
  });
  const exited = new Promise<{ exitCode: number; signal: number | undefined }>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      ended = true;
      resolve({ exitCode, signal });
    });
  });
  const text = (): string => {
    const { active } = screen.buffer;
    let shown = "";
    for (let at = 0; at < active.length; at++) {
      const line = active.getLine(at);
      shown += `${line?.isWrapped ? "" : "\n"}${line?.translateToString(true) ?? ""}`;
    }
    return shown.trim();
  };
  return {
    pid: child.pid,
    type: (keys) => child.write(typeof keys === "string" ? keys : Buffer.from(keys)),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    screen: text,
    raw: () => raw,
    async expect(wanted) {
      const there = () => (typeof wanted === "string" ? text().includes(wanted) : wanted.test(text()));
      const missing = () => `no ${String(wanted)} on the screen:\n${text()}\n--- raw: ${JSON.stringify(raw.slice(-600))}`;
      await until(there, missing, { every: 25 });
    },
    modes: () => ({
      alternate: screen.buffer.active.type === "alternate",
      bracketedPaste: screen.modes.bracketedPasteMode,
      mouse: screen.modes.mouseTrackingMode,
      cursorKeys: screen.modes.applicationCursorKeysMode,
      cursorHidden: raw.lastIndexOf("\u001b[?25l") > raw.lastIndexOf("\u001b[?25h"),
    }),
    exited,
    close() {
      if (!ended) child.kill("SIGKILL");
      screen.dispose();
    },
  };
}
