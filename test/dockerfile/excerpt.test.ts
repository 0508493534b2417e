/** The located excerpt. */
import { expect, it } from "vitest";
import { textOfBytes } from "../../src/dockerfile/bytes.ts";
import { excerpt } from "../../src/dockerfile/excerpt.ts";

const lines = (count: number): string => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");

it("marks the instruction between two lines before and two after", () => {
  expect(excerpt(lines(9), 4, 5)).toBe(
    [
      "--------------------",
      "   2 |     line 2",
      "   3 |     line 3",
      "   4 | >>> line 4",
      "   5 | >>> line 5",
      "   6 |     line 6",
      "   7 |     line 7",
      "--------------------",
      "",
    ].join("\n"),
  );
});

it("stops at the ends of the file and needs none of its lines to exist", () => {
  expect(excerpt("FROM a\r\nRUN b", 2, 2)).toContain("   1 |     FROM a\n   2 | >>> RUN b\n---");
  expect(excerpt("", 1, 1)).toContain("   1 | >>>\n");
  expect(excerpt("FROM a\n", 7, 9)).toContain("   1 | >>> FROM a\n");
});

it("shows the first and last lines of a long instruction only", () => {
  const rows = excerpt(lines(500), 100, 400).split("\n");
  expect(rows.length).toBeLessThan(30);
  expect(rows).toContain(" 109 | >>> line 109");
  expect(rows).toContain("     | >>> … 287 lines left out …");
  expect(rows).toContain(" 397 | >>> line 397");
  expect(rows).not.toContain(" 396 | >>> line 396");
});

it("counts on past 999 without losing its columns", () => {
  expect(excerpt(lines(1001), 1000, 1000)).toContain("  998 |     line 998\n  999 |     line 999\n 1000 | >>> line 1000\n");
});

it("cuts long lines and shows control and direction characters as text", () => {
  const shown = excerpt(`RUN\techo \u001b[2J\u0007\u009b\u202e${"x".repeat(70000)}\n`, 1, 1);
  expect(shown).toContain("RUN    echo ^[[2J^G<U+009B><U+202E>xxx");
  expect(shown.length).toBeLessThan(400);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the very thing looked for
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

it("shows a byte that is no UTF-8 by its value", () => {
  expect(excerpt(textOfBytes(Buffer.from("FROM a\xff\n", "latin1")), 1, 1)).toContain(String.raw`>>> FROM a\xff`);
});

it("points at one line among them, which is shown even in the middle of a long instruction", () => {
  expect(excerpt(lines(9), 4, 5, { at: 5 })).toContain("   4 | >>> line 4\n>  5 | >>> line 5\n   6 |     line 6\n");
  const rows = excerpt(lines(500), 100, 400, { at: 250 }).split("\n");
  expect(rows.slice(11, 20)).toEqual([
    " 108 | >>> line 108",
    " 109 | >>> line 109",
    "     | >>> … 138 lines left out …",
    " 248 | >>> line 248",
    " 249 | >>> line 249",
    ">250 | >>> line 250",
    " 251 | >>> line 251",
    " 252 | >>> line 252",
    "     | >>> … 144 lines left out …",
  ]);
});
