/** Commands about an instruction, from the words that name it. Pure. */
import type { StepId } from "../../builder/steps.ts";
import type { Command, Refused } from "./command.ts";
import { isStep, locate } from "./location.ts";
import type { Situation } from "./row.ts";
import { firstWord, placeApart } from "./words.ts";

/** About the instruction that the first word names, else the selected one. */
export const onStep =
  (make: (step: StepId, rest: string) => Command | Refused) =>
  (text: string, situation: Situation): Command | Refused => {
    const [word, rest] = firstWord(text);
    const step = locate(word, situation);
    return isStep(step) ? make(step, rest) : step;
  };

/** The same, where a path follows: `12:/etc/hosts` too. */
export const onFile =
  (make: Parameters<typeof onStep>[0]) =>
  (text: string, situation: Situation): Command | Refused =>
    onStep(make)(placeApart(text), situation);
