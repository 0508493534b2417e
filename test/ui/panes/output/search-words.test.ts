import { expect, it } from "vitest";
import type { StepId } from "../../../../src/builder/steps.ts";
import { patternOf } from "../../../../src/output/pattern.ts";
import { searchWords } from "../../../../src/ui/panes/output/search-words.ts";
import type { SearchProgress } from "../../../../src/ui/panes/output/state.ts";

const id = "s1" as StepId;

it.each<[string, Partial<SearchProgress>]>([
  ["searching…", { seeking: true }],
  ["searching, 3+ matches", { seeking: true, count: 3 }],
  // none is counted yet, but one is found
  ["match in line 41, 1+ matches", { line: 40 }],
  ["match in line 41, 7+ matches", { line: 40, count: 7 }],
  ["match in line 41, 1 match", { line: 40, count: 1, complete: true }],
  ["match 1 of 1+", { line: 40, rank: 1 }],
  ["match 2 of 7", { line: 40, rank: 2, count: 7, complete: true }],
  ["matches…", {}],
  ["7 matches", { count: 7, complete: true }],
  ["no match", { complete: true }],
])("%s", (words, progress) => {
  const all = { id, count: 0, complete: false, seeking: false, ...progress };
  expect(searchWords({ pattern: patternOf("x"), noun: "match", progress: all }, id)).toBe(`/x/ ${words}`);
});
