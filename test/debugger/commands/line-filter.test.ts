import { expect, it } from "vitest";
import { readFilter } from "../../../src/debugger/commands/line-filter.ts";

it.each<[string, string, string, boolean]>([
  ["/error/", "error", "i", false],
  ["/Error/", "Error", "", false],
  ["/Error/i", "Error", "i", false],
  ["!/^gcc /", "^gcc ", "i", true],
  ["! /^gcc /", "^gcc ", "i", true],
  ["--invert /^gcc/", "^gcc", "i", true],
  ["undefined ref", "undefined ref", "i", false],
  ["a|b", "a|b", "i", false],
  ["(", "\\(", "i", false],
  ["/usr/lib", "/usr/lib", "i", false],
  ["--inverted", "--inverted", "i", false],
])("%s", (text, source, flags, inverted) => {
  expect(readFilter(text)).toMatchObject({ pattern: { source, flags }, inverted });
});

it("takes text as it stands where that is set, but not between slashes", () => {
  expect(readFilter("a.c", true)).toMatchObject({ pattern: { source: "a\\.c" } });
  expect(readFilter("/a.c/", true)).toMatchObject({ pattern: { source: "a.c" } });
});

it.each(["", "  ", "!", "--invert", "--invert "])("%j is no filter", (text) => {
  expect(readFilter(text)).toBeUndefined();
});

it("refuses what stands between slashes and cannot be read", () => {
  expect(readFilter("!/(/")).toMatchObject({ kind: "refused", reason: expect.stringContaining("cannot be looked for") });
});
