// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile words, not template strings
/**
 * What is refused, where it is said to be, and what is advised.
 */
import { describe, expect, it } from "vitest";
import { problemsOfStages } from "../../src/dockerfile/needed.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import type { SyntaxProblem } from "../../src/dockerfile/program.ts";
import { taken, wrong, wrongIfNeeded } from "./refusals.ts";

/** `4 "word" message [hint]` for each problem; the word is the span's text, at most 40 characters. */
function told(text: string): readonly string[] {
  const result = parseDockerfile(text);
  return shown(text, result.ok ? [] : result.problems);
}

/** The same of what counts only for stages that are built, all of them here. */
function toldIfNeeded(text: string): readonly string[] {
  const result = parseDockerfile(text);
  return shown(text, result.ok ? problemsOfStages(result.ifNeeded, "all") : result.problems);
}

function shown(text: string, problems: readonly SyntaxProblem[]): readonly string[] {
  return problems.map(({ span, message, hint }) => {
    const lines = span.line === span.endLine ? `${span.line}` : `${span.line}-${span.endLine}`;
    return `${lines} "${text.slice(span.start, span.end).slice(0, 40)}" ${message}${hint ? ` [${hint}]` : ""}`;
  });
}

function titled<E>([text, expected]: readonly [string, E]): { title: string; text: string; expected: E } {
  return { title: JSON.stringify(text.slice(0, 80)), text, expected };
}

describe("parseDockerfile", () => {
  it.each(wrong.map(titled))("$title", ({ text, expected }) => {
    const problems = told(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((each, index) => {
      if (typeof each === "string") expect(problems[index]).toBe(each);
      else expect(problems[index]).toMatch(each);
    });
  });

  it.each(wrongIfNeeded.map(titled))("where the stage is built: $title", ({ text, expected }) => {
    expect(told(text)).toEqual([]);
    const problems = toldIfNeeded(text);
    expect(problems).toHaveLength(expected.length);
    expected.forEach((each, index) => {
      if (typeof each === "string") expect(problems[index]).toBe(each);
      else expect(problems[index]).toMatch(each);
    });
  });

  it("asks only for the stages that are built, and for no default that --build-arg overrides", () => {
    const parsed = parseDockerfile("ARG g='\nFROM a\nENV a='\nFROM b\nARG b='\nENV c='\n");
    const lines = (needed: readonly number[], ...given: readonly string[]): readonly number[] => {
      const problems = parsed.ok ? problemsOfStages(parsed.ifNeeded, new Set(needed), (name) => given.includes(name)) : [];
      return problems.map(({ span }) => span.line);
    };
    expect(lines([0])).toEqual([1, 3]);
    expect(lines([1])).toEqual([1, 5, 6]);
    expect(lines([0, 1], "g", "b")).toEqual([3, 6]);
  });

  it.each(taken.map((text) => titled([text, []])))("takes $title", ({ text }) => {
    expect(told(text.startsWith("FROM") ? text : `FROM busybox\n${text}\n`)).toEqual([]);
  });

  it("tells all problems of a file in order", () => {
    const text = "FORM a\n\nFROM b AS 1\nRUNN c\nCOPY --x --y d\nENV e\n# c\nLABEL 'f\nCOPY --from=0 --from=1 g \\\n  h\n";
    expect(told(text).map((line) => /^[\d-]+/.exec(line)?.[0])).toEqual(["1", "3", "4", "5", "5", "5", "6", "8", "9-10", "9"]);
  });

  it("quotes nothing that would act on a terminal", () => {
    const text = "# escape=\u001b[2J\nFROM a\n\u001b]0;x\u0007 b\nCOPY --\u009b a b\nCOPY --from=\u202e a 'b\nENV \u0007\n";
    const parsed = parseDockerfile(text);
    expect(parsed.ok ? [] : parsed.problems.map(({ span }) => span.line)).toEqual([1, 3, 4, 5, 6]);
    const said = parsed.ok ? "" : parsed.problems.map(({ message, hint }) => `${message}${hint}`).join("");
    expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it("finds the place of a word behind comments and continuations, in CRLF and after a byte order mark", () => {
    expect(told("\ufeffFROM a\r\nENV a=1 \\\r\n# c \\\r\n\r\n  'b\r\n")).toEqual([
      `5 "'b" ENV: "'b" has no = [Write ENV KEY=value; a value with blanks goes in quotes.]`,
    ]);
  });
});
