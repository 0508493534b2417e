/** One row of a terminal without a right edge: what overwriting, erasing and moving within a line leave to be seen. */
import stringWidth from "string-width";
import { openStyle, plainStyle, RESET, type Style } from "./style.ts";

/** How far right a program may jump over nothing, in columns. */
const MAX_JUMP = 200;

const TAB = 8;

export type Row = {
  /** Writes one printable code point at the cursor. */
  put(char: string): void;
  setStyle(style: Style): void;
  style(): Style;
  /** To an absolute column, from 0. */
  moveTo(column: number): void;
  moveBy(columns: number): void;
  tab(): void;
  /** ECMA-48 EL: 0 from the cursor on, 1 up to the cursor, 2 all. */
  erase(mode: number): void;
  /** Closed: starts and ends with default attributes. */
  toString(): string;
};

export function newRow(): Row {
  // A wide character fills its column and leaves "" in the next.
  const cells: string[] = [];
  const opens: string[] = [];
  let column = 0;
  let style: Style = plainStyle;
  let open = "";

  const set = (at: number, text: string, as: string): void => {
    cells[at] = text;
    opens[at] = as;
  };

  /** Half a wide character cannot be seen: its other half becomes a blank. */
  const splitAt = (at: number): void => {
    if (at === 0 || cells[at] !== "") return;
    set(at - 1, " ", opens[at - 1] ?? "");
    set(at, " ", opens[at] ?? "");
  };

  const fillTo = (end: number): void => {
    while (cells.length < end) set(cells.length, " ", "");
  };

  return {
    put(char) {
      const width = widthOf(char);
      fillTo(column);
      if (width === 0) {
        const before = cells[column - 1] === "" ? column - 2 : column - 1;
        if (before >= 0) cells[before] += char;
        return;
      }
      splitAt(column);
      splitAt(column + width);
      set(column, char, open);
      if (width === 2) set(column + 1, "", open);
      column += width;
    },
    setStyle(next) {
      style = next;
      open = openStyle(next);
    },
    style: () => style,
    moveTo(target) {
      column = Math.max(0, Math.min(target, Math.max(cells.length, MAX_JUMP)));
    },
    moveBy(columns) {
      this.moveTo(column + columns);
    },
    tab() {
      column += TAB - (column % TAB);
    },
    erase(mode) {
      if (mode === 0) {
        splitAt(column);
        cells.length = Math.min(cells.length, column);
      } else if (mode === 1) {
        splitAt(column + 1);
        for (let at = 0; at <= Math.min(column, cells.length - 1); at++) set(at, " ", "");
      } else if (mode === 2) {
        cells.length = 0;
      }
      opens.length = cells.length;
    },
    toString() {
      let text = "";
      let current = "";
      for (let at = 0; at < cells.length; at++) {
        const wanted = opens[at] ?? "";
        if (wanted !== current) {
          if (current !== "") text += RESET;
          text += wanted;
          current = wanted;
        }
        text += cells[at];
      }
      return current === "" ? text : text + RESET;
    },
  };
}

const widths = new Map<string, number>();

/** Columns of one code point: 0, 1 or 2. */
function widthOf(char: string): number {
  if (char >= " " && char <= "~") return 1;
  const known = widths.get(char);
  if (known !== undefined) return known;
  // Binary output could name every code point there is.
  if (widths.size > 8192) widths.clear();
  const width = /^[\p{Mn}\p{Me}]/u.test(char) ? 0 : Math.min(2, stringWidth(char));
  widths.set(char, width);
  return width;
}
