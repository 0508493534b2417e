/**
 * Takes a line of terminal output apart: printable characters, C0 controls, CSI sequences. Every other sequence
 * (OSC, DCS, APC, PM, SOS, charset and two-byte escapes, 7-bit or C1 form) is swallowed here and reported to nobody.
 */

export type Listener = {
  /** One printable code point. */
  print(char: string): void;
  /** A C0 control other than ESC. */
  control(code: number): void;
  /** A whole CSI sequence without private marker or intermediates. `parameters` as written, `final` its last character. */
  csi(parameters: string, final: string): void;
};

const ESC = 0x1b;
const CAN = 0x18;
const SUB = 0x1a;
const BEL = 0x07;
const ST = 0x9c;

/** After which character a string sequence (OSC, DCS, …) starts, in 7-bit form behind ESC; the C1 form is 0x40 higher. */
const OSC = 0x5d;
const STRINGS: ReadonlySet<number> = new Set([0x50, 0x58, OSC, 0x5e, 0x5f]);
const CSI = 0x5b;

/** A sequence that the line's end cuts off is swallowed to there and no further. */
export function takeApart(line: string, listener: Listener): void {
  let at = 0;
  while (at < line.length) {
    const code = line.codePointAt(at) ?? 0;
    const size = code > 0xffff ? 2 : 1;
    at += size;
    if (code === ESC) at = afterEscape(line, at, listener);
    else if (code < 0x20) listener.control(code);
    else if (code >= 0x80 && code <= 0x9f) at = sequence(line, at, code - 0x40, listener);
    else if (code !== 0x7f) listener.print(line.slice(at - size, at));
  }
}

/** `at` is behind ESC. Returns where the line goes on. */
function afterEscape(line: string, at: number, listener: Listener): number {
  let next = at;
  while (inRange(line, next, 0x20, 0x2f)) next++;
  if (next > at) return inRange(line, next, 0x30, 0x7e) ? next + 1 : next;
  return inRange(line, at, 0x30, 0x7e) ? sequence(line, at + 1, line.charCodeAt(at), listener) : at;
}

/** `at` is behind the introducer `kind` (its 7-bit letter). */
function sequence(line: string, at: number, kind: number, listener: Listener): number {
  if (kind === CSI) return csi(line, at, listener);
  return STRINGS.has(kind) ? stringSequence(line, at, kind === OSC) : at;
}

function csi(line: string, at: number, listener: Listener): number {
  let end = at;
  while (inRange(line, end, 0x30, 0x3f)) end++;
  const parameters = line.slice(at, end);
  const plain = end;
  while (inRange(line, end, 0x20, 0x2f)) end++;
  // Not a final: the sequence is broken off, and what broke it is read again.
  if (!inRange(line, end, 0x40, 0x7e)) return end;
  if (end === plain && !/[<=>?]/.test(parameters)) listener.csi(parameters, line.charAt(end));
  return end + 1;
}

/** Up to its terminator: ST, CAN, SUB, another ESC (read again unless it makes ST), and BEL for OSC. */
function stringSequence(line: string, at: number, bell: boolean): number {
  for (let next = at; next < line.length; next++) {
    const code = line.charCodeAt(next);
    if (code === ST || code === CAN || code === SUB || (bell && code === BEL)) return next + 1;
    if (code === ESC) return line[next + 1] === "\\" ? next + 2 : next;
  }
  return line.length;
}

function inRange(line: string, at: number, low: number, high: number): boolean {
  const code = line.charCodeAt(at);
  return code >= low && code <= high;
}
