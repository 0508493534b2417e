/** What a key does while a command is typed. */
import { completionOf } from "../../debugger/commands/read-line.ts";
import { commandRows } from "../commands/all-rows.ts";
import { runLine } from "../commands/press.ts";
import type { Context } from "../context.ts";
import type { Key } from "../decode-keys.ts";
import { promptEdit } from "../footer/prompt.tsx";
import { type CommandLine, completed, edited, recalled, typedLine } from "./state.ts";

export async function commandLineKey(context: Context, line: CommandLine, key: Key): Promise<void> {
  const { apply, history, situation } = context;
  const text = typedLine(line);
  const show = (next: CommandLine): void => apply({ type: "command-line", line: next });
  const close = (): void => apply({ type: "command-line", line: undefined });
  switch (key.name) {
    case "up":
    case "ctrl-p":
      return show(recalled(line, history.lines(), 1));
    case "down":
    case "ctrl-n":
      return show(recalled(line, history.lines(), -1));
    case "tab":
    case "shift-tab":
      return show(completed(line, () => completionOf(commandRows, text, situation()), key.name === "tab" ? 1 : -1));
    case "backspace":
      if (text === "") return close();
  }
  const action = promptEdit(key);
  if (action === undefined) return;
  if (action !== "enter" && action !== "leave") return show(edited(line, action));
  close();
  if (action === "leave" || text.trim() === "") return;
  apply({ type: "say", message: undefined });
  if (history.lines().at(-1) !== text.trim()) history.add(text.trim());
  await runLine(context, text);
}
