/** The look: named styles as SGR, and the glyphs. Colour never says a thing alone. */
import { createContext, useContext } from "react";
import { guessedBackground } from "./colours/background.ts";
import { codesOf, depthOf } from "./colours/depth.ts";
import { type Background, baseColours, type Codes, noColours, palettes, type Style, type ThemeName } from "./colours/palettes.ts";

export type { Style } from "./colours/palettes.ts";

export type Glyphs = {
  readonly bar: string;
  readonly breakpoint: string;
  readonly pending: string;
  readonly done: string;
  readonly cached: string;
  readonly failed: string;
  readonly hand: string;
  readonly arrow: string;
  readonly rule: string;
  readonly divider: string;
  readonly more: string;
  readonly dot: string;
  readonly frozen: string;
  readonly spinner: readonly string[];
};

export type Theme = {
  readonly glyphs: Glyphs;
  /** Colours allowed, in programs' output too. */
  readonly colour: boolean;
  /** The terminal shows ASCII only: spelled() is for its frames. */
  readonly ascii: boolean;
  /** The lines between panes stand back. */
  readonly faintRules: boolean;
  paint(style: Style, text: string): string;
};

const unicode: Glyphs = {
  bar: "▌",
  breakpoint: "●",
  pending: "·",
  done: "✓",
  cached: "≡",
  failed: "✗",
  hand: "✎",
  arrow: "▸",
  rule: "─",
  divider: "│",
  more: "…",
  dot: "·",
  frozen: "‖",
  spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
};

const ascii: Glyphs = {
  bar: ">",
  breakpoint: "*",
  pending: ".",
  done: "+",
  cached: "=",
  failed: "x",
  hand: "h",
  arrow: ">",
  rule: "-",
  divider: "|",
  more: "~",
  dot: "-",
  frozen: "#",
  spinner: ["|", "/", "-", "\\"],
};

const styled =
  (codes: Codes) =>
  (style: Style, text: string): string =>
    codes[style] === "" || text === "" ? text : `${sequences(codes[style])}${text}\u001b[0m`;

/** A sequence per attribute: Ink takes a row apart and knows them one by one only. */
const sequences = (codes: string): string =>
  codes
    .split(" ")
    .map((code) => `\u001b[${code}m`)
    .join("");

/** Nothing but text: for layout tests and terminals that know no attributes. */
export const plainTheme: Theme = {
  glyphs: unicode,
  colour: false,
  ascii: false,
  faintRules: false,
  paint: (_style, text) => text,
};

type Env = Readonly<Record<string, string | undefined>>;

/** From the environment: how many colours there are (colours/depth.ts), TERM, and the locale's character set. */
export function themeFor(env: Env, name: ThemeName = "auto", background: Background = guessedBackground(env)): Theme {
  const term = env.TERM ?? "";
  const simple = term === "linux" || term === "dumb" || !utf8(env);
  const depth = depthOf(env);
  const kind = name === "high-contrast" ? name : "usual";
  const on = name === "dark" || name === "light" ? name : background;
  const codes = depth === "none" ? noColours[kind] : depth === "base" ? baseColours[kind] : codesOf(palettes[kind][on], depth);
  return {
    glyphs: simple ? ascii : unicode,
    colour: depth !== "none",
    ascii: simple,
    faintRules: term !== "dumb" && kind === "usual",
    paint: term === "dumb" ? plainTheme.paint : styled(codes),
  };
}

/** Do themes on dark and on light look different with so many colours? */
export const goesByBackground = (env: Env): boolean => ["256", "true"].includes(depthOf(env));

const spellings: Readonly<Record<string, string>> = { "…": "~", "↑": "^", "↓": "v", "←": "<", "→": ">" };

/** A frame for a terminal that shows ASCII only: the few signs that are not among the glyphs, Ink's ellipsis one of them. */
export const spelled = (frame: string): string => frame.replace(/[…↑↓←→]/g, (sign) => spellings[sign] ?? sign);

/** A locale that names no character set is taken for UTF-8 unless it is the C locale. */
function utf8(env: Env): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  if (locale === "C" || locale === "POSIX") return false;
  const charset = locale.split(".")[1];
  return charset === undefined || /^utf-?8/i.test(charset);
}

const ThemeContext = createContext(plainTheme);
export const ThemeProvider = ThemeContext.Provider;
export const useTheme = (): Theme => useContext(ThemeContext);
