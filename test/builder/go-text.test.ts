/** Texts of the history as Go prints them (strconv.Quote, Duration.String); those of HEALTHCHECK were read off images of docker build 28.5. */
import { describe, expect, it } from "vitest";
import { goDuration, goList, healthcheckText } from "../../src/builder/go-text.ts";

describe("goList", () => {
  it.each<[readonly string[], string]>([
    [[], "[]"],
    [["a b", ""], '["a b" ""]'],
    [['say "hi"', "it's", "\\"], '["say \\"hi\\"" "it\'s" "\\\\"]'],
    [["\t\n\r\b\f\v\x07\x00\x1b\x7f"], '["\\t\\n\\r\\b\\f\\v\\a\\x00\\x1b\\x7f"]'],
    [["é<>&😀"], '["é<>&😀"]'],
    [["\u200b\u00a0\u2028\ue000"], '["\\u200b\\u00a0\\u2028\\ue000"]'],
    [["\u{f0000}"], '["\\U000f0000"]'],
  ])("%j", (list, text) => expect(goList(list)).toBe(text));
});

describe("goDuration", () => {
  it.each([
    [0, "0s"],
    [1, "1ns"],
    [1500, "1.5µs"],
    [2_000_000, "2ms"],
    [1_500_000_000, "1.5s"],
    [60_000_000_000, "1m0s"],
    [3_661_001_000_000, "1h1m1.001s"],
    [86_400_000_000_000, "24h0m0s"],
  ])("%d ns is %s", (nanoseconds, text) => expect(goDuration(nanoseconds)).toBe(text));
});

describe("healthcheckText", () => {
  it.each([
    [{ Test: ["NONE"] }, `HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" '\\x00'}`],
    [
      { Test: ["CMD-SHELL", "a b"], Interval: 5e9, Timeout: 3e9, StartPeriod: 60e9, StartInterval: 2e9, Retries: 3 },
      `HEALTHCHECK &{["CMD-SHELL" "a b"] "5s" "3s" "1m0s" "2s" '\\x03'}`,
    ],
    [{ Test: ["CMD"], Retries: 39 }, `HEALTHCHECK &{["CMD"] "0s" "0s" "0s" "0s" '\\''}`],
    [{ Test: ["CMD"], Retries: 34 }, `HEALTHCHECK &{["CMD"] "0s" "0s" "0s" "0s" '"'}`],
    [{ Test: ["CMD"], Retries: 2_000_000 }, `HEALTHCHECK &{["CMD"] "0s" "0s" "0s" "0s" '\ufffd'}`],
  ])("%j", (check, text) => expect(healthcheckText(check)).toBe(text));
});
