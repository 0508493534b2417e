/** A line that somebody typed: which command of a table it names, and how it may go on. Pure. */
import { nearest } from "../../dockerfile/suggest.ts";
import { type Command, isRefused, type Refused, refused } from "./command.ts";
import { type CommandRow, noArguments, type Situation } from "./row.ts";
import { sessionRows } from "./table.ts";

type NamedRow = Pick<CommandRow<unknown>, "name" | "aliases" | "keys" | "arguments">;

/** The name that a line begins with, and all that follows it. */
export function splitLine(line: string): readonly [name: string, text: string] {
  const [name = ""] = /^\S+/.exec(line.trimStart()) ?? [];
  return [name, line.trimStart().slice(name.length).trim()];
}

/** The row that `name` means: its name, another name of it, its key where that is a character, or the only one that begins so. */
export function findRow<R extends NamedRow>(rows: readonly R[], name: string): R | Refused {
  const exact = rows.find((row) => row.name === name || row.aliases.includes(name));
  const found = exact ?? rows.find(({ keys }) => name.length === 1 && keys.includes(name));
  if (found !== undefined) return found;
  const begun = rows.filter((row) => name !== "" && [row.name, ...row.aliases].some((each) => each.startsWith(name)));
  if (begun.length === 1 && begun[0] !== undefined) return begun[0];
  if (begun.length > 1) return refused(`"${name}" may be ${begun.map((row) => row.name).join(", ")}.`);
  const meant = nearest(name, namesOf(rows));
  return refused(`There is no command "${name}"${meant === undefined ? "." : `: did you mean ${meant}?`}`);
}

/** Why the command takes no such text. */
export const whyNoText = (row: NamedRow, text: string): Refused | undefined =>
  text !== "" && row.arguments === noArguments ? refused(`${row.name} takes no words.`) : undefined;

const namesOf = (rows: readonly NamedRow[]): readonly string[] => rows.flatMap(({ name, aliases }) => [name, ...aliases]).sort();

/** What a line asks of the session: `break 12`, `retry`. */
export function readCommand(line: string, situation: Situation): Command | Refused {
  const [name, text] = splitLine(line);
  const row = findRow(sessionRows, name);
  if (isRefused(row)) return row;
  return whyNoText(row, text) ?? row.run(text, situation);
}

/** What the last word of a line may become; `start`: where that word begins. */
export type Completion = { readonly start: number; readonly words: readonly string[] };

export function completionOf(rows: readonly NamedRow[], line: string, situation: Situation): Completion {
  const start = line.length - (/\S*$/.exec(line)?.[0].length ?? 0);
  const word = line.slice(start);
  if (line.slice(0, start).trim() === "") return { start, words: namesOf(rows).filter((name) => name.startsWith(word)) };
  const [name] = splitLine(line);
  const row = findRow(rows, name);
  if (isRefused(row)) return { start, words: [] };
  const before = line.slice(0, start).trim().split(/\s+/).slice(1);
  return { start, words: row.arguments.complete([...before, word], situation, namesOf(rows)) };
}
