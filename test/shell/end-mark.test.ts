import fc from "fast-check";
import { expect, test } from "vitest";
import { splitAt } from "../../src/shell/end-mark.ts";

const mark = "\x01aab\x01";

function passed(chunks: readonly string[]): { readonly text: string; readonly found: number } {
  const split = splitAt(mark);
  const parts = chunks.map((chunk) => split(Buffer.from(chunk)));
  return { text: parts.map(({ data }) => data.toString()).join(""), found: parts.filter(({ found }) => found).length };
}

test("whatever the chunks, all before the mark is passed on, and the mark is not", () => {
  const near = fc.string({ unit: fc.constantFrom("\x01", "a", "b", "x"), maxLength: 12 }).filter((text) => !text.includes(mark));
  fc.assert(
    fc.property(near, fc.array(fc.nat(20), { maxLength: 6 }), (text, cuts) => {
      const whole = text + mark;
      fc.pre(whole.indexOf(mark) === text.length);
      const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
      const chunks = at.slice(1).map((to, index) => whole.slice(at[index], to));
      expect(passed(chunks)).toEqual({ text, found: 1 });
    }),
  );
});

test("what only begins like the mark is held back until the next chunk tells", () => {
  const split = splitAt(mark);
  expect(split(Buffer.from("go\x01aa")).data.toString()).toBe("go");
  expect(split(Buffer.from("c")).data.toString()).toBe("\x01aac");
});
