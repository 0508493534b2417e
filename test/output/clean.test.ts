import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanLine, cleanText } from "../../src/output/clean.ts";
import { bytes, isSafe, nastyLine } from "./hostile.ts";

const ESC = "\u001b";

describe("what a line shows in the end", () => {
  test.each([
    ["plain text is itself", "make: *** [all] Error 2", "make: *** [all] Error 2"],
    ["a progress bar's last state", "10%\r20%\r100%", "100%"],
    ["overwriting keeps what is not written over", "abcdef\rXY", "XYcdef"],
    ["erase to the end of the line", `abcdef\rXY${ESC}[K`, "XY"],
    ["erase up to the cursor", `abcdef\b\b\b${ESC}[1K`, "    ef"],
    ["erase the line, then draw it again", `old old old${ESC}[2K\rnew`, "new"],
    ["move to a column, as npm does", `[....]${ESC}[2G==${ESC}[1G(`, "(==..]"],
    ["moves left and right", `abcdef${ESC}[4Dx${ESC}[2Cy`, "abxdey"],
    ["backspace", "spin |\b/\b-", "spin -"],
    ["backspace stops at the first column", "\b\b\ba", "a"],
    ["CRLF", "dos line\r", "dos line"],
    ["tabs go to the next stop", "a\tbc\td", "a       bc      d"],
    ["a tab moves over what is there", "abcdefghij\r\tX", "abcdefghXj"],
    ["wide characters take two columns", "你好\tx", "你好    x"],
    ["half a wide character is a blank", "你好\rA", "A 好"],
    ["a combining mark joins the character before the cursor", "e\u0301\ra", "a"],
    ["a jump over nothing is bounded", `${ESC}[999999999Cx`, `${" ".repeat(200)}x`],
    ["words on both sides of a form feed stay apart", "a\fb\vc", "a b c"],
  ])("%s", (_, raw, shown) => {
    expect(cleanLine(raw)).toBe(shown);
  });
});

describe("what never comes through", () => {
  test.each([
    ["title, ended by BEL", `a${ESC}]0;title\u0007b`, "ab"],
    ["title, ended by ST", `a${ESC}]2;title${ESC}\\b`, "ab"],
    ["link", `${ESC}]8;;http://example.com\u0007text${ESC}]8;;\u0007`, "text"],
    ["clipboard", `a${ESC}]52;c;ZXZpbA==\u0007b`, "ab"],
    ["DCS", `a${ESC}P$q"p${ESC}\\b`, "ab"],
    ["BEL does not end a DCS", `a${ESC}Pq\u0007b${ESC}\\c`, "ac"],
    ["APC, PM, SOS", `a${ESC}_x${ESC}\\b${ESC}^y${ESC}\\c${ESC}Xz${ESC}\\d`, "abcd"],
    ["C1 as code points", "a\u009b2Jb\u009d0;t\u009cc\u0090q\u009cd\u0085e", "abcde"],
    ["private modes and bracketed paste", `a${ESC}[?1049h${ESC}[?2004h${ESC}[?25lb`, "ab"],
    ["cursor moves off the line, clearing", `a${ESC}[2J${ESC}[H${ESC}[5A${ESC}[3Bb`, "ab"],
    ["answers asked of the terminal", `a${ESC}[6n${ESC}[c${ESC}Zb`, "ab"],
    ["charset and reset", `a${ESC}(0${ESC}c${ESC}#8${ESC}7b`, "ab"],
    ["key reporting is not a colour", `a${ESC}[>4;2mb${ESC}[?4mc`, "abc"],
    ["single controls", "a\u0007\u0000\u000e\u000f\u007fb", "ab"],
    ["a title without an end stays in its line", `a${ESC}]0;title`, "a"],
    ["a sequence without an end", `a${ESC}[31`, "a"],
    ["a lone ESC", `a${ESC}`, "a"],
    ["a broken sequence lets the next one be read", `a${ESC}[3${ESC}[1mb`, `a${ESC}[1mb${ESC}[0m`],
    ["bidi controls are named", "a\u202eb\u2066c\u200fd", "a<U+202E>b<U+2066>c<U+200F>d"],
    ["hidden text in tags", "a\u{e0041}\u{e0042}b\ufeff", "ab"],
    ["line separators", "a\u2028b\u2029c", "a b c"],
    ["lone surrogates", "a\ud800b", "a\ufffdb"],
  ])("%s", (_, raw, shown) => {
    expect(cleanLine(raw)).toBe(shown);
  });

  test("8-bit C1 bytes and other invalid UTF-8 become U+FFFD", () => {
    expect(cleanLine(Uint8Array.of(0x61, 0x9b, 0x33, 0x31, 0x6d, 0xff, 0x62))).toBe("a\ufffd31m\ufffdb");
  });
});

describe("colours", () => {
  test.each([
    ["one sequence per attribute, closed", `${ESC}[31;1mx`, `${ESC}[1m${ESC}[31mx${ESC}[0m`],
    ["attributes that change nothing vanish", `${ESC}[31m${ESC}[0ma${ESC}[32m`, "a"],
    ["a change goes through defaults", `${ESC}[31ma${ESC}[32mb`, `${ESC}[31ma${ESC}[0m${ESC}[32mb${ESC}[0m`],
    ["off codes", `${ESC}[1;4;7ma${ESC}[22;27mb`, `${ESC}[1m${ESC}[4m${ESC}[7ma${ESC}[0m${ESC}[4mb${ESC}[0m`],
    ["palette and direct colours", `${ESC}[38;5;9;48;2;1;2;3ma`, `${ESC}[38;5;9m${ESC}[48;2;1;2;3ma${ESC}[0m`],
    ["colon form", `${ESC}[38:2::1:2:3ma${ESC}[4:3m`, `${ESC}[38;2;1;2;3ma${ESC}[0m`],
    ["underline colour is read over, not mistaken", `${ESC}[58;5;1;3ma`, `${ESC}[3ma${ESC}[0m`],
    ["nonsense colours are ignored", `${ESC}[38;5;999ma${ESC}[38;2;1;2mb`, "ab"],
    ["blinking and hiding are dropped", `${ESC}[5;8mpassword`, "password"],
    ["the colour belongs to the cell, not to the order of writing", `${ESC}[31mab${ESC}[0m\rX`, `X${ESC}[31mb${ESC}[0m`],
  ])("%s", (_, raw, shown) => {
    expect(cleanLine(raw)).toBe(shown);
  });
});

test("a message is one line without colours", () => {
  expect(cleanText(`pull of ${ESC}[1mx${ESC}[0m failed\r\n\n  ${ESC}]0;t\u0007no route\u202e\n`)).toBe(
    "pull of x failed no route<U+202E>",
  );
});

describe("for any input", () => {
  test("only printable characters and well-formed colours come out", () => {
    fc.assert(
      fc.property(nastyLine, (raw) => isSafe(cleanLine(raw))),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(bytes, (raw) => isSafe(cleanLine(raw))),
      { numRuns: 3000 },
    );
  });

  test("cleaning twice is cleaning once", () => {
    const twice = (raw: string | Uint8Array): void => {
      const once = cleanLine(raw);
      expect(cleanLine(once)).toBe(once);
    };
    fc.assert(fc.property(nastyLine, twice), { numRuns: 3000 });
    fc.assert(fc.property(bytes, twice), { numRuns: 1000 });
  });

  test("a message never holds a control character", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what the test is about
    fc.assert(fc.property(nastyLine, (raw) => !/[\u0000-\u001f\u007f-\u009f]/.test(cleanText(raw))));
  });
});
