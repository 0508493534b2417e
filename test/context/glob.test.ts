/** Source patterns: the table is Go's filepath.Match, read from its documentation and tried with docker build where it shows. */
import { describe, expect, it } from "vitest";
import { compileGlob, hasWildcards } from "../../src/context/glob.ts";

const matching: readonly (readonly [pattern: string, path: string, matches: boolean])[] = [
  ["abc", "abc", true],
  ["*", "abc", true],
  ["*", "", true],
  ["*c", "abc", true],
  ["a*", "a", true],
  ["a*", "ab/c", false],
  ["*", ".hidden", true],
  ["a*/b", "abc/b", true],
  ["a*/b", "a/c/b", false],
  ["a*b*c*d*e*/f", "axbxcxdxe/f", true],
  ["a*b*c*d*e*/f", "axbxcxdxexxx/fff", false],
  ["a*b?c*x", "abxbbxdbxebxczzx", true],
  ["a*b?c*x", "abxbbxdbxebxczzy", false],
  ["ab[c]", "abc", true],
  ["ab[b-d]", "abc", true],
  ["ab[e-g]", "abc", false],
  ["ab[^c]", "abc", false],
  ["ab[^b-d]", "abc", false],
  ["ab[^e-g]", "abc", true],
  ["[!a]", "!", true],
  ["[!a]", "b", false],
  ["a\\*b", "a*b", true],
  ["a\\*b", "ab", false],
  ["a?b", "a☺b", true],
  ["a?b", "a😀b", true],
  ["a[^a]b", "a☺b", true],
  ["a???b", "a☺b", false],
  ["[a-ζ]*", "α", true],
  ["*[a-ζ]", "A", false],
  ["a?b", "a/b", false],
  ["a*b", "a/b", false],
  ["[\\]a]", "]", true],
  ["[\\-]", "-", true],
  ["[x\\-]", "x", true],
  ["[x\\-]", "-", true],
  ["[x\\-]", "z", false],
  ["[\\-x]", "a", false],
  ["[c-a]", "b", false],
  ["[^c-a]", "b", true],
  ["[.]", "a", false],
  ["*x", "xxx", true],
  ["a+b", "a+b", true],
  ["a+b", "aab", false],
  ["(a|b)$", "(a|b)$", true],
];

describe("compileGlob", () => {
  for (const [pattern, path, expected] of matching) {
    it(`${pattern} ${expected ? "matches" : "does not match"} ${JSON.stringify(path)}`, () => {
      expect(compileGlob(pattern)?.(path)).toBe(expected);
    });
  }
  for (const pattern of ["[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[", "[^", "[^bc", "a[", "\\", "a\\", "[a", "[]"]) {
    it(`${pattern} is malformed`, () => {
      expect(compileGlob(pattern)).toBeUndefined();
    });
  }
});

describe("hasWildcards", () => {
  it.each(["*", "a?", "x[ab]", "a\\**", "\\\\*", "[", "d/*/f"])("%s has", (word) => {
    expect(hasWildcards(word)).toBe(true);
  });
  it.each(["", "a", "a\\*b", "a]", "\\[a\\]", "x\\", "a{b,c}"])("%s has not", (word) => {
    expect(hasWildcards(word)).toBe(false);
  });
});
