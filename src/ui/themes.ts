/** The theme that the screen has now: by the person's choice, and the terminal's background as far as it is known. */
import { backgroundOf, guessedBackground } from "./colours/background.ts";
import type { Rgb } from "./colours/depth.ts";
import type { ThemeName } from "./colours/palettes.ts";
import { type Theme, themeFor } from "./theme.ts";

export type ThemeSource = {
  /** The same object until subscribers are told. */
  current(): Theme;
  /** Returns the unsubscriber. */
  subscribe(listener: () => void): () => void;
};

export type Themes = ThemeSource & {
  choose(name: ThemeName): void;
  /** The terminal has told its background. */
  standsOn(colour: Rgb): void;
};

export function createThemes(env: Readonly<Record<string, string | undefined>>): Themes {
  let name: ThemeName = "auto";
  let background = guessedBackground(env);
  let theme = themeFor(env, name, background);
  const listeners = new Set<() => void>();
  const change = (): void => {
    theme = themeFor(env, name, background);
    for (const listener of listeners) listener();
  };
  return {
    current: () => theme,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    choose: (wanted) => {
      if (wanted === name) return;
      name = wanted;
      change();
    },
    standsOn: (colour) => {
      const told = backgroundOf(colour);
      if (told === background) return;
      background = told;
      change();
    },
  };
}

/** One that stays. */
export const still = (theme: Theme): ThemeSource => ({ current: () => theme, subscribe: () => () => {} });
