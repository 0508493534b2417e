/**
 * Our reading beside dockerfile-ast's. On files that stay out of its gaps the raw library gives the same keywords and
 * ranges; on a masked instruction, which is what the parser gives it, it does for every file.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines } from "../../src/dockerfile/logical-lines.ts";
import { maskForTree } from "../../src/dockerfile/mask.ts";
import { readTree } from "../../src/dockerfile/read-tree.ts";
import { originOf, spanMaker } from "../../src/dockerfile/source-map.ts";
import { dockerfiles } from "./random-dockerfile.ts";

type Row = readonly [keyword: string, start: string, end: string];

/** Keyword and range (line:character, from 0) as the library alone sees them. */
function byLibrary(text: string): readonly Row[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((instruction): Row => {
      const { start, end } = instruction.getRange();
      return [instruction.getKeyword(), `${start.line}:${start.character}`, `${end.line}:${end.character}`];
    });
}

function byUs(text: string): readonly Row[] {
  const position = (offset: number): string => {
    const before = text.slice(0, offset).split("\n");
    return `${before.length - 1}:${before.at(-1)?.length ?? 0}`;
  };
  return readLines(text, spanMaker(text)).logical.map((line): Row => {
    return [line.parts.keyword.text.toUpperCase(), position(line.start), position(line.end)];
  });
}

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../fixtures/parse", name, "Dockerfile"), "utf8");

describe("the raw library agrees", () => {
  it.each([
    ["plain comments and continuations", "FROM a\n# b\nRUN c && \\\n  d\n\n  ENV e=f\n"],
    ["comments and blanks inside a continuation", "FROM a\nRUN b \\\n  # c\n\n  d\n"],
    ["CRLF", "FROM a\r\nRUN b \\\r\n c\r\n"],
    ["a byte order mark", "\ufeffFROM a\nRUN b"],
    ["the escape directive", "# escape=`\nFROM a\nRUN b `\n c\\\nRUN d"],
    ["an easy heredoc", "FROM a\nRUN cat <<EOF\nRUN x\nEOF\nRUN b\n"],
    ["a split keyword", "FROM a\nRU\\\nN b\n"],
    ["stages", fixture("stages")],
    ["metadata", fixture("metadata")],
    ["unicode", fixture("unicode")],
  ])("%s", (_name, text) => {
    expect(byUs(text)).toEqual(byLibrary(text));
  });
});

/** Each row: why the library is wrong (BuildKit reads it our way), the file, what the library sees. */
const differences: readonly (readonly [string, string, readonly Row[], readonly Row[]])[] = [
  [
    "a comment that is no directive does not close the zone for it",
    "# a=b\n# escape=`\nFROM a\nRUN b \\\n c\n",
    [
      ["FROM", "2:0", "2:6"],
      ["RUN", "3:0", "3:7"],
      ["C", "4:1", "4:2"],
    ],
    [
      ["FROM", "2:0", "2:6"],
      ["RUN", "3:0", "4:2"],
    ],
  ],
  [
    "a line that ends in two escapes swallows the next one",
    "FROM a\nRUN b \\\\\nRUN c\n",
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "2:5"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:8"],
      ["RUN", "2:0", "2:5"],
    ],
  ],
  [
    "an escaped blank before a continuation hides the continuation",
    "FROM a\nRUN b\\ \\\n c\n",
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:8"],
      ["C", "2:1", "2:2"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "2:2"],
    ],
  ],
  [
    "a continuation mark before the keyword becomes the keyword",
    "\\\nFROM a\n",
    [
      ["\\", "0:0", "0:1"],
      ["FROM", "1:0", "1:6"],
    ],
    [["FROM", "0:0", "1:6"]],
  ],
  [
    "a heredoc with a quoted blank in its name gives its body to the next instructions",
    "FROM a\nRUN cat <<'E F'\nx\nE F\nRUN b\n",
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:15"],
      ["X", "2:0", "2:1"],
      ["E", "3:0", "3:3"],
      ["RUN", "4:0", "4:5"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "3:3"],
      ["RUN", "4:0", "4:5"],
    ],
  ],
  [
    "a heredoc on another file descriptor is not seen",
    "FROM a\nRUN cat 3<<E\nx\nE\n",
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:12"],
      ["X", "2:0", "2:1"],
      ["E", "3:0", "3:1"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "3:1"],
    ],
  ],
  [
    "an apostrophe hides the heredocs of its line",
    "FROM a\nRUN it's <<E\nRUN b\nE\n",
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "3:1"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:12"],
      ["RUN", "2:0", "2:5"],
      ["E", "3:0", "3:1"],
    ],
  ],
  [
    "a continuation at the end of the file takes the line end along",
    "FROM a \\\n",
    [["FROM", "0:0", "1:0"]],
    [["FROM", "0:0", "0:8"]],
  ],
  [
    "vertical tab and form feed separate words too",
    "FROM a\nUSER\vb\n",
    [
      ["FROM", "0:0", "0:6"],
      ["USER\vB", "1:0", "1:6"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["USER", "1:0", "1:6"],
    ],
  ],
  [
    "a lone carriage return ends no line",
    "FROM a\nRUN b\rRUN c\n",
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:5"],
      ["RUN", "2:0", "2:5"],
    ],
    [
      ["FROM", "0:0", "0:6"],
      ["RUN", "1:0", "1:11"],
    ],
  ],
];

describe("the raw library differs", () => {
  it.each(differences)("%s", (_why, text, library, ours) => {
    expect(byLibrary(text)).toEqual(library);
    expect(byUs(text)).toEqual(ours);
  });
});

describe("a masked instruction", () => {
  it("has the length and the lines it has in the file, and is one instruction to the library, with our ranges", () => {
    fc.assert(
      fc.property(dockerfiles(), (text) => {
        const spanOf = spanMaker(text);
        for (const line of readLines(text, spanOf).logical) {
          const { joined, parts, start, end } = line;
          const masked = maskForTree(text, line);
          const lengths = (some: string): readonly number[] => some.split("\n").map((each) => each.length);
          expect(lengths(masked)).toEqual(lengths(text.slice(start, end)));
          if (parts.keyword.text === "") continue;
          expect(DockerfileParser.parse(`${masked}\n`).getInstructions()).toHaveLength(1);
          const node = readTree(text, line, spanOf);
          expect(node.keyword.start).toBe(originOf(joined, parts.keyword.start));
          expect(node.keyword.end).toBe(originOf(joined, parts.keyword.end - 1) + 1);
          expect(node.arguments === undefined).toBe(parts.keyword.end === joined.text.trimEnd().length);
        }
      }),
      { numRuns: 400 },
    );
  });
});
