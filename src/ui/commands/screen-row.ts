/** A row of the screen: what it does with the context. */
import { type CommandRow, noArguments } from "../../debugger/commands/row.ts";
import type { Context } from "../context.ts";

/** `text`: what stood behind the name, where it was typed. */
type Run = (context: Context, text: string) => void | Promise<void>;
type Told = Pick<CommandRow<Run>, "name" | "keys" | "group" | "hint" | "help" | "run"> & Partial<CommandRow<Run>>;

export const screenRow = <const R extends Told>(row: R): CommandRow<Run> & { readonly name: R["name"] } => ({
  aliases: [],
  arguments: noArguments,
  available: () => undefined,
  ...row,
});
