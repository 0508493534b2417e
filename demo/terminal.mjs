// A real terminal for the TUI when there is no person at one: tmux on a socket of its own, keys in, screens out.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { must, onInterrupt, run, which } from "../scripts/setup/processes.mjs";

export const hasTerminal = () => which("tmux") !== undefined;

/** Opens a terminal of that size that runs `words` in `cwd`. Close it in any case. */
export async function openTerminal({ columns = 110, rows = 32, cwd, env, words }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dbuild-demo-tmux-"));
  const socket = path.join(folder, "s");
  const tmux = (...args) => run("tmux", ["-f", "/dev/null", "-S", socket, ...args], { env });
  const close = async () => {
    await tmux("kill-server");
    rmSync(folder, { recursive: true, force: true });
  };
  const forget = onInterrupt(close);
  const command = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  // the shell in front keeps the pane open for a moment of looking when the program has ended
  const size = ["-x", String(columns), "-y", String(rows)];
  await must(
    "tmux",
    "tmux",
    [
      "-f",
      "/dev/null",
      "-S",
      socket,
      "new-session",
      "-d",
      ...size,
      "-c",
      cwd,
      "-e",
      "TERM=screen-256color",
      `${command}; echo; echo "[ended: $?]"; sleep 600`,
    ],
    { env: { ...env, LC_ALL: "C.UTF-8" } },
  );
  const screen = async () => (await tmux("capture-pane", "-p")).stdout.replace(/\s+$/, "");
  return {
    screen,
    /** Presses keys by tmux's names: `c`, `Enter`, `C-s`, `BSpace`. */
    keys: (...keys) => tmux("send-keys", ...keys),
    /** Types text as it is. */
    type: (text) => tmux("send-keys", "-l", text),
    /** The screen once `wanted` (a RegExp) is on it; throws with the last screen after `seconds`, or when the program ended. */
    async until(wanted, seconds = 60) {
      const end = performance.now() + seconds * 1000;
      for (;;) {
        const now = await screen();
        if (wanted.test(now)) return now;
        const over = /^\[ended: \d+\]$/m.exec(now)?.[0];
        if (over || performance.now() > end) throw new ScreenError(wanted, over ?? `${seconds} s have passed`, now);
        await sleep(50);
      }
    },
    async close() {
      forget();
      await close();
    },
  };
}

/** The screen that was waited for did not come. */
export class ScreenError extends Error {
  constructor(wanted, why, screen) {
    super(`${wanted} did not come on the screen (${why}). The last screen:\n${screen}`);
    this.name = "ScreenError";
  }
}
