/** All commands by key: the session's rows, the screen's, the editor's. Footer, help and README read it. */
import type { CommandRow, Group } from "../../debugger/commands/row.ts";
import { type SessionCommandName, sessionRows } from "../../debugger/commands/table.ts";
import { editorRows } from "../editor/editor-rows.ts";
import { screenRows } from "./screen-rows.ts";
import { searchRows } from "./search-rows.ts";

type ScreenCommandName = (typeof screenRows)[number]["name"];
export type CommandName = SessionCommandName | ScreenCommandName;
type SessionRow = (typeof sessionRows)[number];
type ScreenRow = (typeof screenRows)[number];
export type Row = SessionRow | ScreenRow;
type KeyText = Pick<CommandRow<unknown>, "keys" | "group" | "hint" | "help">;

export const commandRows: readonly Row[] = [...sessionRows, ...screenRows];

const byKey = new Map(commandRows.flatMap((row) => row.keys.map((key) => [key, row] as const)));
const byName = new Map<string, Row>(commandRows.map((row) => [row.name, row]));
const ofSession: ReadonlySet<string> = new Set(sessionRows.map(({ name }) => name));

export const rowOfKey = (key: string): Row | undefined => byKey.get(key);

export const rowOf = (name: CommandName): Row => byName.get(name) as Row;

/** Does it go to the controller? */
export const isSessionRow = (row: Row): row is SessionRow => ofSession.has(row.name);

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

export const keysLabel = (row: KeyText): string => row.keys.map(keyLabel).join(" ");

/** The key of a command, as one presses it. */
export const keyOf = (name: CommandName): string => keyLabel(rowOf(name).keys[0] ?? "");

/** A reason of the debugger's with keys in the place of `{command}`. */
export const withKeys = (reason: string): string =>
  reason.replaceAll(/\{([a-z-]+)\}/g, (whole, name: string) => {
    const row = byName.get(name);
    return row === undefined ? whole : keyLabel(row.keys[0] ?? name);
  });

const groups: readonly Group[] = [
  "Run",
  "After a failure",
  "Look and change",
  "Move",
  "While searching",
  "dbuild",
  "In the editor",
];

/** What can be pressed, by group, in the order of the help screen. */
export function keyGroups(): readonly { readonly group: Group; readonly rows: readonly KeyText[] }[] {
  const all: readonly KeyText[] = [...commandRows, ...searchRows, ...editorRows].filter(({ keys }) => keys.length > 0);
  return groups.map((group) => ({ group, rows: all.filter((row) => row.group === group) }));
}
