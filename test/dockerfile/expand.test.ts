// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfile words, not template strings
/** Word expansion as a table. Every line was checked against Docker Engine 28.5 (ENV of a built image) or BuildKit's lexer. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expand, expandWords, wordProblem } from "../../src/dockerfile/expand.ts";

const values: Readonly<Record<string, string>> = {
  v: "abc",
  w: "a_b",
  e: "",
  path: "/usr/local/bin",
  값: "한국",
  s: "b  c",
  x1: "one",
};
const lookup = (name: string): string | undefined => values[name];

const results: readonly (readonly [string, string])[] = [
  // quotes and escapes
  ["hello", "hello"],
  ["he'll'o", "hello"],
  [String.raw`he\'llo`, "he'llo"],
  [String.raw`abc\tdef`, "abctdef"],
  [String.raw`"abc\tdef"`, String.raw`abc\tdef`],
  [String.raw`"abc\\tdef"`, String.raw`abc\tdef`],
  [String.raw`'abc\tdef'`, String.raw`abc\tdef`],
  ["hello\\", "hello"],
  [String.raw`hello\\`, "hello\\"],
  [String.raw`'hello\'`, "hello\\"],
  [`"hel'lo"`, "hel'lo"],
  [`'a'\\''b'`, "a'b"],
  [String.raw`a\ b`, "a b"],
  [String.raw`"a\ b"`, String.raw`a\ b`],
  [String.raw`"a\"b"`, 'a"b'],
  ["안'녕'", "안녕"],
  // plain variables
  ["$v", "abc"],
  ["a$v.c", "aabc.c"],
  ["$값x", ""],
  ["${값}x", "한국x"],
  ["$x1", "one"],
  ["$", "$"],
  ["a$.", "a$."],
  ["$1x$0$#z", "xz"],
  ["$@@", "@"],
  ["$$v", "v"],
  ["$123abc", "abc"],
  ["'$v'", "$v"],
  [`"'$v'"`, "'abc'"],
  [String.raw`\$v`, "$v"],
  [String.raw`"\$v"`, "$v"],
  [String.raw`\\$v`, String.raw`\abc`],
  ["${v}", "abc"],
  ["${nope}x", "x"],
  ["${v}}", "abc}"],
  // defaults and alternatives
  ["${v:-d}${e:-d}${u:-d}", "abcdd"],
  ["${v-d}${e-d}${u-d}", "abcd"],
  ["${v:+d}${e:+d}${u:+d}", "d"],
  ["${v+d}${e+d}${u+d}", "dd"],
  ["${v:?m}${e?m}", "abc"],
  ['${u-"x y"}', "x y"],
  ["${u:-${uu:-ccc}}", "ccc"],
  ["${u:-bbb {foo}", "bbb {foo"],
  [String.raw`\${u:-a\}b}`, "${u:-a}b}"],
  [String.raw`${"$"}{u:-a\}b}`, "a}b"],
  [String.raw`${"$"}{v:-a\}b}`, "abc"],
  ['${v+"$w"}', "a_b"],
  ["${1:-d}${#:-d}", "dd"],
  // patterns
  ["${path#*/}", "usr/local/bin"],
  ["${path##*/}", "bin"],
  ["${path%/*}", "/usr/local"],
  ["${path%%/*}", ""],
  ["${v#*}", "abc"],
  ["${v##*b}", "c"],
  ["${v%c*}", "ab"],
  ["${v%%*}", ""],
  ["${v%?}", "ab"],
  ["${v%[bc]}", "abc"],
  ["${u#a}", ""],
  ["${v/b/X}", "aXc"],
  ["${w/_*/-}", "a-"],
  ['${v/a/"q"}', "qbc"],
  ["${path//\\//:}", ":usr:local:bin"],
  ["${v//*/x}", "x"],
  ["${v///x}", "xaxbxcx"],
  ["${v//x*/-}", "abc"],
  ["${v//b*/-}", "a-"],
  ["${v/b/[\\$0]}", "a[\\$0]c"],
  ["${v//b/[\\$0\\$\\$\\$x]}", "a[\\b\\$\\$\\]c"],
  ["${v//b/a/c}", "aa/cc"],
  ['"${v/c/\\}X}"', "ab\\}X"],
];

const failures: readonly (readonly [string, string])[] = [
  ["he'llo", "single quote"],
  [String.raw`he\\'llo`, "single quote"],
  ['"hello', "double quote"],
  [String.raw`"hello\"`, "double quote"],
  ["${v", "never closed"],
  ["${", "never closed"],
  ["${v:", "never closed"],
  ["${v:-x", "never closed"],
  ['${v:-"x}', "never closed"],
  ["${v/b", 'second "/"'],
  ["${v/b/c", "never closed"],
  ["${}", "bad substitution"],
  ["${:-x}", "bad substitution"],
  ["${{v}", "bad substitution"],
  ["${.}", 'modifier "."'],
  ["${v:=x}", 'modifier ":="'],
  ["${v:#x}", 'modifier ":#"'],
  ["${v^^}", 'modifier "^"'],
  [String.raw`${"$"}{v#\a}`, "bad escape"],
  [String.raw`${"$"}{v/\b/X}`, "bad escape"],
  ["${e:?}", "e: is not allowed to be empty"],
  ["${u?}", "u: is not allowed to be unset"],
  ["${u:?give me u}", "u: give me u"],
  ["${u?$w}", "u: a_b"],
];

describe("expand", () => {
  it.each(results)("%s gives %s", (word, value) => {
    expect(expand(word, lookup, "\\")).toEqual({ ok: true, value });
  });

  it.each(failures)("%s fails: %s", (word, part) => {
    const result = expand(word, lookup, "\\");
    expect(result.ok ? "no failure" : result.message).toContain(part);
  });

  it("escapes with a backtick when the directive says so", () => {
    expect(expand("C:\\dir`$v`` $v", lookup, "`")).toEqual({ ok: true, value: "C:\\dir$v` abc" });
    expect(expand('"`"\\a"', lookup, "`")).toEqual({ ok: true, value: '"\\a' });
  });

  it("leaves a word without $, quote or escape as it is", () => {
    const plain = fc.string({ unit: "binary" }).filter((word) => !/[$'"\\]/.test(word));
    fc.assert(
      fc.property(plain, (word) => {
        expect(expand(word, lookup, "\\")).toEqual({ ok: true, value: word });
      }),
    );
  });

  it("refuses endless nesting in words and survives it", () => {
    const nested = (depth: number): string => `${"${u:-".repeat(depth)}x${"}".repeat(depth)}`;
    expect(expand(nested(150), lookup, "\\")).toEqual({ ok: true, value: "x" });
    expect(expand(nested(20_000), lookup, "\\")).toMatchObject({ ok: false, message: expect.stringContaining("nested") });
  });

  it("matches patterns that a backtracking matcher would never end", () => {
    const word = `\${u/${"*x".repeat(2000)}/r}\${v##${"*".repeat(20_000)}c}\${long//${"*a".repeat(20)}b/r}`;
    const long = "a".repeat(3000);
    expect(expand(word, (name) => (name === "long" ? long : values[name]), "\\")).toEqual({ ok: true, value: long });
  });

  it("gives back what was put in single quotes or escaped", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, (word) => {
        const quoted = `'${word.replaceAll("'", "'\\''")}'`;
        const escaped = [...word].map((char) => `\\${char}`).join("");
        expect(expand(quoted, lookup, "\\")).toEqual({ ok: true, value: word });
        expect(expand(escaped, lookup, "\\")).toEqual({ ok: true, value: word });
      }),
    );
  });

  it("never throws, and words joined are the value without blanks when there are no quotes", () => {
    const noisy = fc.string({
      unit: fc.constantFrom("$", "{", "}", "'", '"', "\\", "v", "u", ":", "-", "/", "#", "%", "*", "?", " ", "<"),
    });
    fc.assert(
      fc.property(noisy, (word) => {
        const one = expand(word, lookup, "\\");
        const many = expandWords(word, lookup, "\\");
        expect(many.ok).toBe(one.ok);
        if (one.ok && many.ok && !/['"\\{<]/.test(word)) expect(many.words.join("")).toBe(one.value.replace(/\s/g, ""));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("expandWords", () => {
  it.each([
    ["80 81", ["80", "81"]],
    ["8$s.", ["8b", "c."]],
    ['8"$s".', ["8b  c."]],
    ["$nope", []],
    // BuildKit's buffer is shared by all depths: what stands before a default is lost.
    ["8${X:-0}80", ["080"]],
    ['"7"0${X:-0}1', ["01"]],
  ])("%s gives %j", (word, words) => {
    expect(expandWords(word, lookup, "\\")).toEqual({ ok: true, words });
  });
});

describe("wordProblem", () => {
  it("tells what fails whatever the values are, and nothing else", () => {
    expect(wordProblem('"a', "\\")).toContain("double quote");
    expect(wordProblem("${a:=b}", "\\")).toContain('":="');
    expect(wordProblem("${a:?must be set}", "\\")).toBeUndefined();
    expect(wordProblem('"a', "\\")).not.toBe(wordProblem("'a", "\\"));
  });
});
