/** Values as Go's fmt prints them with %q, which is how BuildKit writes CMD, ENTRYPOINT and HEALTHCHECK into the history. Pure. */
import { strayByte } from "../dockerfile/bytes.ts";
import type { Healthcheck } from "../engine/engine.ts";

const letters: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

/** `["a" "b"]` */
export const goList = (list: readonly string[]): string => `[${list.map((text) => goQuoted(text, '"')).join(" ")}]`;

/** HEALTHCHECK's line: the struct behind a pointer, so durations and the number of retries are quoted as well (28.5). */
export function healthcheckText({ Test, Interval, Timeout, StartPeriod, StartInterval, Retries = 0 }: Healthcheck): string {
  const durations = [Interval, Timeout, StartPeriod, StartInterval].map((value = 0) => `"${goDuration(value)}"`);
  // A number is taken for a character.
  const character = Retries > 0x10ffff || (Retries >= 0xd800 && Retries < 0xe000) ? "\ufffd" : String.fromCodePoint(Retries);
  return `HEALTHCHECK &{${goList(Test)} ${durations.join(" ")} ${goQuoted(character, "'")}}`;
}

function goQuoted(text: string, quote: '"' | "'"): string {
  const escaped = [...text].map((one) => {
    if (one === quote) return `\\${one}`;
    const known = letters[one];
    if (known !== undefined) return known;
    // What Go calls printable: letters, marks, numbers, punctuation, symbols and the plain space.
    if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(one)) return one;
    const byte = strayByte(one)?.byte;
    if (byte !== undefined) return `\\x${byte.toString(16)}`;
    const code = one.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
  });
  return `${quote}${escaped.join("")}${quote}`;
}

/** Nanoseconds as Go's Duration prints itself: `1h0m0s`, `1.5s`, `100µs`, `0s`. */
export function goDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 1e3) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${fraction(nanoseconds, 1e3)}µs`;
  if (nanoseconds < 1e9) return `${fraction(nanoseconds, 1e6)}ms`;
  const minutes = Math.floor(nanoseconds / 60e9);
  const seconds = `${fraction(nanoseconds - minutes * 60e9, 1e9)}s`;
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

/** A quotient with the decimals it has, and no others; `unit` is a power of ten. */
function fraction(value: number, unit: number): string {
  const decimals = String(Math.round(value % unit))
    .padStart(String(unit).length - 1, "0")
    .replace(/0+$/, "");
  return `${Math.floor(value / unit)}${decimals === "" ? "" : `.${decimals}`}`;
}
