/** `help`, and `help break`: what one command does. */
import { isRefused } from "../../debugger/commands/command.ts";
import { findRow } from "../../debugger/commands/read-line.ts";
import { wordsOf } from "../../debugger/commands/words.ts";
import type { Context } from "../context.ts";
import { commandRows, keysLabel } from "./all-rows.ts";

export function helpOn({ apply, say, refuse, view, withKeys }: Omit<Context, "help">, text: string): void {
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
  const keys = keysLabel(row, view()) === "" ? "" : ` Keys: ${keysLabel(row, view())}.`;
  const more = row.more === undefined ? "" : ` ${withKeys(row.more)}`;
  say(`${`${row.name} ${row.arguments.usage}`.trimEnd()}: ${row.help}.${others}${keys}${more}`);
}
