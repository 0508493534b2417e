/** Whether the terminal's text stands on something dark or light: what it answers, what the environment says, else dark. Pure. */
import { luminance } from "./contrast.ts";
import type { Rgb } from "./depth.ts";
import type { Background } from "./palettes.ts";

/** Where black and white text are read equally well: (1 + 0.05) / (l + 0.05) = (l + 0.05) / 0.05. */
const middle = 0.179;

export const backgroundOf = (colour: Rgb): Background => (luminance(colour) > middle ? "light" : "dark");

/** By COLORFGBG (`15;0`, `0;default;15`: the last is the background, of the 16), which some terminals set. */
export function guessedBackground({ COLORFGBG = "" }: Readonly<Record<string, string | undefined>>): Background {
  const last = COLORFGBG.split(";").at(-1) ?? "";
  return /^(7|9|1[0-5])$/.test(last) && COLORFGBG.includes(";") ? "light" : "dark";
}
