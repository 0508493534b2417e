/** Random builds: had again by their number, and right as texts, whatever becomes of their files. */
import { expect, test } from "vitest";
import { parseDockerfile } from "../../../src/dockerfile/parse.ts";
import { randomContext } from "./context.ts";
import { diceOf } from "./dice.ts";
import { randomDockerfile } from "./dockerfile.ts";

test("a number is the same build every time", () => {
  for (const seed of [0, 1, 999_999]) {
    expect(randomDockerfile(diceOf(seed))).toEqual(randomDockerfile(diceOf(seed)));
    expect(randomContext(diceOf(seed))).toBe(randomContext(diceOf(seed)));
  }
  expect(randomDockerfile(diceOf(1))).not.toEqual(randomDockerfile(diceOf(2)));
});

test("dbuild reads nearly all of them", () => {
  const wrong = Array.from({ length: 60 }, (_, seed) => parseDockerfile(randomDockerfile(diceOf(seed)).dockerfile)).filter(
    ({ ok }) => !ok,
  );
  expect(wrong.length).toBeLessThan(5);
});
