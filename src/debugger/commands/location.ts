/** Words for a place in the Dockerfile: `12`, `+2`, `stage:final`, `/make/`. Pure. */

import { type Plan, placedInstructions } from "../../builder/plan/plan.ts";
import type { StepId } from "../../builder/steps.ts";
import { nearest } from "../../dockerfile/suggest.ts";
import { matcherOf } from "../../output/pattern.ts";
import { position } from "../session.ts";
import { stageCalled } from "../stage-called.ts";
import { type Refused, refused } from "./command.ts";
import type { Arguments, Situation } from "./row.ts";

/**
 * The instruction that `word` means: a line (between two instructions the one below it), so many steps below the position, the
 * FROM of a stage by name or number, the next instruction whose text matches; without a word the selected one.
 */
export function locate(word: string | undefined, { session, selected }: Situation): StepId | Refused {
  const { plan } = session;
  if (word === undefined) return selected ?? refused("No step is selected.");
  const found = placeOf(word, plan, position(session));
  return found ?? refused(`There is no instruction at "${word}": ${hintFor(word, plan)}.`);
}

/** As `locate`, but a sentence where `word` itself is wrong. */
function placeOf(word: string, plan: Plan, from: number): StepId | Refused | undefined {
  if (/^\+\d+$/.test(word)) return plan.steps[from + Number(word)]?.id;
  if (/^\d+$/.test(word)) return onLine(plan, Number(word));
  if (word.startsWith("/")) return matching(plan, word, from);
  return onStage(plan, word.replace(/^stage:/, ""));
}

/** Which word may have been meant, or what words there are. */
function hintFor(word: string, plan: Plan): string {
  const meant = /^[+/\d]/.test(word) ? undefined : nearest(word.replace(/^stage:/, "").toLowerCase(), stageNames(plan));
  if (meant !== undefined) return `did you mean stage:${meant}`;
  return "a line is a number, +2 is two steps below the position, others are stage:name and /text/";
}

export const stageNames = ({ program }: Plan): readonly string[] => program.stages.flatMap(({ name }) => name ?? []);

function onLine(plan: Plan, line: number): StepId | undefined {
  if (line < 1) return undefined;
  const at = placedInstructions(plan.program).findIndex(({ instruction: { span } }) => span.endLine >= line);
  return plan.ids[at];
}

function onStage(plan: Plan, word: string): StepId | undefined {
  const stage = stageCalled(plan.program, word);
  const at = placedInstructions(plan.program).findIndex((placed) => placed.stage === stage);
  return stage < 0 ? undefined : plan.ids[at];
}

/** The next one below step `from`; below the last one the search goes on at the top. */
function matching(plan: Plan, word: string, from: number): StepId | Refused | undefined {
  const expression = expressionOf(word);
  if ("reason" in expression) return expression;
  const all = placedInstructions(plan.program);
  const here = Math.max(0, plan.ids.indexOf(plan.steps[from]?.id as StepId));
  const order = [...all.keys()].map((at) => (here + 1 + at) % all.length);
  const matcher = matcherOf(expression);
  const [found] = matcher.matching(order.map((at) => all[at]?.instruction.text ?? "")) ?? [];
  if (matcher.tooLong !== undefined) {
    const { line } = all[order[matcher.tooLong] ?? 0]?.instruction.span ?? {};
    return refused(`"${word}" takes too long on line ${line}: write it without repeats inside repeats.`);
  }
  return found === undefined ? undefined : plan.ids[order[found] ?? 0];
}

/** `/text/`, or `/text/i` for any case, as a regular expression. */
export function expressionOf(word: string): RegExp | Refused {
  const [, source = word.slice(1), flags = ""] = /^\/(.+)\/(i?)$/s.exec(word) ?? [];
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return refused(`"${word}" cannot be looked for: ${(error as Error).message}.`);
  }
}

/** Is it an instruction, or a reason why there is none? */
export const isStep = (found: StepId | Refused): found is StepId => typeof found === "string";

/** A place first; then what `more` says. */
export const placeThen = (more: string): Arguments => ({
  usage: more === "" ? "[place]" : `place ${more}`,
  complete: (words, { session }) => {
    if (words.length > 1) return [];
    const lines = session.plan.steps.map(({ instruction }) => String(instruction.span.line));
    const stages = stageNames(session.plan).map((name) => `stage:${name}`);
    return [...lines, ...stages].filter((each) => each.startsWith(words[0] ?? ""));
  },
});
