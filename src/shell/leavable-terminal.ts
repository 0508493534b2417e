/** The real terminal for a program that can be left running: it has the terminal while somebody is attached, and what it prints meanwhile is kept. */
import type { OnLeft } from "../debugger/shell-port.ts";
import { withLeaveKeys } from "./leave-keys.ts";
import { newMissedOutput } from "./missed-output.ts";
import { type RawTerminal, type TerminalIo, takeTerminal } from "./raw-terminal.ts";
import { newScreenModes } from "./screen-modes.ts";

/** Between two sizes that the program is told, so that it draws anew, in milliseconds: it must see both. */
const redrawMs = 100;

/** As takeTerminal, which it calls each time somebody attaches. `release` is the end of the program. */
export function leavableTerminal(io: TerminalIo, onLeft: OnLeft): RawTerminal {
  const modes = newScreenModes();
  const missed = newMissedOutput();
  const onRelease: (() => void)[] = [];
  /** Absent: nobody is attached. */
  let attached: RawTerminal | undefined;
  let onDetach: (how: "left" | "ended") => void = () => {};
  let released = false;
  let passed: (data: Uint8Array) => void = () => {};
  let listening = false;
  let resized: (columns: number, rows: number) => void = () => {};
  let cutOff: (code: number) => void = () => {};
  const cut = new Promise<number>((resolve) => {
    cutOff = resolve;
  });

  const attach = (): { readonly terminal: RawTerminal; readonly over: Promise<"left" | "ended"> } => {
    const terminal = takeTerminal(io);
    attached = terminal;
    void terminal.cut.then(cutOff);
    terminal.onResize((columns, rows) => resized(columns, rows));
    const over = new Promise<"left" | "ended">((resolve) => {
      onDetach = resolve;
    });
    return { terminal, over };
  };
  const detach = (how: "left" | "ended"): void => {
    attached?.release();
    attached = undefined;
    onDetach(how);
  };
  const typed = withLeaveKeys(
    (data) => passed(data),
    () => {
      // what is printed next begins a line
      if (!modes.alternate()) attached?.print(Buffer.from("\r\n"));
      detach("left");
      onLeft({ again, close: () => cutOff(0) });
    },
  );
  const again = async (): Promise<"left" | "ended"> => {
    if (released) return "ended";
    const { terminal, over } = attach();
    const since = missed.take();
    // a program that has the whole screen draws it itself
    if (!modes.alternate()) terminal.print(since);
    terminal.print(Buffer.from(modes.again()));
    terminal.onTyped(typed);
    const [columns, rows] = terminal.size();
    resized(columns, Math.max(1, rows - 1));
    const redrawn = setTimeout(() => resized(...terminal.size()), redrawMs);
    terminal.onRelease(() => clearTimeout(redrawn));
    return over;
  };

  const { terminal: first } = attach();
  return {
    size: () => (attached ?? first).size(),
    print(data) {
      if (released) return;
      modes.feed(data);
      if (attached === undefined) missed.missed(data);
      else {
        missed.seen(data);
        attached.print(data);
      }
    },
    onTyped(listener) {
      passed = listener;
      if (listening) return;
      listening = true;
      first.onTyped(typed);
    },
    onResize(listener) {
      resized = listener;
    },
    onRelease(listener) {
      if (released) listener();
      else onRelease.push(listener);
    },
    cut,
    release() {
      if (released) return;
      released = true;
      for (const listener of onRelease) listener();
      detach("ended");
    },
  };
}
