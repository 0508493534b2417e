/** In which words it is told at which command a RUN failed. */
import { expect, it } from "vitest";
import { failingWords, lineOfCommand, passedOverWords } from "../../src/debugger/failing-words.ts";
import { planOf } from "../helpers/plans.ts";

const stepOf = (run: string) => {
  const step = planOf(`FROM busybox\n${run}\n`).steps[1];
  if (step === undefined) throw new Error("no RUN");
  return step;
};
const step = stepOf("RUN echo a && \\\n  make -j8");
const make = { line: 1, text: "make -j8" };

it("tells how sure it is", () => {
  expect(failingWords(step, { failing: { ...make, certain: true } })).toBe("failed at line 3: make -j8");
  const likely = "most likely line 3: make -j8 (its message is the last one)";
  expect(failingWords(step, { failing: { ...make, certain: false } })).toBe(likely);
  expect(failingWords(step, {})).toBeUndefined();
});

it("tells what was passed over", () => {
  const words = "an earlier command failed and the script went on: line 3: make -j8; set -e would stop there";
  expect(passedOverWords(step, { passedOver: make })).toBe(words);
  expect(passedOverWords(step, {})).toBeUndefined();
});

it("names no line of an instruction that is another one since", () => {
  const edited = stepOf("RUN echo a && \\\n  # make is gone\n  ninja");
  expect(lineOfCommand(edited, { line: 2, text: "make -j8" })).toBeUndefined();
  expect(lineOfCommand(edited, { line: 900, text: "make" })).toBeUndefined();
  expect(failingWords(edited, { failing: { line: 2, text: "make -j8", certain: true } })).toBe("failed at make -j8");
});

it("shows nothing that acts on a terminal", () => {
  const hostile = { line: 0, text: "echo\x1b[2J\u202e x", certain: true };
  expect(failingWords(step, { failing: hostile })).toBe("failed at echo^[[2J<U+202E> x");
});
