/** Generators of hostile output, and the judge of what is safe. */
import fc from "fast-check";

const ESC = "\u001b";

const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("\r", "\b", "\t", "\f", "\u0007", "\u007f", "\u0018", ESC, "\u009b", "\u009d", "\u0090", "\u009c", "\u0085"),
  fc.constantFrom("[", "]", "P", "_", "^", "X", "\\", "m", "K", ";", ":", "?", "31", "0", "38;5;", "48:2:", "52;c;"),
  fc.constantFrom(
    "你",
    "好",
    "e\u0301",
    "\u0301",
    "👩\u200d💻",
    "🇩🇪",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ud800",
    "\u2028",
    "\u{e0041}",
  ),
  fc
    .record({
      introducer: fc.constantFrom(`${ESC}[`, "\u009b"),
      marker: fc.constantFrom("", "", "", "?", ">"),
      parameters: fc.array(fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 22, 27, 31, 38, 39, 48, 58, 93, 107, 255, 999), { maxLength: 5 }),
      final: fc.constantFrom("m", "m", "m", "K", "G", "C", "D", "J", "H", "A", "n", "h", "X"),
    })
    .map(({ introducer, marker, parameters, final }) => `${introducer}${marker}${parameters.join(";")}${final}`),
  fc
    .record({
      kind: fc.constantFrom("]0;", "]8;;", "]52;c;", "P", "_", "^", "X"),
      body: fc.string({ maxLength: 5 }),
      end: fc.constantFrom("\u0007", `${ESC}\\`, "\u009c", ""),
    })
    .map(({ kind, body, end }) => `${ESC}${kind}${body}${end}`),
);

/** A line out of everything that is known to be nasty. */
export const nastyLine = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join("").replaceAll("\n", ""));

export const bytes = fc.uint8Array({ maxLength: 60 });

/** Only printable characters and one-attribute SGR sequences, ending in defaults. */
export function isSafe(clean: string): boolean {
  const parts = clean.split(
    new RegExp(`(${ESC}\\[(?:0|[1-479]|53|[349][0-7]|10[0-7]|[34]8;5;\\d{1,3}|[34]8;2;\\d{1,3};\\d{1,3};\\d{1,3})m)`),
  );
  const sequences = parts.filter((_, index) => index % 2 === 1);
  const texts = parts.filter((_, index) => index % 2 === 0);
  const closed = sequences.length === 0 || sequences.at(-1) === `${ESC}[0m`;
  return closed && texts.every((text) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text));
}
