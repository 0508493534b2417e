/** Several notices share the rows of the footer: none hides another one. */
import { expect, it } from "vitest";
import { shared } from "../../src/ui/footer/shared-rows.ts";

it("shows each on rows of its own where there is room", () => {
  expect(shared(["one two three", "four"], 8, 5)).toEqual(["one two", "three", "four"]);
});

it("ends the longest ones early, and says so", () => {
  expect(shared(["a b c d e f", "g"], 3, 3)).toEqual(["a b", "c…", "g"]);
  expect(shared(["a b c d e f", "g h i j"], 3, 2)).toEqual(["a…", "g…"]);
});

it("has room for the first ones at least", () => {
  expect(shared(["one", "two", "three"], 8, 2)).toEqual(["one", "two"]);
  expect(shared([], 8, 2)).toEqual([]);
});
