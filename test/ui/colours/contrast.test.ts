/** Every text of every theme can be read on what it stands on. Source of the numbers: WCAG 2.2, 1.4.3 and 1.4.6. */
import { describe, expect, it } from "vitest";
import { luminance } from "../../../src/ui/colours/contrast.ts";
import { nearestNumber, type Rgb, rgbOf, rgbOfNumber } from "../../../src/ui/colours/depth.ts";
import { type Background, type Palette, palettes } from "../../../src/ui/colours/palettes.ts";

function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Of terminals and of colour schemes that many use: black, VS Code, GNOME, Dracula, One Dark, Solarized, Gruvbox, Nord; and light ones. */
const backgrounds: Readonly<Record<Background, readonly string[]>> = {
  dark: ["#000000", "#1e1e1e", "#300a24", "#282a36", "#282c34", "#002b36", "#282828", "#2e3440"],
  light: ["#ffffff", "#fdf6e3", "#fbf1c7", "#eff1f5", "#fafafa", "#e1e2e7"],
};

const exact = rgbOf;
const oneOf256 = (hex: string): Rgb => rgbOfNumber(nearestNumber(hex));

/** Styles that are too hard to read, with how hard. */
function tooFaint(palette: Palette, on: Background, least: number, shown: (hex: string) => Rgb): readonly string[] {
  return Object.entries(palette).flatMap(([style, { text, background }]) => {
    if (text === undefined) return [];
    const behind = background === undefined ? backgrounds[on].map(rgbOf) : [shown(background)];
    const worst = Math.min(...behind.map((each) => contrast(shown(text), each)));
    return worst < least ? [`${style} ${worst.toFixed(2)}`] : [];
  });
}

it("is computed as WCAG computes it", () => {
  expect(contrast(rgbOf("#ffffff"), rgbOf("#000000"))).toBeCloseTo(21, 5);
  expect(contrast(rgbOf("#777777"), rgbOf("#ffffff"))).toBeCloseTo(4.48, 2);
});

describe.each([
  ["true colour", exact],
  ["256 colours", oneOf256],
] as const)("with %s", (_, shown) => {
  it.each(["dark", "light"] as const)("all text of the %s theme has 4.5:1", (on) => {
    expect(tooFaint(palettes.usual[on], on, 4.5, shown)).toEqual([]);
  });

  it.each(["dark", "light"] as const)("all text of the theme with high contrast has 7:1 on %s", (on) => {
    expect(tooFaint(palettes["high-contrast"][on], on, 7, shown)).toEqual([]);
  });
});

it("has a background of its own only with a text of its own", () => {
  for (const kinds of Object.values(palettes))
    for (const palette of Object.values(kinds))
      for (const { text, background } of Object.values(palette))
        expect(background !== undefined && text === undefined).toBe(false);
});
