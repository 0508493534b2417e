/** What a row of the face without a screen is made of. */
import { type Arguments, type CommandRow, noArguments } from "../../debugger/commands/row.ts";
import type { PlainFace } from "./face.ts";

/** Undefined: it goes on. */
export type Run = (face: PlainFace, text: string) => Promise<"quit" | undefined> | "quit" | undefined;
type Told = Pick<CommandRow<Run>, "name" | "help" | "run"> & Partial<CommandRow<Run>>;

export const plainRow = (row: Told): CommandRow<Run> => ({
  aliases: [],
  keys: [],
  arguments: noArguments,
  group: "Look and change",
  hint: row.name,
  available: () => undefined,
  ...row,
});

export const words = (usage: string): Arguments => ({ usage, complete: () => [] });
