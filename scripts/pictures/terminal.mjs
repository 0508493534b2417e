// A terminal without a window: a program on a pty, keys in, the screen's cells out with their looks.
import { setTimeout as sleep } from "node:timers/promises";
import xterm from "@xterm/headless";
import { spawn } from "node-pty";

/** Runs `words` in `cwd` in a terminal of that size. Close it in any case. */
export function openTerminal({ columns, rows, cwd, env, words }) {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
  });
  const [program, ...args] = words;
  const pty = spawn(program, args, {
    cols: columns,
    rows,
    cwd,
    env,
    name: "xterm",
  });
  let ended;
  let changed = performance.now();
  const drawn = terminal.onWriteParsed(() => {
    changed = performance.now();
  });
  pty.onData((data) => terminal.write(data));
  pty.onExit(({ exitCode }) => {
    ended = exitCode;
  });
  const line = (row) => terminal.buffer.active.getLine(terminal.buffer.active.baseY + row);
  const text = () => Array.from({ length: rows }, (_, row) => line(row)?.translateToString(true) ?? "");
  return {
    press: (keys) => pty.write(keys),
    /** Waits until `wanted` (a RegExp) is on a screen that has come to rest. Throws with the last screen after `seconds`. */
    async until(wanted, seconds = 60) {
      const end = performance.now() + seconds * 1000;
      while (!wanted.test(text().join("\n")) || performance.now() - changed < 400) {
        if (performance.now() > end) throw new Error(`${wanted} did not come. The last screen:\n${text().join("\n")}`);
        if (ended !== undefined) throw new Error(`ended with ${ended} before ${wanted}. The last screen:\n${text().join("\n")}`);
        await sleep(30);
      }
    },
    /** The screen now: its size, its lines, each row's cells, and the cursor where one is shown. */
    screen: () => ({
      columns,
      rows,
      lines: text(),
      cells: Array.from({ length: rows }, (_, row) => cellsOf(line(row), columns)),
    }),
    close() {
      drawn.dispose();
      if (ended === undefined) pty.kill("SIGKILL");
      terminal.dispose();
    },
  };
}

/** { text, width, fg, bg, bold, dim, underline } of each cell that holds something; colours are 0 to 15 or undefined. */
function cellsOf(line, columns) {
  const cells = [];
  for (let x = 0; x < columns; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const fg = colour(cell.isFgPalette(), cell.getFgColor());
    const bg = colour(cell.isBgPalette(), cell.getBgColor());
    const swap = cell.isInverse() !== 0;
    cells.push({
      x,
      text: cell.getChars() || " ",
      width: cell.getWidth(),
      fg: swap ? (bg ?? "back") : fg,
      bg: swap ? (fg ?? "fore") : bg,
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      underline: cell.isUnderline() !== 0,
    });
  }
  return cells;
}

function colour(isPalette, number) {
  if (!isPalette) return undefined;
  if (number > 15) throw new Error(`colour ${number} is not one of the 16 that a picture has`);
  return number;
}
