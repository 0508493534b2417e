/** What commands do, as lines. Pure. */
import { isRefused } from "../../debugger/commands/command.ts";
import { findRow } from "../../debugger/commands/read-line.ts";
import type { CommandRow } from "../../debugger/commands/row.ts";
import { wordsOf } from "../../debugger/commands/words.ts";
import { UserError } from "../../errors.ts";

type Row = CommandRow<unknown>;

/** A line for each command; of the one that `text` names all there is to know. Throws UserError where it names none. */
export function helpLines(rows: readonly Row[], text: string): readonly string[] {
  const [name] = wordsOf(text);
  if (name !== undefined) return linesOn(rows, name);
  const longest = Math.max(...rows.map((row) => usageOf(row).length));
  return rows.map((row) => `${usageOf(row).padEnd(longest)}  ${row.help}`);
}

function linesOn(rows: readonly Row[], name: string): readonly string[] {
  const row = findRow(rows, name);
  if (isRefused(row)) throw new UserError(row.reason.replace(/\.$/, ""));
  const others = [...row.aliases, ...row.keys.filter((key) => key.length === 1)];
  const also = others.length === 0 ? "" : `; also ${others.join(", ")}`;
  return [`${usageOf(row)}: ${row.help}${also}`, ...(row.more === undefined ? [] : [`  ${row.more.replaceAll(/[{}]/g, "")}`])];
}

const usageOf = ({ name, arguments: { usage } }: Row): string => `${name} ${usage}`.trimEnd();
