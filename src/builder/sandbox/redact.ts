/**
 * Takes secret values out of what a RUN prints, wherever a chunk ends. Here and not in output/: the values are known only while
 * the RUN is made ready, and nothing above may ever see them.
 */

const stars = Buffer.from("***");

/** Shorter values would garble the output more than they would hide. */
const shortest = 3;

/**
 * What may not be printed of `value`: itself, as a shell's unquoted `echo` puts it on one line, and, as a key file has them, its
 * longer lines, with and without the blanks around them that `read` takes off.
 */
export function secretParts(value: string): readonly string[] {
  const lines = value.split(/\r?\n/).flatMap((line) => [line, line.trim()]);
  const whole = [value, value.trim(), onOneLine(value)];
  const plain = [...whole, ...lines.filter(long), ...lines.map(onOneLine).filter(long)];
  return [...new Set([...plain, ...[value, value.trim()].filter(long).flatMap(encoded)])].filter(
    (part) => part.length >= shortest,
  );
}

/** The value as programs write it for others: base64 in both alphabets wherever it stands in what is encoded, hex, in a URL, in JSON. */
function encoded(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // characters at the ends hold bits of what is beside the value, too
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), whole);
  });
  const urlSafe = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const hex = bytes.toString("hex");
  return [
    ...base64,
    ...urlSafe,
    hex,
    hex.toUpperCase(),
    encodeURIComponent(value.replaceAll(/[\ud800-\udfff]/gu, "")),
    JSON.stringify(value).slice(1, -1),
  ];
}

const long = (line: string): boolean => line.length >= 8;
const onOneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ");

/** The text with every value as `***`. */
export function redact(text: string, values: readonly string[]): string {
  return [...values].sort((one, other) => other.length - one.length).reduce((rest, value) => rest.replaceAll(value, "***"), text);
}

/** A log without the values. `end` hands on what was held back, because a value might have gone on. */
export type RedactingLog = { readonly write: Log; readonly end: () => void };

type Log = (chunk: Uint8Array, at?: number) => void;

export function redactingLog(log: Log, values: readonly string[]): RedactingLog {
  const needles = values.map((value) => Buffer.from(value)).sort((one, other) => other.length - one.length);
  if (needles.length === 0) return { write: log, end: () => {} };
  let held: Buffer = Buffer.alloc(0);
  let when: number | undefined;
  const put = (bytes: Uint8Array): void => {
    if (bytes.length > 0) log(bytes, when);
  };
  const take = (bytes: Buffer, last: boolean): void => {
    let rest = bytes;
    const waiting = (): number => rest.length - (last ? 0 : heldBack(rest, needles));
    for (let hit = firstHit(rest, needles); hit; hit = firstHit(rest, needles)) {
      // what comes next may make it a longer value that began no later
      if (waiting() <= hit.at) break;
      put(rest.subarray(0, hit.at));
      put(stars);
      rest = rest.subarray(hit.at + hit.length);
    }
    const until = waiting();
    put(rest.subarray(0, until));
    // a copy: the chunk's memory is the caller's
    held = Buffer.from(rest.subarray(until));
  };
  const write: Log = (chunk, at) => {
    when = at;
    take(held.length > 0 ? Buffer.concat([held, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length), false);
  };
  const end = (): void => take(held, true);
  return { write, end };
}

/** The earliest value; of several at one place the longest. */
function firstHit(bytes: Buffer, needles: readonly Buffer[]): { readonly at: number; readonly length: number } | undefined {
  let best: { readonly at: number; readonly length: number } | undefined;
  for (const needle of needles) {
    const at = bytes.indexOf(needle);
    if (at >= 0 && (best === undefined || at < best.at)) best = { at, length: needle.length };
  }
  return best;
}

/** Length of the longest end of `bytes` that is the beginning of a value. */
function heldBack(bytes: Buffer, needles: readonly Buffer[]): number {
  const longest = Math.min(bytes.length, Math.max(...needles.map(({ length }) => length)) - 1);
  for (let length = longest; length > 0; length--) {
    const tail = bytes.subarray(bytes.length - length);
    const begins = (needle: Buffer) => needle.length > length && needle[0] === tail[0] && needle.subarray(0, length).equals(tail);
    if (needles.some(begins)) return length;
  }
  return 0;
}
