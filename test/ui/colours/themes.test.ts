import { describe, expect, it, vi } from "vitest";
import { backgroundQuestion } from "../../../src/ui/ask-background.ts";
import { backgroundOf, guessedBackground } from "../../../src/ui/colours/background.ts";
import { depthOf, nearestNumber, rgbOfNumber } from "../../../src/ui/colours/depth.ts";
import { palettes, themeNames } from "../../../src/ui/colours/palettes.ts";
import { themeFor } from "../../../src/ui/theme.ts";
import { createThemes } from "../../../src/ui/themes.ts";

const deep = { TERM: "xterm-256color", COLORTERM: "truecolor" };
const some = { TERM: "xterm-256color" };
const few = { TERM: "xterm" };

describe("how many colours there are", () => {
  it.each([
    [deep, "true"],
    [{ ...deep, COLORTERM: "24bit" }, "true"],
    [{ TERM: "xterm-direct" }, "true"],
    [some, "256"],
    [{ TERM: "tmux-256color", COLORTERM: "truecolor", TMUX: "/tmp/tmux" }, "true"],
    [{ TERM: "screen-256color", COLORTERM: "truecolor", TMUX: "/tmp/tmux" }, "true"],
    [{ TERM: "screen-256color", COLORTERM: "truecolor" }, "256"],
    [few, "base"],
    [{ TERM: "linux", COLORTERM: "truecolor" }, "base"],
    [{ ...deep, NO_COLOR: "1" }, "none"],
    [{ ...deep, NO_COLOR: "" }, "true"],
    [{ TERM: "dumb" }, "none"],
  ])("%j: %s", (env, depth) => {
    expect(depthOf(env)).toBe(depth);
  });

  it("finds a colour of the 256 that is the same in every terminal", () => {
    expect(nearestNumber("#5fd7ff")).toBe(81);
    expect(rgbOfNumber(81)).toEqual([0x5f, 0xd7, 0xff]);
    expect(nearestNumber("#4e4e4e")).toBe(239);
  });
});

describe("what the text stands on", () => {
  it.each([
    [{}, "dark"],
    [{ COLORFGBG: "15;0" }, "dark"],
    [{ COLORFGBG: "0;15" }, "light"],
    [{ COLORFGBG: "0;default;15" }, "light"],
    [{ COLORFGBG: "0;7" }, "light"],
    [{ COLORFGBG: "12;8" }, "dark"],
    [{ COLORFGBG: "15" }, "dark"],
    [{ COLORFGBG: "0;default" }, "dark"],
  ] as const)("%j: %s", (env, background) => {
    expect(guessedBackground(env)).toBe(background);
  });

  it("is dark where white reads better on it", () => {
    expect(backgroundOf([0x2e, 0x34, 0x40])).toBe("dark");
    expect(backgroundOf([0x00, 0x00, 0xff])).toBe("dark");
    expect(backgroundOf([0xfd, 0xf6, 0xe3])).toBe("light");
  });
});

describe("a theme", () => {
  const sgr = (env: Record<string, string>, ...rest: [name?: "light" | "high-contrast", on?: "dark" | "light"]) =>
    themeFor(env, ...rest).paint("bad", "x");

  it("is written in what colours the terminal has", () => {
    expect(sgr(deep)).toBe("\u001b[38;2;255;154;147mx\u001b[0m");
    expect(sgr(some)).toBe("\u001b[38;5;210mx\u001b[0m");
    expect(sgr(few)).toBe("\u001b[31mx\u001b[0m");
    expect(sgr({ ...deep, NO_COLOR: "1" })).toBe("\u001b[1mx\u001b[0m");
    expect(sgr({ TERM: "dumb" })).toBe("x");
  });

  it("is the person's, else goes by the background; high contrast goes by it, too", () => {
    expect(sgr(deep, "light")).toContain("38;2;175;0;0");
    expect(themeFor(deep, "auto", "light").paint("bad", "x")).toBe(sgr(deep, "light"));
    expect(themeFor(deep, "dark", "light").paint("bad", "x")).toBe(sgr(deep));
    expect(new Set((["dark", "light"] as const).map((on) => sgr(deep, "high-contrast", on))).size).toBe(2);
  });

  it("with high contrast has nothing that is faint, with however few colours", () => {
    for (const env of [deep, some, few, { ...deep, NO_COLOR: "1" }]) {
      const theme = themeFor(env, "high-contrast");
      expect(theme.faintRules).toBe(false);
      for (const style of Object.keys(palettes.usual.dark) as "dim"[]) expect(theme.paint(style, "x")).not.toContain("\u001b[2m");
    }
  });

  it("has no colours with NO_COLOR, whatever is chosen", () => {
    for (const name of themeNames) {
      const { paint, colour } = themeFor({ ...deep, NO_COLOR: "1" }, name);
      expect(colour).toBe(false);
      const all = (Object.keys(palettes.usual.dark) as "dim"[]).map((style) => paint(style, "x")).join("");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR is what is looked for
      expect(all).not.toMatch(/\u001b\[(?:3|4\d|9|10)/);
    }
  });
});

it("subscribers hear of another theme, and of no other change", () => {
  const themes = createThemes(deep);
  const first = themes.current();
  const heard = vi.fn();
  const forget = themes.subscribe(heard);
  themes.standsOn([0, 0, 0]);
  themes.choose("auto");
  expect(themes.current()).toBe(first);
  themes.standsOn([255, 255, 255]);
  themes.choose("high-contrast");
  expect(heard).toHaveBeenCalledTimes(2);
  forget();
  themes.choose("dark");
  expect(heard).toHaveBeenCalledTimes(2);
});

describe("the question for the background", () => {
  it("is asked once, and is over with the last answer", async () => {
    const told = vi.fn();
    const write = vi.fn();
    const question = backgroundQuestion({ write, told, patience: 60_000 });
    await question.settled();
    question.ask();
    question.ask();
    expect(write.mock.calls).toEqual([["\u001b]11;?\u001b\\\u001b[c"]]);
    question.hear({ kind: "background", colour: [1, 2, 3] });
    question.hear({ kind: "end" });
    await question.settled();
    expect(told).toHaveBeenCalledWith({ kind: "background", colour: [1, 2, 3] });
  });

  it("waits for no terminal that does not answer", async () => {
    vi.useFakeTimers();
    const question = backgroundQuestion({ write: () => {}, told: () => {} });
    question.ask();
    const settled = question.settled();
    vi.advanceTimersByTime(300);
    await settled;
    vi.useRealTimers();
  });
});
