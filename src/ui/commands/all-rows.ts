/** All commands by key: the session's rows, the screen's, the editor's. Footer, help and README read it. */

import { isRefused, type Refused } from "../../debugger/commands/command.ts";
import { keyLabel } from "../../debugger/commands/key-names.ts";
import { findRow, splitLine, whyNoText } from "../../debugger/commands/read-line.ts";
import type { CommandRow, Group } from "../../debugger/commands/row.ts";
import { type SessionCommandName, sessionRows } from "../../debugger/commands/table.ts";
import { type Bindings, bindingOf } from "../bindings.ts";
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

/** What a key does, as a line of the command line: `next`, `tab 3`. */
export function lineOfKey(key: string): string | undefined {
  const row = byKey.get(key);
  return row?.name === "tab" ? `tab ${key}` : row?.name;
}

/** A line of the command line with the command's name in full. Whether its words mean something is judged when it is done. */
export function namedLine(line: string): string | Refused {
  const [name, text] = splitLine(line);
  if (isLineNumber(name)) return line;
  const row = findRow(commandRows, name);
  if (isRefused(row)) return row;
  return whyNoText(row, text) ?? `${row.name} ${text}`.trimEnd();
}

/** A number alone goes to that line of the Dockerfile. */
export const isLineNumber = (name: string): boolean => /^\d+$/.test(name);

export const rowOf = (name: CommandName): Row => byName.get(name) as Row;

/** Does it go to the controller? */
export const isSessionRow = (row: Row): row is SessionRow => ofSession.has(row.name);

/** What the person's own keys do, behind their names; a row that has lost its keys to them is still there by its name. */
type Bound = { readonly bindings: Bindings };

/** The keys of a row as they are now: the person's own first. */
const keysOf = ({ name, keys }: Pick<KeyText, "keys"> & { readonly name: string }, { bindings }: Bound): readonly string[] => [
  ...bindings.filter((each) => each.line === name).map(({ key }) => key),
  ...keys.filter((key) => bindingOf(bindings, key) === undefined),
];

/** The key of a command, as one presses it; `:name` where it has none. */
export const keyOf = (name: CommandName, bound: Bound): string => shownKey(rowOf(name), bound);

function shownKey(row: Row, bound: Bound): string {
  const [key] = keysOf(row, bound);
  return key === undefined ? `:${row.name}` : keyLabel(key);
}

/** All keys of a command. */
export const keysLabel = (row: Pick<Row, "name" | "keys">, bound: Bound): string => keysOf(row, bound).map(keyLabel).join(" ");

/** A text of ours with keys in the place of `{command}`. */
export const withKeys = (text: string, bound: Bound): string =>
  text.replaceAll(/\{([a-z-]+)\}/g, (whole, name: string) => {
    const row = byName.get(name);
    return row === undefined ? whole : shownKey(row, bound);
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
export function keyGroups(bound: Bound): readonly { readonly group: Group; readonly rows: readonly KeyText[] }[] {
  const ofCommands = commandRows.map((row): KeyText => ({ ...row, keys: keysOf(row, bound) }));
  // while something is searched or edited, keys mean what they always do there
  const all = [...ofCommands, ...searchRows, ...editorRows].filter(({ keys }) => keys.length > 0);
  return groups.map((group) => ({
    group,
    rows: all.filter((row) => row.group === group).map((row) => ({ ...row, help: withKeys(row.help, bound) })),
  }));
}
