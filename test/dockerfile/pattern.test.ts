// Matching beside a slow matcher that tries everything; and its steps, which are at most text times pattern.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expand } from "../../src/dockerfile/expand.ts";
import { removePrefix, removeSuffix, replacePattern } from "../../src/dockerfile/pattern.ts";

const free = (): void => {};

/** Every offset at which a match of `pattern` (stars, question marks, letters) that begins at `from` can end. */
function ends(chars: readonly string[], pattern: readonly string[], from: number): readonly number[] {
  const [first, ...rest] = pattern;
  if (first === undefined) return [from];
  const char = chars[from];
  const one = char === undefined || (first !== char && (char === "\n" || first !== "?")) ? [] : ends(chars, rest, from + 1);
  if (first !== "*") return one;
  return [...ends(chars, rest, from), ...(char === undefined || char === "\n" ? [] : ends(chars, pattern, from + 1))];
}

function slowReplace(value: string, pattern: string): string {
  const chars = [...value];
  for (let start = 0; start <= chars.length; start++) {
    const found = ends(chars, [...pattern], start);
    if (found.length > 0) return [...chars.slice(0, start), "-", ...chars.slice(Math.max(...found))].join("");
  }
  return value;
}

const values = fc.string({ unit: fc.constantFrom("a", "b", "\n", "é", "😀"), maxLength: 9 });
const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "\n", "😀"), maxLength: 5 });

describe("a pattern", () => {
  it("matches where, and as far as, trying everything finds", () => {
    fc.assert(
      fc.property(values, patterns, (value, pattern) => {
        expect(replacePattern(value, pattern, { text: "-", all: false }, free)).toBe(slowReplace(value, pattern));
        const chars = [...value];
        const found = ends(chars, [...pattern], 0);
        for (const greedy of [true, false]) {
          const end = found.length === 0 ? 0 : greedy ? Math.max(...found) : Math.min(...found);
          expect(removePrefix(value, pattern, greedy, free)).toBe(chars.slice(end).join(""));
        }
        const back = ends(chars.toReversed(), [...pattern].toReversed(), 0);
        for (const greedy of [true, false]) {
          const end = back.length === 0 ? 0 : greedy ? Math.max(...back) : Math.min(...back);
          expect(removeSuffix(value, pattern, greedy, free)).toBe(chars.slice(0, chars.length - end).join(""));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("takes steps in proportion to text times pattern, whatever they are", () => {
    const long = fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 50, maxLength: 400 });
    const hard = fc.array(fc.constantFrom("*a", "?", "a", "*", "b", "?*"), { maxLength: 30 }).map((parts) => parts.join(""));
    const form = fc.constantFrom("//", "/", "#", "##", "%", "%%");
    fc.assert(
      fc.property(long, hard, form, (value, pattern, sign) => {
        const meter = { left: 1e9 };
        const end = sign.startsWith("/") ? "/c}" : "}";
        expand(`\${A${sign}${pattern}${end}`, () => value, "\\", meter);
        expect(1e9 - meter.left).toBeLessThanOrEqual(3 * (value.length + 1) * (pattern.length + 2) + 10 * value.length);
      }),
      { numRuns: 500 },
    );
  });
});
