/** Watches what a program does to the terminal, and says how to undo it: it may die without tidying up. Pure. */

export type ScreenModes = {
  /** Takes the next bytes that were printed. */
  feed(data: Uint8Array): void;
  /** What to print so that the terminal is as a shell expects it: main screen, visible cursor, plain text, plain keys. */
  undo(): string;
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
  { seen: /^\[\?6h$/, undo: off(6) }, // origin
];

const SEQUENCE = new RegExp(`${ESC}(\\[[<=>?]?[\\d;]* ?[A-Za-z])`, "g");
const ALTERNATE = /^\[\?(?:[\d;]*;)?(?:47|1047|1049)(?:;[\d;]*)?([hl])$/;
/** Longer than any sequence we look for. */
const CARRY = 48;

export function newScreenModes(): ScreenModes {
  let rest = "";
  let alternate = false;
  const undos = new Set<string>();
  return {
    feed(data) {
      const text = rest + Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
      const last = text.lastIndexOf(ESC);
      rest = last !== -1 && text.length - last < CARRY ? text.slice(last) : "";
      if (last === -1) return;
      for (const [, sequence = ""] of text.matchAll(SEQUENCE)) {
        const change = ALTERNATE.exec(sequence)?.[1];
        if (change !== undefined) alternate = change === "h";
        for (const { seen, undo } of CONDITIONAL) if (seen.test(sequence)) undos.add(undo);
      }
    },
    undo: () => (alternate ? `${ESC}[?1049l` : "") + [...undos].join("") + PLAIN,
  };
}
