/** What the commands work with: the controller, the view, questions to the person, and the terminal's owner. Types only. */
import type { Refused } from "../debugger/commands/command.ts";
import type { Situation } from "../debugger/commands/row.ts";
import type { Controller } from "../debugger/controller.ts";
import type { Notification } from "./attention.ts";
import type { ThemeName } from "./colours/palettes.ts";
import type { LookingCommand } from "./commands/moves.ts";
import type { OpenShells } from "./open-shells.ts";
import type { Search } from "./panes/output/state.ts";
import type { Scene } from "./scene.ts";
import type { Message, Question, View, ViewAction } from "./view.ts";

/** Whoever owns the terminal. */
export type Host = {
  /** Gives the terminal away for the time of `work`: main screen, cooked mode; comes back redrawn whatever happens. */
  suspend<T>(work: (terminal: GivenTerminal) => Promise<T>): Promise<T>;
  /** Job control: stops the process until it is brought back. */
  stop(): void;
  /** Draws everything anew. */
  redraw(): void;
  /** Asks the terminal to put `text` into the clipboard (OSC 52). */
  clipboard(text: string): void;
  /** The terminal has not taken the last frame yet; another one would only queue up. */
  congested(): boolean;
  /** Draws in other colours from now on. */
  theme(name: ThemeName): void;
  /** Tells a person who looks elsewhere. */
  notify(notification: Notification): void;
};

export type GivenTerminal = {
  write(text: string): void;
  /**
   * Runs a program on the terminal; resolves with its exit code, rejects when it cannot be started. `input`: what it reads, as it
   * reads it; absent: the keyboard.
   */
  spawn(command: string, args: readonly string[], options?: { input?: Iterable<string>; env?: Env }): Promise<number>;
};

type Env = Readonly<Record<string, string | undefined>>;

/** Searches through the output that is looked at, beside all else. */
export type LogSearcher = {
  /** Looks for it from what is shown on, or from the top; undefined: ends the search. */
  start(search: Search | undefined, from?: "here" | "top"): void;
  /** To the next match, or the one before. */
  go(by: 1 | -1): void;
  /** Something may have changed: another instruction is selected, the log has grown. Called before each frame. */
  follow(): void;
  close(): void;
};

/** `text`: what stands there to begin with; `enter`: what Enter does. */
export type AskedText = { readonly label: string; readonly text: string; readonly enter: string };

/** Lines of the command line, the newest last; kept with the session. */
export type CommandHistory = { lines(): readonly string[]; add(line: string): void };

export type Context = {
  readonly controller: Controller;
  readonly host: Host;
  readonly env: Env;
  readonly history: CommandHistory;
  view(): View;
  apply(action: ViewAction): void;
  /** What there is to show now; the frame on the screen may be a moment behind. */
  scene(): Scene;
  situation(): Situation;
  say(text: string, tone?: Message["tone"]): void;
  /** Says why something cannot be done. */
  refuse(refused: Refused, tone?: Message["tone"]): void;
  /** A text of ours with the person's keys in the place of `{command}`. */
  withKeys(text: string): string;
  /** What a key does in the table, as a line of the command line. */
  lineOfKey(key: string): string | undefined;
  /** A line of the command line with the command's name in full, or why it is none. */
  namedLine(line: string): string | Refused;
  /** Does the commands of a file. Throws UserError where it cannot be read. */
  source(file: string): Promise<void>;
  /** What a person would copy of what they look at. */
  shownText(): string | undefined;
  /** Moves, or does what the pane in front makes of the command. */
  look(command: LookingCommand): void;
  readonly search: LogSearcher;
  /** The help; of one command, where `text` names it. */
  help(text: string): void;
  /** Keeps the shells that are open from being lost: whoever ends the UI under them keeps their changes. */
  readonly shells: OpenShells;
  /** While an editor has a file of a layer, or it is put back: whoever ends the UI under it asks where the text is that was not. */
  readonly outside: { unsaved: (() => Promise<string | undefined>) | undefined };
  /** Resolves with the key of the choice. One question at a time; the next waits. */
  ask(question: Question): Promise<string>;
  /** Lines that the person types, one after the other; undefined: they left it. */
  askText(asked: readonly AskedText[]): Promise<readonly string[] | undefined>;
  /** Runs `work`, showing what is awaited; what it throws is said. Undefined then. */
  await<T>(what: string, work: () => Promise<T>): Promise<T | undefined>;
  /** The UI is over. */
  ended(): boolean;
  end(): void;
  /** As `end`, but what runs is to go on. */
  detach(): void;
};
