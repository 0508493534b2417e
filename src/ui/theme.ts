/** The look: named styles as SGR of the 16 base colours, and the glyphs. Colour never says a thing alone. */
import { createContext, useContext } from "react";

export type Style =
  | "plain"
  | "dim"
  | "strong"
  | "accent"
  | "good"
  | "bad"
  | "warn"
  | "hand"
  | "selected"
  | "cursor"
  | "paused"
  | "running"
  | "failed"
  | "done"
  | "ask"
  | "match"
  | "matchHere";

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
  readonly spinner: readonly string[];
};

export type Theme = {
  readonly glyphs: Glyphs;
  /** Colours allowed, in programs' output too. */
  readonly colour: boolean;
  /** The terminal shows ASCII only: spelled() is for its frames. */
  readonly ascii: boolean;
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
  spinner: ["|", "/", "-", "\\"],
};

const coloured: Readonly<Record<Style, string>> = {
  plain: "",
  dim: "2",
  strong: "1",
  accent: "36",
  good: "32",
  bad: "31",
  warn: "33",
  hand: "35",
  selected: "7",
  cursor: "7",
  // Both colours are named, so that the words read the same on a dark and on a light background.
  paused: "1 30 43",
  running: "1 30 46",
  failed: "1 97 41",
  done: "1 30 42",
  ask: "1 30 46",
  match: "7",
  matchHere: "1 30 43",
};

const colourless: Readonly<Record<Style, string>> = {
  plain: "",
  dim: "2",
  strong: "1",
  accent: "1",
  good: "",
  bad: "1",
  warn: "1",
  hand: "1",
  selected: "7",
  cursor: "7",
  paused: "1 7",
  running: "1 7",
  failed: "1 7",
  done: "1 7",
  ask: "1 7",
  match: "7",
  matchHere: "1 4 7",
};

const styled =
  (codes: Readonly<Record<Style, string>>) =>
  (style: Style, text: string): string =>
    codes[style] === "" || text === "" ? text : `${sequences(codes[style])}${text}\u001b[0m`;

/** A sequence per attribute: Ink takes a row apart and knows them one by one only. */
const sequences = (codes: string): string =>
  codes
    .split(" ")
    .map((code) => `\u001b[${code}m`)
    .join("");

/** Nothing but text: for layout tests and terminals that know no attributes. */
export const plainTheme: Theme = { glyphs: unicode, colour: false, ascii: false, paint: (_style, text) => text };

/** From the environment: NO_COLOR (any value but empty), TERM, and the locale's character set. */
export function themeFor(env: Readonly<Record<string, string | undefined>>): Theme {
  const term = env.TERM ?? "";
  const simple = term === "linux" || term === "dumb" || !utf8(env);
  const colour = (env.NO_COLOR ?? "") === "" && term !== "dumb";
  const paint = term === "dumb" ? plainTheme.paint : styled(colour ? coloured : colourless);
  return { glyphs: simple ? ascii : unicode, colour, ascii: simple, paint };
}

const spellings: Readonly<Record<string, string>> = { "…": "~", "↑": "^", "↓": "v", "←": "<", "→": ">" };

/** A frame for a terminal that shows ASCII only: the few signs that are not among the glyphs, Ink's ellipsis one of them. */
export const spelled = (frame: string): string => frame.replace(/[…↑↓←→]/g, (sign) => spellings[sign] ?? sign);

/** A locale that names no character set is taken for UTF-8 unless it is the C locale. */
function utf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  if (locale === "C" || locale === "POSIX") return false;
  const charset = locale.split(".")[1];
  return charset === undefined || /^utf-?8/i.test(charset);
}

const ThemeContext = createContext(plainTheme);
export const ThemeProvider = ThemeContext.Provider;
export const useTheme = (): Theme => useContext(ThemeContext);
