/** Programs of whole files, kept as goldens: test/fixtures/parse/<case>/{Dockerfile,program.json}. UPDATE_GOLDENS=1 rewrites them. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "../../src/dockerfile/logical-lines.ts";
import { parseDockerfile } from "../../src/dockerfile/parse.ts";
import type { Instruction, Program } from "../../src/dockerfile/program.ts";
import { spanMaker } from "../../src/dockerfile/source-map.ts";
import { dockerfiles } from "./random-dockerfile.ts";

const folder = join(import.meta.dirname, "../fixtures/parse");

function instructions(program: Program): readonly Instruction[] {
  return [...program.globals, ...program.stages.flatMap((stage) => [stage.from, ...stage.body])];
}

describe("goldens", () => {
  it.each(readdirSync(folder))("%s", (name) => {
    const text = readFileSync(join(folder, name, "Dockerfile"), "utf8");
    const parsed = parseDockerfile(text);
    const golden = join(folder, name, "program.json");
    const actual = `${JSON.stringify(parsed, null, 2)}\n`;
    if (process.env.UPDATE_GOLDENS === "1") writeFileSync(golden, actual);
    expect(existsSync(golden), `${golden} is missing; run with UPDATE_GOLDENS=1 and read what it wrote`).toBe(true);
    expect(actual).toBe(readFileSync(golden, "utf8"));
  });
});

describe("a file without instructions", () => {
  it.each(["", "\n", "\n\n", "# only this\n", "\ufeff\n", "\r\n"])("%j: its last line is the place", (text) => {
    const parsed = parseDockerfile(text);
    if (parsed.ok) throw new Error("it was taken");
    const [problem] = parsed.problems;
    expect(problem?.message).toBe("the Dockerfile has no instructions");
    expect(problem?.span.start).toBeLessThanOrEqual(problem?.span.end ?? -1);
    expect(problem?.span.line).toBe(text.replace(/\n$/, "").split("\n").length);
  });
});

describe("any file", () => {
  it("is read without a throw; nothing is dropped in silence; spans are the file's own text", () => {
    fc.assert(
      fc.property(dockerfiles(), (text) => {
        const parsed = parseDockerfile(text);
        const logical = readLines(text, spanMaker(text)).logical;
        if (!parsed.ok) {
          expect(parsed.problems.length).toBeGreaterThan(0);
          for (const { span, message } of parsed.problems) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(text.length);
            expect(span.line).toBe(text.slice(0, span.start).split("\n").length);
            expect(span.endLine).toBeGreaterThanOrEqual(span.line);
            expect(message).not.toBe("");
          }
          return;
        }
        const all = instructions(parsed.program);
        expect(all).toHaveLength(logical.length);
        let last = 0;
        for (const { span, source, text: joined, kind } of all) {
          expect(source).toBe(text.slice(span.start, span.end));
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(span.line).toBe(text.slice(0, span.start).split("\n").length);
          expect(span.endLine).toBe(text.slice(0, span.end).split("\n").length);
          expect(joined.toLowerCase().startsWith(kind)).toBe(true);
          last = span.end;
        }
      }),
      { numRuns: 400 },
    );
  });

  it("means the same with CRLF, with a byte order mark and with comments between instructions", () => {
    const meaning = (text: string): string => {
      const parsed = parseDockerfile(text);
      if (!parsed.ok) return JSON.stringify(parsed.problems.map((problem) => problem.message));
      // Bodies of heredocs keep their line ends.
      const places = ["span", "source"];
      return JSON.stringify(instructions(parsed.program), (key, value: unknown) => {
        if (places.includes(key)) return undefined;
        return typeof value === "string" ? value.replaceAll("\r\n", "\n") : value;
      });
    };
    fc.assert(
      fc.property(dockerfiles(), (text) => {
        if (text.includes("\r") || text.startsWith("\ufeff")) return;
        expect(meaning(`\ufeff${text}`)).toBe(meaning(text));
        expect(meaning(text.replaceAll("\n", "\r\n"))).toBe(meaning(text));
        expect(meaning(`${text}\n# the end`)).toBe(meaning(text));
      }),
      { numRuns: 150 },
    );
  });
});
