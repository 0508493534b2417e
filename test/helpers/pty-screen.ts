/** A program on a real pty, its output read by a terminal emulator: what is on the screen, in which colours, and at what cost. */
import xterm from "@xterm/headless";
import { spawn } from "node-pty";
import { until as waitUntil } from "./until.ts";

export type PtyScreen = {
  readonly pid: number;
  write(text: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: string): void;
  text(): string;
  until(wanted: string | RegExp, unwanted?: string): Promise<string>;
  /** Everything the program wrote so far. */
  raw(): string;
  /** `alternate` while a full-screen program has the terminal. */
  buffer(): "normal" | "alternate";
  /** Runs of cells in a row that look alike: `text` and its attributes. */
  styled(row: number): readonly { readonly text: string; readonly look: string }[];
  readonly exited: Promise<number>;
  close(): void;
};

export function openPty(
  file: string,
  args: readonly string[],
  options: { columns?: number; rows?: number; env?: NodeJS.ProcessEnv } = {},
): PtyScreen {
  const { columns = 80, rows = 24, env = {} } = options;
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 200 });
  const pty = spawn(file, [...args], {
    cols: columns,
    rows,
    env: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", TERM: "xterm-256color", LANG: "C.UTF-8", ...env },
  });
  let raw = "";
  pty.onData((data) => {
    raw += data;
    terminal.write(data);
  });
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  const line = (row: number) => terminal.buffer.active.getLine(terminal.buffer.active.baseY + row);
  const text = () => Array.from({ length: terminal.rows }, (_, row) => line(row)?.translateToString(true) ?? "").join("\n");
  return {
    pid: pty.pid,
    write: (data) => pty.write(data),
    resize: (width, height) => {
      terminal.resize(width, height);
      pty.resize(width, height);
    },
    kill: (signal) => pty.kill(signal),
    text,
    until: async (wanted, unwanted) => {
      const shows = () => (typeof wanted === "string" ? text().includes(wanted) : wanted.test(text()));
      const found = () => shows() && (unwanted === undefined || !text().includes(unwanted));
      await waitUntil(found, () => `${wanted} did not come. The screen:\n${text()}`, { every: 10 });
      return text();
    },
    raw: () => raw,
    buffer: () => terminal.buffer.active.type,
    styled: (row) => runs(line(row)),
    exited,
    close: () => {
      try {
        pty.kill("SIGKILL");
      } catch {
        // Gone already.
      }
      terminal.dispose();
    },
  };
}

type Line = ReturnType<xterm.Terminal["buffer"]["active"]["getLine"]>;

function runs(line: Line): readonly { readonly text: string; readonly look: string }[] {
  const result: { text: string; look: string }[] = [];
  for (let x = 0; x < (line?.length ?? 0); x++) {
    const cell = line?.getCell(x);
    if (cell === undefined) continue;
    const look = [
      cell.isBold() ? "bold" : "",
      cell.isDim() ? "dim" : "",
      cell.isInverse() ? "inverse" : "",
      cell.isFgDefault() ? "" : `fg${cell.getFgColor()}`,
      cell.isBgDefault() ? "" : `bg${cell.getBgColor()}`,
    ]
      .filter((part) => part !== "")
      .join(" ");
    const last = result.at(-1);
    if (last?.look === look) last.text += cell.getChars() || " ";
    else result.push({ text: cell.getChars() || " ", look });
  }
  return result.map(({ text, look }) => ({ text: text.trim(), look })).filter(({ text }) => text !== "");
}
