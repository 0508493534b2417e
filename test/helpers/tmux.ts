/** A real terminal for end-to-end tests: tmux on a socket of its own. Waits for text, never sleeps for a fixed time. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { until as waitUntil } from "./until.ts";

export type Terminal = {
  /** Types keys by tmux's names (`Enter`, `C-c`, `Up`) or single characters. */
  keys(...keys: readonly string[]): void;
  /** Types text as it is. */
  type(text: string): void;
  screen(): string;
  /** The screen once `wanted` is on it (and `unwanted` is not). Fails with the last screen. */
  until(wanted: RegExp | string, options?: { readonly seconds?: number; readonly not?: RegExp }): Promise<string>;
  resize(columns: number, rows: number): void;
  /** What tmux knows of the terminal's state: `alternate_on`, `cursor_flag`, … */
  flag(name: string): string;
  /** Runs a line in the shell of the pane and gives what it prints. */
  shell(line: string): Promise<string>;
  /** Closes the window: the terminal of what runs in it is gone. */
  kill(): void;
  close(): void;
};

let opened = 0;

/** A pane with a plain `sh`, in `cwd`. */
export function openTerminal(columns: number, rows: number, cwd: string, env: NodeJS.ProcessEnv = {}): Terminal {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dbuild-tmux-"));
  const socket = path.join(folder, `s${++opened}`);
  const tmux = (...args: readonly string[]) =>
    execFileSync("tmux", ["-f", "/dev/null", "-S", socket, ...args], { encoding: "utf8" });
  const settings = Object.entries({ TERM: "screen-256color", ...env }).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), "-c", cwd, ...settings, "sh");
  tmux("set", "-g", "window-size", "manual");
  tmux("set", "-g", "status", "off");
  tmux("resize-window", "-x", String(columns), "-y", String(rows));
  tmux("send-keys", "PS1='ready$ '; clear", "Enter");
  const screen = () => tmux("capture-pane", "-p");
  const until: Terminal["until"] = async (wanted, { seconds = 100, not } = {}) => {
    let last = "";
    const shows = () => {
      last = screen();
      return (typeof wanted === "string" ? last.includes(wanted) : wanted.test(last)) && !not?.test(last);
    };
    await waitUntil(shows, () => `${wanted} did not come. The screen:\n${last}`, { seconds, every: 40 });
    return last;
  };
  const type = (text: string) => void tmux("send-keys", "-l", text);
  let marks = 0;
  return {
    keys: (...keys) => void tmux("send-keys", ...keys),
    type,
    screen,
    until,
    resize: (width, height) => void tmux("resize-window", "-x", String(width), "-y", String(height)),
    flag: (name) => tmux("display-message", "-p", `#{${name}}`).trim(),
    shell: async (line) => {
      const mark = `mark${++marks}`;
      type(`clear; ${line}; echo ${mark}""end`);
      tmux("send-keys", "Enter");
      const text = await until(`${mark}end`);
      return text.slice(0, text.indexOf(`${mark}end`)).trim();
    },
    kill: () => void tmux("kill-session"),
    close: () => {
      try {
        tmux("kill-server");
      } catch {
        // Gone already.
      }
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
