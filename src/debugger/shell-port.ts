/** What shells need from whoever owns the real terminal (shell/). Types only. */
import type { Engine } from "../engine/engine.ts";

export type ShellAsked = {
  /** As in SHELL, with its options. */
  readonly shell: readonly string[];
  /** The failed command, for the history. */
  readonly lastCommand: string | readonly string[] | undefined;
  /** The instruction's own shell, even where there is a better one to type at. */
  readonly own: boolean;
};

/** A way to start a shell. */
export type ShellChoice = {
  readonly argv: readonly string[];
  readonly name: string;
  /** How it is started, where that says something. */
  readonly note?: string;
  readonly mark?: string;
};

export type TerminalEnd = {
  readonly code: number;
  /** The shell said that it was there; undefined: this one cannot. */
  readonly marked: boolean | undefined;
  readonly typed: boolean;
  /** The last of the output, as it came. */
  readonly lastOutput: string;
};

export type ShellPort = {
  /** Shells that the programs in the container can give, the best first. `find`: where a word is one, by the PATH there. */
  choices(find: (word: string) => Promise<string | undefined>, asked: ShellAsked): Promise<readonly ShellChoice[]>;
  /** A busybox mounted at `folder`. */
  mounted(asked: ShellAsked, folder: string): ShellChoice;
  /**
   * Gives the real terminal to the container (made with a terminal) until its shell ends; with `exec`, to that program beside
   * the one the container runs.
   */
  run(
    engine: Engine,
    entrance: { readonly container: string; readonly exec?: readonly string[]; readonly mark?: string | undefined },
  ): Promise<TerminalEnd>;
};
