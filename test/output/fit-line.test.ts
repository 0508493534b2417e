import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { cleanLine } from "../../src/output/clean.ts";
import { fit as cutToWidth } from "../../src/output/fit-line.ts";
import { isSafe, nastyLine } from "./hostile.ts";

const ESC = "\u001b";

describe("fit", () => {
  test.each([
    ["short enough", "abc", 5, "abc"],
    ["plain", "abcdef", 3, "abc"],
    ["nothing", "abc", 0, ""],
    ["a wide character does not stick out", "a你b", 2, "a"],
    ["an emoji cluster is kept whole", "👩\u200d💻x", 2, "👩\u200d💻"],
    ["a combining mark stays with its letter", "e\u0301x", 1, "e\u0301"],
    ["colours are closed at the cut", `${ESC}[31mabcdef${ESC}[0m`, 3, `${ESC}[31mabc${ESC}[0m`],
    ["no needless close", `${ESC}[31mab${ESC}[0mcdef`, 3, `${ESC}[31mab${ESC}[0mc`],
    ["whole with colours", `${ESC}[31mab${ESC}[0m`, 2, `${ESC}[31mab${ESC}[0m`],
  ])("%s", (_, line, width, cut) => {
    expect(cutToWidth(line, width)).toBe(cut);
  });

  test("any clean line: never wider, still safe, and itself when there is room", () => {
    fc.assert(
      fc.property(nastyLine, fc.nat(40), (raw, width) => {
        const line = cleanLine(raw);
        const cut = cutToWidth(line, width);
        expect(isSafe(cut)).toBe(true);
        expect(stringWidth(cut)).toBeLessThanOrEqual(width);
        expect(cutToWidth(line, 100_000)).toBe(line);
      }),
      { numRuns: 2000 },
    );
  });
});
