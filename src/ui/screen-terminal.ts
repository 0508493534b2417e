/** The terminal as the UI takes it and gives it back: alternate screen, cursor, raw mode, paste mode, mouse, focus. */
import type { ReadStream, WriteStream } from "node:tty";
import type { Size } from "./scene.ts";
import { visible } from "./text.ts";

export type Terminal = {
  readonly size: () => Size;
  /** Takes the screen, cleared. */
  enter(): void;
  /**
   * Gives it back as it was; its keys once `answered` settles, where it has still to answer something, which would be typed into somebody
   * else's program. Safe to call twice, and from an exit handler: without `answered` nothing is waited for.
   */
  leave(answered?: Promise<void>): void;
  /** Blank screen, cursor at its start. */
  clear(): void;
  /** Has the mouse reported, while the screen is there; leave() ends that. */
  mouse(on: boolean): void;
  /** Names the window or tab, while the screen is there; its own name comes back with leave(), where the terminal keeps names. */
  title(text: string): void;
};

const home = "\u001b[2J\u001b[H";
// Autowrap is off: a terminal that takes a character for wider than we do cuts a row instead of breaking the screen.
const take = `\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h${home}`;
// of terminals that are not known to take a title for text
const pushTitle = "\u001b[22;0t";
const popTitle = "\u001b[23;0t";
// buttons and the wheel, as SGR: no column is too far to the right for that
const takeMouse = "\u001b[?1000h\u001b[?1006h";
const giveMouseBack = "\u001b[?1006l\u001b[?1000l";
// whether the window is in front
const takeFocus = "\u001b[?1004h";
const giveFocusBack = "\u001b[?1004l";
const giveBack = `${giveMouseBack}\u001b[?2026l\u001b[0m\u001b[?2004l\u001b[?7h\u001b[?1049l\u001b[?25h`;

export type TerminalStreams = { readonly stdin: ReadStream; readonly stdout: WriteStream; readonly titled: boolean };

/** `titled`: it has a title to set, and tells who looks at it. */
export function openTerminal({ stdin, stdout, titled }: TerminalStreams, onData: (chunk: Buffer | string) => void): Terminal {
  let taken = false;
  let named = "";
  let mouse = false;
  let raw = false;
  const giveKeysBack = (): void => {
    if (!raw || taken) return;
    raw = false;
    stdin.off("data", onData);
    stdin.pause();
    // after a hangup there is no terminal left to set
    try {
      stdin.setRawMode(false);
    } catch {}
  };
  return {
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    enter() {
      if (taken) return;
      taken = true;
      stdin.setRawMode(true);
      if (!raw) stdin.on("data", onData);
      raw = true;
      stdin.resume();
      stdout.write(titled ? `${pushTitle}${take}${takeFocus}` : take);
      named = "";
    },
    leave(answered) {
      const wasTaken = taken;
      taken = false;
      mouse = false;
      if (answered === undefined) giveKeysBack();
      else void answered.then(giveKeysBack);
      if (!wasTaken) return;
      try {
        stdout.write(titled ? `${giveFocusBack}${giveBack}${popTitle}` : giveBack);
      } catch {}
    },
    clear() {
      stdout.write(home);
    },
    mouse(on) {
      if (!taken || on === mouse) return;
      mouse = on;
      stdout.write(on ? takeMouse : giveMouseBack);
    },
    title(text) {
      if (!titled || !taken || text === named) return;
      named = text;
      stdout.write(`\u001b]2;${visible(text)}\u0007`);
    },
  };
}
