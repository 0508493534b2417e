/** The one table of keys: what is pressed, what it is called, what it does. Footer, help and README are made from it. */

export type Command =
  | "next"
  | "continue"
  | "run-to"
  | "back"
  | "breakpoint"
  | "pause"
  | "interrupt"
  | "retry"
  | "retry-failed"
  | "accept"
  | "commit"
  | "shell"
  | "own-shell"
  | "copy"
  | "edit"
  | "edit-file"
  | "undo"
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "top"
  | "bottom"
  | "pane"
  | "next-tab"
  | "previous-tab"
  | "unfold"
  | "wrap"
  | "close"
  | "help"
  | "redraw"
  | "suspend"
  | "quit";

export type EditorCommand =
  | "save"
  | "leave"
  | "undo"
  | "redo"
  | "kill-line"
  | "kill-to-start"
  | "kill-word"
  | "word-left"
  | "word-right"
  | "home"
  | "end"
  | "top"
  | "bottom";

export type Group = "Run" | "After a failure" | "Look and change" | "Move" | "dbuild" | "In the editor";

type Words = {
  /** Names of decode.ts. The first is the one to show. */
  readonly keys: readonly string[];
  readonly group: Group;
  /** One or two words for the footer. */
  readonly hint: string;
  /** A sentence without a full stop. */
  readonly help: string;
};

export type KeyRow = Words & { readonly command: Command };
export type EditorKeyRow = Words & { readonly command: EditorCommand };

export const keyTable: readonly KeyRow[] = [
  { command: "next", keys: ["n"], group: "Run", hint: "next", help: "run the next instruction" },
  { command: "continue", keys: ["c"], group: "Run", hint: "continue", help: "run on to the next breakpoint, failure or end" },
  { command: "run-to", keys: ["t"], group: "Run", hint: "to here", help: "run to the selected step, or go back to it" },
  { command: "back", keys: ["u"], group: "Run", hint: "back", help: "go one step back, at once" },
  { command: "breakpoint", keys: ["b"], group: "Run", hint: "break", help: "set or remove a breakpoint on the selected step" },
  { command: "pause", keys: ["p"], group: "Run", hint: "pause", help: "pause when the running instruction has ended" },
  {
    command: "interrupt",
    keys: ["ctrl-c"],
    group: "Run",
    hint: "stop",
    help: "pause; again: stop it, keep what it did; paused: quit",
  },
  {
    command: "shell",
    keys: ["s"],
    group: "Look and change",
    hint: "shell",
    help: "open a shell in the selected step, also while it runs",
  },
  {
    command: "own-shell",
    keys: ["S"],
    group: "Look and change",
    hint: "its own shell",
    help: "the same with the instruction's own shell, never bash",
  },
  {
    command: "copy",
    keys: ["x"],
    group: "Look and change",
    hint: "copy out",
    help: "copy files of the selected step's layer to this machine",
  },
  { command: "edit", keys: ["e"], group: "Look and change", hint: "edit", help: "edit the selected instruction here" },
  {
    command: "edit-file",
    keys: ["E"],
    group: "Look and change",
    hint: "$EDITOR",
    help: "open the file in $VISUAL or $EDITOR at the selected line",
  },
  { command: "undo", keys: ["z"], group: "Look and change", hint: "undo edit", help: "take the last saved edit back" },
  {
    command: "retry",
    keys: ["r"],
    group: "After a failure",
    hint: "run clean",
    help: "run it clean, on the layer before it",
  },
  {
    command: "retry-failed",
    keys: ["R"],
    group: "After a failure",
    hint: "run on failed layer",
    help: "run it on the failed layer: make resumes",
  },
  {
    command: "accept",
    keys: ["a"],
    group: "After a failure",
    hint: "accept",
    help: "take what is there as its result and go on",
  },
  {
    command: "commit",
    keys: ["C"],
    group: "After a failure",
    hint: "retry commit",
    help: "write the layer of a kept container, once there is room",
  },
  { command: "up", keys: ["up", "k"], group: "Move", hint: "up", help: "one row up" },
  { command: "down", keys: ["down", "j"], group: "Move", hint: "down", help: "one row down" },
  { command: "page-up", keys: ["pageup", "ctrl-b"], group: "Move", hint: "page up", help: "one page up" },
  { command: "page-down", keys: ["pagedown", "ctrl-f"], group: "Move", hint: "page down", help: "one page down" },
  { command: "top", keys: ["g", "home"], group: "Move", hint: "top", help: "to the first row" },
  { command: "bottom", keys: ["G", "end"], group: "Move", hint: "bottom", help: "to the last row; the output follows again" },
  { command: "pane", keys: ["tab", "shift-tab"], group: "Move", hint: "pane", help: "to the other side: steps, output" },
  { command: "next-tab", keys: ["]"], group: "Move", hint: "config", help: "next tab beside the steps: output, config" },
  { command: "previous-tab", keys: ["["], group: "Move", hint: "tab before", help: "the tab before it" },
  { command: "unfold", keys: ["enter"], group: "Move", hint: "unfold", help: "unfold or fold the selected instruction" },
  { command: "wrap", keys: ["w"], group: "Move", hint: "wrap", help: "wrap long lines of output, or cut them" },
  {
    command: "close",
    keys: ["escape"],
    group: "Move",
    hint: "close",
    help: "close what is open; else back to where the build stands",
  },
  { command: "help", keys: ["?"], group: "dbuild", hint: "help", help: "show the keys" },
  { command: "redraw", keys: ["ctrl-l"], group: "dbuild", hint: "redraw", help: "draw the screen anew" },
  { command: "suspend", keys: ["ctrl-z"], group: "dbuild", hint: "suspend", help: "back to the calling shell; fg returns" },
  { command: "quit", keys: ["q"], group: "dbuild", hint: "quit", help: "quit; layers and images are kept" },
];

export const editorTable: readonly EditorKeyRow[] = [
  { command: "save", keys: ["ctrl-s", "f2", "alt-enter"], group: "In the editor", hint: "save", help: "write the file" },
  {
    command: "leave",
    keys: ["escape", "ctrl-c"],
    group: "In the editor",
    hint: "leave",
    help: "leave; asks when there are changes",
  },
  { command: "undo", keys: ["ctrl-z", "ctrl-_"], group: "In the editor", hint: "undo", help: "undo" },
  { command: "redo", keys: ["ctrl-y"], group: "In the editor", hint: "redo", help: "redo" },
  { command: "kill-line", keys: ["ctrl-k"], group: "In the editor", hint: "cut line", help: "delete to the end of the line" },
  { command: "kill-to-start", keys: ["ctrl-u"], group: "In the editor", hint: "cut", help: "delete to the start of the line" },
  {
    command: "kill-word",
    keys: ["ctrl-w", "alt-backspace"],
    group: "In the editor",
    hint: "cut word",
    help: "delete the word before the cursor",
  },
  {
    command: "word-left",
    keys: ["ctrl-left", "alt-left", "alt-b"],
    group: "In the editor",
    hint: "word",
    help: "one word to the left",
  },
  {
    command: "word-right",
    keys: ["ctrl-right", "alt-right", "alt-f"],
    group: "In the editor",
    hint: "word",
    help: "one word to the right",
  },
  { command: "home", keys: ["home", "ctrl-a"], group: "In the editor", hint: "start", help: "to the start of the line" },
  { command: "end", keys: ["end", "ctrl-e"], group: "In the editor", hint: "end", help: "to the end of the line" },
  { command: "top", keys: ["ctrl-home"], group: "In the editor", hint: "top", help: "to the start of the text" },
  { command: "bottom", keys: ["ctrl-end"], group: "In the editor", hint: "bottom", help: "to the end of the text" },
];

/** How far a moving command goes: a row, a page, to the end. Undefined: it does not move. */
export const distanceOf = (command: Command): ((page: number) => number) | undefined => distances[command];

const distances: Partial<Record<Command, (page: number) => number>> = {
  up: () => -1,
  down: () => 1,
  "page-up": (page) => -page,
  "page-down": (page) => page,
  top: () => Number.NEGATIVE_INFINITY,
  bottom: () => Number.POSITIVE_INFINITY,
};

const commands = new Map(keyTable.flatMap((row) => row.keys.map((key) => [key, row.command])));
const editorCommands = new Map(editorTable.flatMap((row) => row.keys.map((key) => [key, row.command])));

export const commandOf = (key: string): Command | undefined => commands.get(key);
export const editorCommandOf = (key: string): EditorCommand | undefined => editorCommands.get(key);

const labels: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  pageup: "PgUp",
  pagedown: "PgDn",
  escape: "Esc",
  backspace: "Backspace",
  enter: "Enter",
  tab: "Tab",
  home: "Home",
  end: "End",
};

/** As printed on a keyboard: `Ctrl-C`, `PgUp`, `n`. */
export function keyLabel(key: string): string {
  const parts = key.split("-").filter((part) => part !== "");
  const last = key.endsWith("_") ? "_" : (parts.at(-1) ?? key);
  const modifiers = parts.slice(0, -1).map((part) => `${part[0]?.toUpperCase()}${part.slice(1)}-`);
  const name = labels[last] ?? (modifiers.length > 0 || /^f\d+$/.test(last) ? last.toUpperCase() : last);
  return modifiers.join("") + name;
}

export const keysLabel = (row: Words): string => row.keys.map(keyLabel).join(" ");

export const rowOf = (command: Command): KeyRow => {
  const row = keyTable.find((each) => each.command === command);
  if (row === undefined) throw new Error(`no key for ${command}`);
  return row;
};

const groups: readonly Group[] = ["Run", "After a failure", "Look and change", "Move", "dbuild", "In the editor"];

/** The table by group, in the order of the help screen. */
export function keyGroups(): readonly { readonly group: Group; readonly rows: readonly Words[] }[] {
  const all: readonly Words[] = [...keyTable, ...editorTable];
  return groups.map((group) => ({ group, rows: all.filter((row) => row.group === group) }));
}

/** The key list of the README, between its markers. */
export function keyTableMarkdown(): string {
  const rows = keyGroups().flatMap(({ group, rows: words }) => [
    `| **${group}** | |`,
    ...words.map((row) => `| ${row.keys.map((key) => `\`${keyLabel(key)}\``).join(" ")} | ${row.help} |`),
  ]);
  return ["| key | what it does |", "|---|---|", ...rows].join("\n");
}
