import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clip, take, visible, width, wrap } from "../../src/ui/text.ts";
import { plainTheme, themeFor } from "../../src/ui/theme.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come out
const control = /[\u0000-\u001f\u007f-\u009f]/;

describe("visible", () => {
  it.each([
    ["plain", "plain"],
    ["a\tb", "a   b"],
    ["\tx", "    x"],
    ["\u001b[31mred", "␛[31mred"],
    ["bell\u0007", "bell␇"],
    ["\u009b2J", "�2J"],
    ["\u202egnp.exe", "<U+202E>gnp.exe"],
    ["日本", "日本"],
  ])("%j becomes %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("never lets a control character through, and shows the same again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = visible(text);
        expect(shown).not.toMatch(control);
        expect(visible(shown)).toBe(shown);
      }),
    );
  });
});

describe("cutting", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", " ", "日", "é", "e\u0301", "👩‍👩‍👧", "✓") });

  it("never exceeds the width", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 30 }), (text, columns) => {
        expect(width(clip(text, columns))).toBeLessThanOrEqual(columns);
        expect(width(take(text, columns))).toBeLessThanOrEqual(columns);
        expect(text.startsWith(take(text, columns))).toBe(true);
        if (width(text) <= columns) expect(clip(text, columns)).toBe(columns === 0 ? "" : text);
      }),
    );
  });

  it("wraps without losing anything but blanks", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, columns) => {
        const rows = wrap(text, columns);
        for (const row of rows) expect(width(row)).toBeLessThanOrEqual(columns);
        expect(rows.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});

describe("the signs", () => {
  const wide = plainTheme.glyphs;
  const narrow = themeFor({ TERM: "linux" }).glyphs;

  it.each([
    ["unicode", wide],
    ["ascii", narrow],
  ])("of %s take one column each", (_, glyphs) => {
    for (const glyph of [...Object.values(glyphs).flat(), "…", "↑", "↓", "␛"]) expect([glyph, width(glyph)]).toEqual([glyph, 1]);
  });

  it("of a simple terminal are ascii", () => {
    expect(Object.values(narrow).flat().join("")).toMatch(/^[ -~]+$/);
  });

  it.each([
    [{ TERM: "xterm-256color" }, true, "●"],
    [{ TERM: "xterm", LANG: "de_DE.UTF-8" }, true, "●"],
    [{ TERM: "xterm", LANG: "C.UTF-8" }, true, "●"],
    [{ TERM: "xterm", LC_ALL: "C", LANG: "en_US.UTF-8" }, true, "*"],
    [{ TERM: "xterm", LANG: "de_DE.ISO-8859-1" }, true, "*"],
    [{ TERM: "xterm", NO_COLOR: "1" }, false, "●"],
    [{ TERM: "xterm", NO_COLOR: "" }, true, "●"],
    [{ TERM: "dumb" }, false, "*"],
  ])("and colours follow %j", (env, colour, breakpoint) => {
    const theme = themeFor(env);
    expect(theme.colour).toBe(colour);
    expect(theme.glyphs.breakpoint).toBe(breakpoint);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR is what is looked for
    expect(/\u001b\[(?:3|4|9|10)\d[;m]/.test(theme.paint("bad", "x") + theme.paint("failed", "x"))).toBe(colour);
  });
});
