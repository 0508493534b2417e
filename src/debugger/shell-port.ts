/** What shells need from whoever owns the real terminal (shell/). Types only. */
import type { Engine } from "../engine/engine.ts";

/** Where a word is a program in the container, by the PATH there; undefined: it is none. */
export type FindProgram = (word: string) => Promise<string | undefined>;

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
  /** As a person calls it: `bash`, `/bin/sh`. */
  readonly name: string;
  /** How it is started, where that says something: `by conda run -n ml`. */
  readonly note?: string;
  /** Printed by the shell once it is there; absent: there is no way to know. */
  readonly mark?: string;
};

/** A program that was left running, with the terminal given back. */
export type LeftProgram = {
  /** Gives the real terminal to it once more, until it is left again or ends. */
  again(): Promise<"left" | "ended">;
  /** Gives it up: what runs it ends as if the terminal were gone. */
  close(): void;
};

/** Called each time that the person leaves the program running. */
export type OnLeft = (left: LeftProgram) => void;

/** What is entered. */
export type Entrance = {
  readonly container: string;
  /** The container runs: this is started beside its program. Absent: the container itself is started. */
  readonly exec?: readonly string[];
  /** Printed by the shell once it is there. */
  readonly mark?: string | undefined;
  /** Absent: it cannot be left running. */
  readonly onLeft?: OnLeft | undefined;
};

export type TerminalEnd = {
  readonly code: number;
  /** The mark was printed; undefined: there is none. */
  readonly marked: boolean | undefined;
  /** Something was typed while the program was there. */
  readonly typed: boolean;
  /** The last of the output, as it came. */
  readonly lastOutput: string;
};

export type ShellPort = {
  /** What a person presses to leave a shell running; absent: it cannot be left. */
  readonly leaveKeys?: string;
  /** A shell may be asked for soon: loads what takes time then. Absent: none is made ready before it is asked for. */
  preload?(): void;
  /** Shells that the programs in the container can give, the best first. */
  choices(find: FindProgram, asked: ShellAsked): Promise<readonly ShellChoice[]>;
  /** A busybox mounted at `folder`. */
  mounted(asked: ShellAsked, folder: string): ShellChoice;
  /**
   * Gives the real terminal to the container (made with a terminal) until its shell ends; with `exec`, to that program beside
   * the one the container runs. Settles when the program has ended, however often it was left running before.
   */
  run(engine: Engine, entrance: Entrance): Promise<TerminalEnd>;
};
