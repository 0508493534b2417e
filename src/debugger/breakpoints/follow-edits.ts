/** Breakpoints and the instructions they belong to: found by line once, then kept through edits. Pure. */
import { type Plan, placedInstructions } from "../../builder/plan/plan.ts";
import type { StepId } from "../../builder/steps.ts";
import type { Breakpoint } from "./breakpoint.ts";

/** The breakpoints on the text of `plan`: those on a line belong to its instruction, and have the line where that is now. */
export function inText(breakpoints: readonly Breakpoint[], plan: Plan): readonly Breakpoint[] {
  const placed = placedInstructions(plan.program).map(({ instruction: { span } }, at) => ({
    id: plan.ids[at] as StepId,
    first: span.line,
    last: span.endLine,
  }));
  return breakpoints.map((each) => {
    const { where } = each;
    if (where.kind !== "line") return each;
    if (where.step === undefined) {
      // a line between two instructions means the one below it
      const found = placed.find(({ last }) => last >= where.line);
      return found === undefined ? each : { ...each, where: { ...where, line: found.first, step: found.id } };
    }
    // of an instruction that is gone: it comes back with it
    const now = placed.find(({ id }) => id === where.step);
    return now === undefined || now.first === where.line ? each : { ...each, where: { ...where, line: now.first } };
  });
}

/** Breakpoints that a person set, on what is in the text now. */
export const placedBreakpoints = (breakpoints: readonly Breakpoint[], { ids, steps }: Plan): readonly Breakpoint[] => {
  const here = new Set([...ids, ...steps.map(({ id }) => id)]);
  return breakpoints.filter(({ where }) => where.kind !== "failure" && (where.kind !== "line" || isHere(where.step, here)));
};

const isHere = (step: StepId | undefined, here: ReadonlySet<StepId>): boolean => step === undefined || here.has(step);
