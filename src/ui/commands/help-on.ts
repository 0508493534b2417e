/** `help`, and `help break`: what one command does. */
import { isRefused } from "../../debugger/commands/command.ts";
import { findRow } from "../../debugger/commands/read-line.ts";
import { wordsOf } from "../../debugger/commands/words.ts";
import type { Context } from "../context.ts";
import { commandRows, keysLabel } from "./all-rows.ts";

export function helpOn({ apply, say, refuse }: Omit<Context, "help">, text: string): void {
  const [name] = wordsOf(text);
  if (name === undefined) {
    apply({ type: "help", top: 0 });
    return;
  }
  const row = findRow(commandRows, name);
  if (isRefused(row)) {
    refuse(row, "bad");
    return;
  }
  const others = row.aliases.length === 0 ? "" : ` Also: ${row.aliases.join(", ")}.`;
  const keys = row.keys.length === 0 ? "" : ` Keys: ${keysLabel(row)}.`;
  const more = row.more === undefined ? "" : ` ${row.more}`;
  say(`${`${row.name} ${row.arguments.usage}`.trimEnd()}: ${row.help}.${others}${keys}${more}`);
}
