/**
 * The colours of each theme, as values; test/ui/colours/contrast.test.ts holds each text to 4.5:1 (high contrast: 7:1) on what it stands
 * on. Styles without a background stand on the terminal's own.
 */

/** What a person may choose; `auto` goes by the terminal's background. */
export const themeNames = ["dark", "light", "high-contrast", "auto"] as const;
export type ThemeName = (typeof themeNames)[number];

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

/** `#rrggbb`. */
type Hex = `#${string}`;

/** `attributes`: SGR parameters that are no colours, with blanks between. */
export type Paint = { readonly text?: Hex; readonly background?: Hex; readonly attributes?: string };

export type Palette = Readonly<Record<Style, Paint>>;

/** Of the terminal, what its text stands on. */
export type Background = "dark" | "light";

/** The terminal's own two colours, the other way round. */
const inverse: Paint = { attributes: "7" };

const onDark: Palette = {
  plain: {},
  dim: { text: "#a8b3bf" },
  strong: { attributes: "1" },
  accent: { text: "#5fd7ff" },
  good: { text: "#87e787" },
  bad: { text: "#ff9a93" },
  warn: { text: "#e8bd4a" },
  hand: { text: "#d7afff" },
  selected: inverse,
  cursor: inverse,
  paused: { text: "#000000", background: "#e8bd4a", attributes: "1" },
  running: { text: "#000000", background: "#5fd7ff", attributes: "1" },
  failed: { text: "#ffffff", background: "#b3202a", attributes: "1" },
  done: { text: "#000000", background: "#5fd787", attributes: "1" },
  ask: { text: "#000000", background: "#5fd7ff", attributes: "1" },
  match: inverse,
  matchHere: { text: "#000000", background: "#e8bd4a", attributes: "1" },
};

const onLight: Palette = {
  ...onDark,
  dim: { text: "#4e4e4e" },
  accent: { text: "#005f87" },
  good: { text: "#005f00" },
  bad: { text: "#af0000" },
  warn: { text: "#6e4a00" },
  hand: { text: "#5f00af" },
};

const strongOnDark: Palette = {
  ...onDark,
  dim: {},
  accent: { text: "#87ffff", attributes: "1" },
  good: { text: "#afffaf" },
  bad: { text: "#ffc4be", attributes: "1" },
  warn: { text: "#ffff87", attributes: "1" },
  hand: { text: "#ffd7ff", attributes: "1" },
  paused: { text: "#000000", background: "#ffff87", attributes: "1" },
  running: { text: "#000000", background: "#87ffff", attributes: "1" },
  failed: { text: "#ffffff", background: "#870000", attributes: "1" },
  done: { text: "#000000", background: "#afffaf", attributes: "1" },
  ask: { text: "#000000", background: "#87ffff", attributes: "1" },
  matchHere: { text: "#000000", background: "#ffff87", attributes: "1 4" },
};

const strongOnLight: Palette = {
  ...strongOnDark,
  accent: { text: "#00005f", attributes: "1" },
  good: { text: "#003000" },
  bad: { text: "#870000", attributes: "1" },
  warn: { text: "#3d2600", attributes: "1" },
  hand: { text: "#4b1480", attributes: "1" },
};

export const palettes: Readonly<Record<"usual" | "high-contrast", Readonly<Record<Background, Palette>>>> = {
  usual: { dark: onDark, light: onLight },
  "high-contrast": { dark: strongOnDark, light: strongOnLight },
};

/** SGR parameters of the 16 base colours, whose looks are the terminal's own. */
export type Codes = Readonly<Record<Style, string>>;

const base: Codes = {
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

export const baseColours: Readonly<Record<"usual" | "high-contrast", Codes>> = {
  usual: base,
  "high-contrast": { ...base, dim: "", accent: "1 36", bad: "1 31", warn: "1 33", hand: "1 35", matchHere: "1 4 30 43" },
};

const colourless: Codes = {
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

export const noColours: Readonly<Record<"usual" | "high-contrast", Codes>> = {
  usual: colourless,
  "high-contrast": { ...colourless, dim: "" },
};
