import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newLineSet } from "../../src/output/line-set.ts";

/** Lines in pieces, each a list of whether they belong to the set. */
const pieces = fc.array(
  fc.oneof(
    fc.array(fc.boolean(), { maxLength: 100 }),
    // many that are alike, over the ends of blocks
    fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.boolean()).map(([length, comes]) => new Array<boolean>(length).fill(comes)),
  ),
  { maxLength: 8 },
);

describe("a set of lines", () => {
  it("tells what a plain list tells", () => {
    fc.assert(
      fc.property(pieces, (all) => {
        const set = newLineSet();
        for (const piece of all) {
          const members = piece.flatMap((comes, at) => (comes ? [at] : []));
          set.add(piece.length, members);
        }
        const lines = all.flat().flatMap((comes, line) => (comes ? [line] : []));
        const total = all.flat().length;
        expect(set.lines).toBe(total);
        expect(set.size).toBe(lines.length);
        expect(lines.map((_, nth) => set.at(nth))).toEqual(lines);
        let before = 0;
        for (let line = 0; line <= total + 1; line++) {
          if (set.rank(line) !== before) expect(set.rank(line)).toBe(before);
          if (lines[before] === line) before++;
        }
        expect(set.rank(total)).toBe(lines.length);
      }),
    );
  });

  it("has room for so many lines, and says how many more", () => {
    const set = newLineSet(5000);
    set.add(4096, [4095]);
    expect(set.room).toBe(904);
    set.add(904, [0, 903]);
    expect([set.at(0), set.at(1), set.at(2)]).toEqual([4095, 4096, 4999]);
    expect(set.room).toBe(0);
  });
});
