/** Values of secrets never come through, however the output is cut into chunks. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { hiddenParts, hideIn, hidingLog } from "../../src/build/mounts/hide.ts";

function through(chunks: readonly Uint8Array[], values: readonly string[]): string {
  const out: Buffer[] = [];
  const log = hidingLog((chunk) => out.push(Buffer.from(chunk)), values);
  for (const chunk of chunks) log.write(chunk);
  log.end();
  return Buffer.concat(out).toString();
}

it.each([
  ["say hush now", ["hush"], "say *** now"],
  ["hushhush", ["hush"], "******"],
  ["hus", ["hush"], "hus"],
  ["long-secret long", ["long", "long-secret"], "*** ***"],
  ["nothing", [], "nothing"],
  ["grün", ["grün"], "***"],
])("%j without %j", (text, values, shown) => {
  expect(through([Buffer.from(text)], values)).toBe(shown);
  expect(hideIn(text, values)).toBe(shown);
  for (let at = 0; at <= Buffer.byteLength(text); at++) {
    const bytes = Buffer.from(text);
    expect(through([bytes.subarray(0, at), bytes.subarray(at)], values)).toBe(shown);
  }
});

it("hides whatever the chunks are, and changes nothing else", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 });
  const value = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 3, maxLength: 6 });
  fc.assert(
    fc.property(
      letters,
      fc.array(value, { minLength: 1, maxLength: 3 }),
      fc.array(fc.nat(40), { maxLength: 6 }),
      (text, values, cuts) => {
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((one, other) => one - other), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        const shown = through(chunks, values);
        for (const each of values) expect(shown.includes(each)).toBe(false);
        if (!values.some((each) => text.includes(each))) expect(shown).toBe(text);
      },
    ),
  );
});

it("reuses no memory of a chunk", () => {
  const chunk = Buffer.from("xx hus");
  const out: string[] = [];
  const log = hidingLog((piece) => out.push(Buffer.from(piece).toString()), ["hush"]);
  log.write(chunk);
  chunk.fill("z");
  log.write(Buffer.from("h!"));
  log.end();
  expect(out.join("")).toBe("xx ***!");
});

it("takes a key file line by line, and leaves what is too short alone", () => {
  expect(hiddenParts("first-line\nsecond-line\n")).toEqual(expect.arrayContaining(["first-line", "second-line"]));
  expect(hiddenParts("first-line\r\n  second  line \n")).toEqual(
    expect.arrayContaining(["first-line", "second  line", "second line", "first-line second line"]),
  );
  expect(hiddenParts("ab")).toEqual([]);
  expect(hiddenParts("")).toEqual([]);
});
