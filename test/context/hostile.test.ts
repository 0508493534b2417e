// Patterns made to be slow against names made for them: the time grows with pattern × name. The bound is processor time.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob } from "../../src/context/glob.ts";
import { judgePath, parseIgnore } from "../../src/context/ignore.ts";
import { wholeMatch } from "../../src/context/side-by-side.ts";

const seconds = 2;
const name = "a".repeat(255);
const deep = Array.from({ length: 2000 }, () => "a").join("/");
const long = Array.from({ length: 16 }, () => name).join("/");

const patterns = [
  `${"a*".repeat(20)}b`,
  `${"*a".repeat(100)}*b`,
  `${"?*".repeat(20)}b`,
  `${"[a-b]*".repeat(20)}c`,
  `${"**/".repeat(30)}x`,
  `${"**/a/".repeat(30)}x`,
  `${"**/*a*/".repeat(10)}x`,
  `${"**a".repeat(30)}x`,
  `${"*/".repeat(100)}*a*a*a*b`,
];

function timed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe("a pattern made to be slow", () => {
  it.each(patterns)("%s in a .dockerignore", (pattern) => {
    const rules = parseIgnore(`${pattern}\n`, ".dockerignore");
    const judged = () => [name, long, deep.slice(0, 255)].map((path) => judgePath(rules, path).excluded);
    expect(timed(() => expect(judged()).toEqual([false, false, false]))).toBeLessThan(seconds);
  });

  it.each(patterns)("%s in a COPY", (pattern) => {
    const matches = compileGlob(pattern);
    expect(timed(() => expect([name, long, deep].map((path) => matches?.(path))).toEqual([false, false, false]))).toBeLessThan(
      seconds,
    );
  });

  it("a name of 500 folders, judged by 20 lines", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `**/b${index}/*a*/c`).join("\n");
    const rules = parseIgnore(lines, ".dockerignore");
    expect(timed(() => expect(judgePath(rules, deep.slice(0, 1000)).excluded).toBe(false))).toBeLessThan(seconds * 2);
  });
});

describe("ways followed side by side", () => {
  const words = [
    "*",
    "**",
    "**/",
    "?",
    "a",
    "b",
    "/",
    "[ab]",
    "[^a]",
    "[*]",
    "[*a?]",
    "\\b",
    "^",
    "\\.",
    ".",
    "é",
    "😀",
  ] as const;
  // Three stars behind the text that is matched make the pattern one that is followed side by side.
  it("match what Node's expressions match", () => {
    const part = fc.constantFrom(
      "[^/]*",
      ".*",
      "(?:.*/)?",
      "a",
      "b",
      "/",
      "[ab]",
      "[^a]",
      "[[^/]",
      "a?",
      "\\b",
      "\\B",
      "^",
      "\\.",
      "é",
    );
    const text = fc.array(fc.constantFrom("a", "b", "/", ".", "é", "-"), { maxLength: 8 }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), text, (parts, path) => {
        const source = `${parts.join("")}[^/]*[^/]*[^/]*`;
        expect(wholeMatch(source, "s")(path)).toBe(new RegExp(`^${source}$`, "s").test(path));
      }),
      { numRuns: 2000 },
    );
  });

  it("a COPY's pattern matches the same with stars that match nothing", () => {
    const pattern = fc.array(fc.constantFrom(...words.filter((word) => !/[/.^]/.test(word) || word === "/")), { maxLength: 5 });
    const text = fc.array(fc.constantFrom("a", "b", "/", "é", "😀"), { maxLength: 6 }).map((all) => all.join(""));
    fc.assert(
      fc.property(pattern, text, (parts, path) => {
        const plain = compileGlob(parts.join(""));
        const starred = compileGlob(`${parts.join("")}/x*y*z*w`);
        expect(starred?.(`${path}/xyzw`)).toBe(plain?.(path));
      }),
      { numRuns: 2000 },
    );
  });
});
