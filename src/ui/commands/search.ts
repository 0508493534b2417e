/** `/` and `!`: what is looked for in the output of the selected instruction. */
import { anyError } from "../../output/error-patterns.ts";
import { patternOf } from "../../output/pattern.ts";
import type { Context } from "../context.ts";
import type { OutputState } from "../panes/output/state.ts";
import { isSearching } from "./search-rows.ts";

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
  lookAtOutput(context);
  context.search.start({ pattern: patternOf(typed, plainSearch), noun: "match" });
}

/** To the first error; where errors are looked for already, to the next one. */
export function errors(context: Context): void {
  const { search: before, errors: added } = stateOf(context);
  const pattern = anyError(added);
  if (before?.noun === "error" && before.pattern.source === pattern.source && isSearching(context.scene())) {
    context.search.go(1);
    return;
  }
  lookAtOutput(context);
  context.search.start({ pattern, noun: "error" }, "top");
}

/** Brings it up and gives it the keys. */
export const lookAtOutput = ({ apply }: Context): void => apply({ type: "tab", tab: "output" });
