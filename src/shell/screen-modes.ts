/** Watches what a program does to the terminal, and says how to undo it: it may die without tidying up. Pure. */

export type ScreenModes = {
  /** Takes the next bytes that were printed. */
  feed(data: Uint8Array): void;
  /** What to print so that the terminal is as a shell expects it: main screen, visible cursor, plain text, plain keys. */
  undo(): string;
  /** What to print so that a program that goes on finds its terminal: the alternate screen, if it was on it, and its modes. */
  again(): string;
  /** Is it on the alternate screen? */
  alternate(): boolean;
};

const ESC = "\u001b";

const off = (...modes: readonly number[]): string => modes.map((mode) => `${ESC}[?${mode}l`).join("");

/** Harmless where nothing was changed: no terminal moves its cursor or prints anything for these. */
const PLAIN = [
  `${ESC}[0m`, // colours
  `${ESC}[?25h`, // cursor shown
  `${ESC}[?7h`, // wrapping
  `${ESC}[4l`, // insert mode
  `${ESC}(B\u000f`, // character set
  `${ESC}>${off(1)}`, // keypad, cursor keys
  off(9, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016), // mouse, focus
  off(2004), // bracketed paste
  off(2026), // synchronized output
].join("");

/** Undone only if they were seen: elsewhere these move the cursor, or mean something else on old terminals. */
const CONDITIONAL: readonly { readonly seen: RegExp; readonly undo: string }[] = [
  { seen: /^\[\d*;?\d*r$/, undo: `${ESC}7${ESC}[r${ESC}8` }, // scroll region
  { seen: /^\[[>=][\d;]*u$/, undo: `${ESC}[=0u` }, // keyboard protocol of kitty
  { seen: /^\[>4;\d*m$/, undo: `${ESC}[>4m` }, // modifyOtherKeys
  { seen: /^\[\d* q$/, undo: `${ESC}[0 q` }, // cursor shape
  { seen: /^\[2h$/, undo: `${ESC}[2l` }, // locked keyboard
  { seen: /^\[12l$/, undo: `${ESC}[12h` }, // local echo
  { seen: /^\[20h$/, undo: `${ESC}[20l` }, // newline mode
  { seen: /^%@$/, undo: `${ESC}%G` }, // no UTF-8
  { seen: /^\]4;/, undo: `${ESC}]104\u0007` }, // palette
  { seen: /^\]10;/, undo: `${ESC}]110\u0007` }, // colours of text,
  { seen: /^\]11;/, undo: `${ESC}]111\u0007` }, // background
  { seen: /^\]12;/, undo: `${ESC}]112\u0007` }, // and cursor
  { seen: /^\]8;/, undo: `${ESC}]8;;\u0007` }, // link
];

/** Private modes that are off by default: columns, reverse screen, origin, reverse wrap, keypad, margins, meta keys, reports. */
const OFF_BY_DEFAULT = [3, 5, 6, 45, 66, 69, 1034, 1035, 1036, 1039, 2031, 2048];
/** And on by default: key repeat. */
const ON_BY_DEFAULT = [8];
/** Modes that a program which goes on relies on: cursor and its keys, wrapping, mouse, focus, paste. */
const RESTORED: ReadonlySet<string> = new Set(
  [1, 7, 9, 25, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004].map(String),
);
const PRIVATE = /^\[\?([\d;]+)([hl])$/;

function undoPrivate(sequence: string): readonly string[] {
  const [, numbers = "", change] = PRIVATE.exec(sequence) ?? [];
  const list = change === "h" ? OFF_BY_DEFAULT : change === "l" ? ON_BY_DEFAULT : [];
  return numbers
    .split(";")
    .filter((each) => list.includes(Number(each)))
    .map((each) => `${ESC}[?${each}${change === "h" ? "l" : "h"}`);
}

/** The title is put aside before a program gets the terminal, and back afterwards. Terminals without a stack ignore both. */
export const pushTitle = `${ESC}[22;0t`;
export const popTitle = `${ESC}[23;0t`;

const SEQUENCE = new RegExp(`${ESC}(\\[[<=>?]?[\\d;]* ?[A-Za-z]|%@|\\]\\d+;)`, "g");
const ALTERNATE = /^\[\?(?:[\d;]*;)?(?:47|1047|1049)(?:;[\d;]*)?([hl])$/;
/** Longer than any sequence we look for. */
const CARRY = 48;

export function newScreenModes(): ScreenModes {
  let rest = "";
  let alternate = false;
  const undos = new Set<string>();
  const set = new Map<string, string>();
  return {
    feed(data) {
      const text = rest + Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
      const last = text.lastIndexOf(ESC);
      rest = last !== -1 && text.length - last < CARRY ? text.slice(last) : "";
      if (last === -1) return;
      for (const [, sequence = ""] of text.matchAll(SEQUENCE)) {
        const change = ALTERNATE.exec(sequence)?.[1];
        if (change !== undefined) alternate = change === "h";
        for (const undo of undoPrivate(sequence)) undos.add(undo);
        const [, numbers = "", final = ""] = PRIVATE.exec(sequence) ?? [];
        for (const each of numbers.split(";")) if (RESTORED.has(each)) set.set(each, final);
        for (const { seen, undo } of CONDITIONAL) if (seen.test(sequence)) undos.add(undo);
      }
    },
    undo: () => (alternate ? `${ESC}[?1049l` : "") + [...undos].join("") + PLAIN,
    again: () => (alternate ? `${ESC}[?1049h` : "") + [...set].map(([mode, final]) => `${ESC}[?${mode}${final}`).join(""),
    alternate: () => alternate,
  };
}
