/** Bytes that are not UTF-8: kept by a text and back, told by RUN. */
import { expect, it } from "vitest";
import { bytesOfText, strayByte, textOfBytes, withoutStrayBytes } from "../../src/dockerfile/bytes.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";

const latin = (text: string) => Buffer.from(text, "latin1");

it.each([
  ["", ""],
  ["plain\n", "plain\n"],
  ["\xef\xbb\xbfFROM", "\ufeffFROM"],
  ["\xc3\xa9 \xf0\x9f\x90\xb3", "é 🐳"],
  ["caf\xe9 x", "caf\udce9 x"],
  ["\xff\xfeF\0", "\udcff\udcfeF\0"],
  ["\xc3", "\udcc3"],
  ["\xf0\x9f\x90", "\udcf0\udc9f\udc90"],
  ["\xed\xa0\x80", "\udced\udca0\udc80"],
  ["\xe2\x82\xc3\xa9", "\udce2\udc82é"],
])("%j", (bytes, text) => {
  expect(textOfBytes(latin(bytes))).toBe(text);
  expect(Buffer.from(bytesOfText(text)).toString("latin1")).toBe(bytes);
});

it("finds the first one, and puts U+FFFD for all", () => {
  expect(strayByte("é🐳")).toBeUndefined();
  expect(strayByte("ab\udce9\udcff")).toEqual({ at: 2, byte: 0xe9 });
  expect(withoutStrayBytes("é\udce9🐳\udcff")).toBe("é\ufffd🐳\ufffd");
});

const told = (text: string) => {
  const parsed = parseDockerfile(textOfBytes(latin(text)));
  return parsed.ok ? parsed.ifNeeded.map(({ message, span, stage }) => [message, span.line, stage]) : parsed.problems;
};

it.each([
  ["FROM a\nRUN echo \\\n  caf\xe9\n", 3],
  ['FROM a\nRUN ["caf\xe9"]\n', 2],
  ["FROM a\nRUN --mount=target=/\xe9 true\n", 2],
  ["FROM a\nRUN <<E\ncaf\xe9\nE\n", 2],
  ["FROM a\nRUN cat <<E\ncaf\xe9\nE\n", 2],
])("%j is told where the stage is needed", (text, line) => {
  expect(told(text)).toEqual([["RUN holds a byte that is not UTF-8: 0xe9", line, 0]]);
});

it.each([
  "# \xe9\nFROM a\nRUN true \\\n# \xe9\n  && true\n",
  "FROM a\nRUN <<E\n#!/bin/sh\n\xe9\nE\n",
  "FROM a\nENV a=\xe9\nCMD \xe9\nCOPY <<E /f\n\xe9\nE\nONBUILD RUN \xe9\n",
])("%j is not", (text) => {
  expect(told(text)).toEqual([]);
});
