/** How many colours a terminal has, and how one of a palette is written for it. Pure. */
import type { Codes, Paint, Palette, Style } from "./palettes.ts";

/** `none`: text has attributes only; `base`: the 16 of the terminal's own palette; `256`; `true`: 24 bits. */
export type Depth = "none" | "base" | "256" | "true";

type Env = Readonly<Record<string, string | undefined>>;

/** By NO_COLOR (any value but empty), COLORTERM (`truecolor`, `24bit`) and the ending of TERM. */
export function depthOf({ NO_COLOR = "", COLORTERM = "", TERM = "", TMUX = "" }: Env): Depth {
  if (NO_COLOR !== "" || TERM === "dumb") return "none";
  // COLORTERM is of the terminal around it: screen knows less, and so does the console of a machine that one has come to by ssh
  const inherited = TERM === "linux" || (TERM.startsWith("screen") && TMUX === "");
  if (TERM.endsWith("-direct") || (!inherited && /^(truecolor|24bit)$/i.test(COLORTERM))) return "true";
  return TERM.endsWith("-256color") ? "256" : "base";
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** Of `#rrggbb`. */
export const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

const levels = [0, 95, 135, 175, 215, 255];

/** The colour of a number from 16 on: a cube of six levels, then 24 greys. Source: xterm's 256colres. */
export function rgbOfNumber(number: number): Rgb {
  if (number >= 232) {
    const grey = 8 + 10 * (number - 232);
    return [grey, grey, grey];
  }
  const at = number - 16;
  return [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((level) => levels[level] ?? 0) as unknown as Rgb;
}

/** Number of the nearest of the colours that are the same in every terminal with 256: the first 16 are the terminal's own. */
export function nearestNumber(hex: string): number {
  const wanted = rgbOf(hex);
  const far = (number: number): number =>
    rgbOfNumber(number).reduce((sum, value, at) => sum + (value - (wanted[at] ?? 0)) ** 2, 0);
  return Array.from({ length: 240 }, (_, at) => at + 16).reduce((best, each) => (far(each) < far(best) ? each : best));
}

/** The palette as SGR parameters. */
export const codesOf = (palette: Palette, depth: "256" | "true"): Codes =>
  Object.fromEntries(Object.entries(palette).map(([style, paint]) => [style, parameters(paint, depth)])) as Record<Style, string>;

function parameters({ text, background, attributes }: Paint, depth: "256" | "true"): string {
  const colour = (hex: string): string => (depth === "true" ? `2;${rgbOf(hex).join(";")}` : `5;${nearestNumber(hex)}`);
  return [attributes, text && `38;${colour(text)}`, background && `48;${colour(background)}`].filter(Boolean).join(" ");
}
