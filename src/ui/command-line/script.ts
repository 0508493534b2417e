/** Commands of a file on the screen: one after the other, each when what the one before it started has stopped. */
import type { Refused } from "../../debugger/commands/command.ts";
import { isSetting, type ScriptLine } from "../../debugger/commands/script.ts";
import { runLine } from "../commands/press.ts";
import type { Context } from "../context.ts";

/** Ends at the first that cannot be done, and says which and why. */
export async function runScript(context: Context, lines: readonly ScriptLine[]): Promise<void> {
  for (const { text, place } of lines) {
    if (context.ended()) return;
    let wrong: Refused | undefined;
    const refuse: Context["refuse"] = (reason) => {
      wrong = reason;
    };
    await runLine({ ...context, refuse }, text);
    if (wrong !== undefined) return context.say(`${place}: ${context.withKeys(wrong.reason)}`, "bad");
    if (!isSetting({ text })) await context.controller.idle();
  }
}
