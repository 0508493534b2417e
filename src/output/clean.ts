/**
 * Makes bytes of a stranger's program safe to print. What comes out is printable text and SGR colours in one normal form.
 * Lines are independent: attributes do not carry over a line's end, so a window can be drawn from any line on.
 */
import { newRow, type Row } from "./cells.ts";
import { takeApart } from "./escapes.ts";
import { applySgr, ESC } from "./style.ts";

const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * One line (without its newline) as a terminal would show it in the end: carriage return, backspace, tabs, moves within
 * the line and erase-in-line are carried out; every other control or sequence is dropped; invalid UTF-8 is U+FFFD.
 * Idempotent. Never throws.
 */
export function cleanLine(raw: Uint8Array | string): string {
  const line = typeof raw === "string" ? raw : decode(raw);
  if (PRINTABLE.test(line)) return line;
  const row = newRow();
  takeApart(line, {
    print: (char) => print(row, char),
    control: (code) => control(row, code),
    csi: (parameters, final) => csi(row, parameters, final),
  });
  return row.toString();
}

/** A message for one line of the screen: cleaned, without colours, its lines joined by blanks. */
export function cleanText(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => withoutColours(cleanLine(line)).trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** A clean line as plain text. */
export function withoutColours(clean: string): string {
  if (!clean.includes(ESC)) return clean;
  return clean
    .split(`${ESC}[`)
    .map((part, index) => (index === 0 ? part : part.slice(part.indexOf("m") + 1)))
    .join("");
}

function decode(raw: Uint8Array): string {
  return Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString("utf8");
}

/** Reorder the text around them, or make it look like other text: shown by name. */
const NAMED = /[\p{Bidi_Control}\u206a-\u206f\ufff9-\ufffb]/u;
/** Invisible and of no use in a log; terminals disagree on their width. ZWJ, ZWNJ and variation selectors stay: scripts and emoji need them. */
const INVISIBLE = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/u;

function print(row: Row, char: string): void {
  if (char >= " " && char <= "~") row.put(char);
  else if (/[\u2028\u2029]/.test(char)) row.put(" ");
  else if (/\p{Surrogate}/u.test(char)) row.put("\ufffd");
  else if (NAMED.test(char)) {
    const code = char.codePointAt(0) ?? 0;
    for (const letter of `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`) row.put(letter);
  } else if (!INVISIBLE.test(char)) row.put(char);
}

function control(row: Row, code: number): void {
  if (code === 0x0d) row.moveTo(0);
  else if (code === 0x08) row.moveBy(-1);
  else if (code === 0x09) row.tab();
  // Vertical moves have no place in a line; a blank keeps the words apart.
  else if (code >= 0x0a && code <= 0x0c) row.put(" ");
}

function csi(row: Row, parameters: string, final: string): void {
  if (final === "m") row.setStyle(applySgr(row.style(), parameters));
  else if (final === "K") row.erase(Number(parameters || "0"));
  // To the end of the screen is, for a line, to its end.
  else if (final === "J" && Number(parameters) === 0) row.erase(0);
  else if (final === "G" || final === "`") row.moveTo(count(parameters) - 1);
  else if (final === "C" || final === "a") row.moveBy(count(parameters));
  else if (final === "D") row.moveBy(-count(parameters));
}

/** A count of columns; absent and 0 mean 1. Nonsense means 1 as well. */
function count(parameters: string): number {
  return /^\d+$/.test(parameters) ? Math.max(1, Number(parameters)) : 1;
}
