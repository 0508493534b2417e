/** .dockerignore without an engine: the tables the engine was seen to follow, where the file is read, and how far pruning goes. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type IgnoreRules, judgePath, mayHoldIncluded, noIgnore, parseIgnore, readIgnore } from "../../src/context/ignore.ts";
import { UserError } from "../../src/errors.ts";
import { badTexts, files, ignoreTexts, keptFiles } from "./ignore-tables.ts";

const kept = (rules: IgnoreRules, names: readonly string[]) => names.filter((name) => !judgePath(rules, name).excluded);

describe("what stays", () => {
  for (const [index, text] of ignoreTexts.entries()) {
    it(JSON.stringify(text), () => {
      expect(kept(parseIgnore(text, ".dockerignore"), files)).toEqual(keptFiles[index]);
    });
  }

  it("a later line that excludes wins over an earlier ! line", () => {
    const rules = parseIgnore("docs\n!docs/**/*.md\ndocs/private\n", ".dockerignore");
    expect(kept(rules, ["docs/r.md", "docs/private/p.md", "docs/q.txt"])).toEqual(["docs/r.md"]);
  });

  it("tells the line that decided", () => {
    const rules = parseIgnore("# all\n\n*.log\n!keep.log\n", ".dockerignore");
    expect(judgePath(rules, "x.log")).toMatchObject({ excluded: true, pattern: { line: 3, text: "*.log" } });
    expect(judgePath(rules, "keep.log")).toMatchObject({ excluded: false, pattern: { line: 4 } });
  });
});

describe("a bad line", () => {
  for (const [text, words, line] of badTexts) {
    it(`${JSON.stringify(text)} is named`, () => {
      const problem = problemOf(() => parseIgnore(text, "/x/.dockerignore"));
      expect(problem?.message).toMatch(words);
      expect(problem?.place).toEqual({ file: "/x/.dockerignore", line });
    });
  }
});

describe("pruning", () => {
  it("does not look where nothing can be taken back in", () => {
    const rules = parseIgnore("*\n!src/lib\n!docs/*.md\n!/a/b/c\n", ".dockerignore");
    const looked = ["src", "src/lib", "src/other", "docs", "docs/x", "a", "a/b", "a/x", "node_modules"].filter((name) =>
      mayHoldIncluded(rules, name),
    );
    expect(looked).toEqual(["src", "src/lib", "docs", "docs/x", "a", "a/b"]);
  });

  it("never hides a file that the rules keep", () => {
    const word = fc.constantFrom("a", "b", "ab", "*", "**", "?", "a*", "*b", "[ab]", "**b");
    const pattern = fc
      .tuple(fc.constantFrom("", "!"), fc.array(word, { minLength: 1, maxLength: 3 }))
      .map(([sign, words]) => sign + words.join("/"));
    const path = fc
      .array(fc.constantFrom("a", "b", "ab", "ba", "c"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"));
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), path, (patterns, name) => {
        const rules = parseIgnore(patterns.join("\n"), ".dockerignore");
        if (judgePath(rules, name).excluded) return;
        const parts = name.split("/");
        for (let end = 1; end < parts.length; end++) {
          const parent = parts.slice(0, end).join("/");
          if (judgePath(rules, parent).excluded) expect(mayHoldIncluded(rules, parent), `${parent} of ${name}`).toBe(true);
        }
      }),
    );
  });
});

describe("which file is read", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dbuild-ignore-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("none, the one of the context, the one of the Dockerfile", async () => {
    const dockerfile = join(folder, "my.Dockerfile");
    expect(await readIgnore(folder, dockerfile)).toBe(noIgnore);
    await writeFile(join(folder, ".dockerignore"), "a\n");
    expect((await readIgnore(folder, dockerfile)).patterns.map(({ text }) => text)).toEqual(["a"]);
    await writeFile(`${dockerfile}.dockerignore`, "b\n");
    const rules = await readIgnore(folder, dockerfile);
    expect(rules.patterns.map(({ text }) => text)).toEqual(["b"]);
    expect(rules.file).toBe(`${dockerfile}.dockerignore`);
  });
});

function problemOf(work: () => unknown) {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof UserError ? error.problems[0] : undefined;
  }
}
