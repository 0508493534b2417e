/** Characters as Unicode tells them, also where they are told without asking it. */
import { expect, it } from "vitest";
import { graphemes } from "../../src/output/graphemes.ts";

const segmenter = new Intl.Segmenter();
const told = (text: string): readonly string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

it("takes every sign of the screen for a character beside any other", () => {
  const signs = Array.from({ length: 0x2800 - 0x20 }, (_, at) => String.fromCharCode(at + 0x20));
  const beside = ["a", "✓", "\u0301", "\u200d"];
  const texts = signs.flatMap((sign) => beside.flatMap((other) => [sign + other, other + sign]));
  expect(texts.filter((text) => graphemes(text).join("|") !== told(text).join("|"))).toEqual([]);
});

it.each(["e\u0301", "👩‍👩‍👧", "🇩🇪🇫🇷", "✓\ufe0f", "\r\n", "한국"])("tells %j as Unicode does", (text) => {
  expect(graphemes(text)).toEqual(told(text));
});
