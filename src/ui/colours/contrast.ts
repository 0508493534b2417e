/** How bright a colour is. Source: WCAG 2.2, relative luminance. Pure. */
import type { Rgb } from "./depth.ts";

/** From 0, black, to 1, white. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
