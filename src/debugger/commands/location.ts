/** Words for a place in the Dockerfile: `12`, `+2`. Pure. */
import { type Plan, placedInstructions } from "../../builder/plan/plan.ts";
import type { StepId } from "../../builder/steps.ts";
import { position } from "../session.ts";
import { type Refused, refused } from "./command.ts";
import type { Arguments, Situation } from "./row.ts";

/**
 * The instruction that `word` means: a line, or so many steps below the position; without a word the selected one. A line
 * between two instructions means the one below it.
 */
export function locate(word: string | undefined, { session, selected }: Situation): StepId | Refused {
  const { plan } = session;
  if (word === undefined) return selected ?? refused("No step is selected.");
  const found = /^\+\d+$/.test(word) ? plan.steps[position(session) + Number(word)]?.id : onLine(plan, word);
  return found ?? refused(`There is no instruction at "${word}": a line is a number, +2 is two steps below the position.`);
}

function onLine(plan: Plan, word: string): StepId | undefined {
  if (!/^[1-9]\d*$/.test(word)) return undefined;
  const at = placedInstructions(plan.program).findIndex(({ instruction: { span } }) => span.endLine >= Number(word));
  return plan.ids[at];
}

/** Is it an instruction, or a reason why there is none? */
export const isStep = (found: StepId | Refused): found is StepId => typeof found === "string";

/** A line first; then what `more` says. */
export const lineThen = (more: string): Arguments => ({
  usage: more === "" ? "[line]" : `line ${more}`,
  complete: (words, { session }) => {
    if (words.length > 1) return [];
    const lines = session.plan.steps.map(({ instruction }) => String(instruction.span.line));
    return lines.filter((line) => line.startsWith(words[0] ?? ""));
  },
});
