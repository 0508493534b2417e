/**
 * What a terminal tells among the keys: when it is asked for its background, its colour (OSC 11) and what kind of terminal it is (DA1),
 * which every terminal tells and which comes last; unasked, whether its window is the one in front (mode 1004). Pure.
 */
import type { Rgb } from "./colours/depth.ts";

/** `end`: nothing follows of what was asked. */
export type BackgroundAnswer = { readonly kind: "background"; readonly colour: Rgb } | { readonly kind: "end" };
export type Answer = BackgroundAnswer | { readonly kind: "focus"; readonly on: boolean };

/** What asks for both; the answers come in this order. */
export const askBackground = "\u001b]11;?\u001b\\\u001b[c";

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the bytes of a terminal
const colourAnswer = /^\u001b\](1\d);([rgba]{0,4}:?[\da-fA-F/]{0,30})(\u0007|\u001b\\)?/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const kindAnswer = /^\u001b\[\?[\d;]*c/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const focusReport = /^\u001b\[([IO])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const begun = /^\u001b\](?:1(?:\d(?:;[rgba]{0,4}:?[\da-fA-F/]{0,30}\u001b?)?)?)?$/;

/** The answer that `text` begins with, and its length; one that says nothing, or broke off, has no `answer`. */
export function answerAt(text: string): { readonly answer?: Answer; readonly length: number } | undefined {
  const kind = kindAnswer.exec(text);
  if (kind !== null) return { answer: { kind: "end" }, length: kind[0].length };
  const focus = focusReport.exec(text);
  if (focus !== null) return { answer: { kind: "focus", on: focus[1] === "I" }, length: focus[0].length };
  const found = colourAnswer.exec(text);
  if (found === null) return undefined;
  const [{ length }, asked, words = "", end] = found;
  const colour = asked === "11" && end !== undefined ? colourOf(words) : undefined;
  return { ...(colour && { answer: { kind: "background", colour } as const }), length };
}

/** Is `text` the beginning of an answer, and nothing else? Esc alone is not. */
export const isBegunAnswer = (text: string): boolean => begun.test(text);

/** Of `rgb:ffff/ffff/ffff`, with one to four digits each, or `rgba:` with a fourth. Source: XParseColor(3). */
function colourOf(text: string): Rgb | undefined {
  const parts = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i.exec(text);
  if (parts === null) return undefined;
  const [red = 0, green = 0, blue = 0] = parts
    .slice(1, 4)
    .map((digits) => Math.round((255 * Number.parseInt(digits, 16)) / (16 ** digits.length - 1)));
  return [red, green, blue];
}
