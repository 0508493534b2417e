/** `/` and `!`: what is looked for in the output of the selected instruction. */
import { refused } from "../../debugger/commands/command.ts";
import { runningAt } from "../../debugger/session.ts";
import { anyError } from "../../output/error-patterns.ts";
import { patternOf } from "../../output/pattern.ts";
import type { Context } from "../context.ts";
import { selectedItem } from "../items.ts";
import type { OutputState } from "../panes/output/state.ts";
import { isSearching } from "./search-rows.ts";

export const printedNothing = refused("The selected instruction has printed nothing.");

const stateOf = ({ scene }: Context): OutputState => scene().panes.output as OutputState;

/** `text`: what to look for; empty: it is asked for. */
export async function search(context: Context, text: string): Promise<void> {
  const [typed = ""] = text === "" ? ((await context.askText([{ label: "search:", text: "", enter: "search" }])) ?? []) : [text];
  const { search: before, plainSearch } = stateOf(context);
  if (typed === "") {
    // as less has it: the same once more
    if (before !== undefined) context.search.go(1);
    return;
  }
  // only now: who types on after the key must not have done commands
  if (!mayHaveOutput(context)) return context.refuse(printedNothing);
  lookAtOutput(context);
  context.search.start({ pattern: patternOf(typed, plainSearch), noun: "match" });
}

/** To the first error; where errors are looked for already, to the next one. */
export function errors(context: Context): void {
  if (!mayHaveOutput(context)) {
    context.refuse(printedNothing);
    return;
  }
  const { search: before, errors: added } = stateOf(context);
  const pattern = anyError(added);
  if (before?.noun === "error" && before.pattern.source === pattern.source && isSearching(context.scene())) {
    context.search.go(1);
    return;
  }
  lookAtOutput(context);
  context.search.start({ pattern, noun: "error" }, "top");
}

/** Has the selected instruction printed something, or may it do so yet? */
export function mayHaveOutput({ scene }: Context): boolean {
  const { session, view, output } = scene();
  const step = selectedItem(session, view.picked)?.step;
  return step !== undefined && (runningAt(session, step) !== undefined || (output(step)?.lineCount ?? 0) > 0);
}

/** Brings it up and gives it the keys. */
export const lookAtOutput = ({ apply }: Context): void => apply({ type: "tab", tab: "output" });
