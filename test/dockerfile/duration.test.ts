/** Go durations, as HEALTHCHECK reads them. */
import { expect, it } from "vitest";
import { parseDuration } from "../../src/dockerfile/duration.ts";

it.each([
  ["0", 0],
  ["30s", 30e9],
  ["1m30s", 90e9],
  ["1.5h", 5400e9],
  [".5s", 5e8],
  ["1.s", 1e9],
  ["0.57s", 57e7],
  ["100us", 1e5],
  ["100µs", 1e5],
  ["100μs", 1e5],
  ["7ns", 7],
  ["1.9ns", 1],
  ["-2s", -2e9],
  ["+2s", 2e9],
  ["1h1m1s1ms1us1ns", 3661001001001],
  ["2562047h47m16.854775807s", 2 ** 63 - 1024],
])("%s is %d ns", (text, nanoseconds) => {
  expect(parseDuration(text)).toEqual({ ok: true, nanoseconds });
});

it.each([
  ["", "not a duration"],
  ["-", "not a duration"],
  ["1constructor", "unknown unit"],
  ["s", "not a duration"],
  [".s", "not a duration"],
  ["5", "unit"],
  ["1m30", "unit"],
  ["5d", '"d"'],
  ["5 s", '" s"'],
  ["9223372037s", "too long"],
])("%s is refused: %s", (text, part) => {
  const result = parseDuration(text);
  expect(result.ok ? "accepted" : result.message).toContain(part);
});
