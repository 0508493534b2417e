/** Reports of the mouse as terminals write them: in SGR mode (1006) `ESC [ < button ; column ; row M`. Pure. */

/** Of the screen, in cells from 0. Moves, releases, other buttons and those with a modifier mean nothing here. */
export type MouseEvent = {
  readonly kind: "click" | "wheel-up" | "wheel-down";
  readonly column: number;
  readonly row: number;
};

// xterm's button numbers: 4 shift, 8 alt, 16 ctrl, 32 a move, 64 the wheel
const modifiers = 4 + 8 + 16;
const kinds: Readonly<Record<number, MouseEvent["kind"]>> = { 64: "wheel-up", 65: "wheel-down" };

/** No terminal has more cells in a row or a column. */
const mostCells = 65_535;

const start = "\u001b[<";
/** Of terminals without SGR mode: three characters follow, whatever they are. */
const oldStart = "\u001b[M";
const oldLength = 6;
/** Longer than any report, and still without an end. */
const endless = 40;

/** Does `text` begin with one, or with what is left of one? None of it is a key. */
export const beginsReport = (text: string): boolean => text.startsWith(start) || text.startsWith(oldStart);

/** How long the report is that `text` begins with, and what it says, if that means something here. Undefined: its end has not come yet. */
export function takeReport(text: string): { readonly length: number; readonly mouse?: MouseEvent } | undefined {
  if (text.startsWith(oldStart)) return text.length < oldLength ? undefined : { length: oldLength };
  const [fields = ""] = /^[\x20-\x3f]*/.exec(text.slice(start.length)) ?? [];
  const length = start.length + fields.length;
  const final = text[length];
  if (final === undefined) return fields.length < endless ? undefined : { length };
  if (!/[\x40-\x7e]/.test(final)) return { length };
  const mouse = final === "M" ? readMouse(fields) : undefined;
  return { length: length + 1, ...(mouse && { mouse }) };
}

function readMouse(fields: string): MouseEvent | undefined {
  const [, code, x, y] = /^(\d{1,5});(\d{1,5});(\d{1,5})$/.exec(fields) ?? [];
  const [column, row] = [Number(x) - 1, Number(y) - 1];
  if (code === undefined || column < 0 || row < 0 || column >= mostCells || row >= mostCells) return undefined;
  const kind = Number(code) === 0 ? "click" : kinds[Number(code) & ~modifiers];
  return kind && { kind, column, row };
}
