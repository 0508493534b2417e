/**
 * ONBUILD triggers of a base: each runs as an instruction of the child's stage, right behind its FROM and in order. BuildKit reads
 * all of them before anything runs, so one that cannot be read, or names a stage below, fails the FROM.
 */
import { parseTrigger } from "../../dockerfile/trigger.ts";
import { StepProblem } from "../problem.ts";
import type { StepContext } from "../step-context.ts";
import { laterStage, type Trigger } from "../steps.ts";

/** Throws StepProblem. */
export function readTriggers({ program, step }: StepContext, texts: readonly string[]): readonly Trigger[] {
  const own = program.stages[step.stage];
  return texts.map((text) => {
    const read = parseTrigger(text, step.instruction.span);
    if (!read.ok) {
      const [first] = read.problems;
      const message = read.problems.map((problem) => problem.message).join("; ");
      throw failed(text, message, first?.hint ?? "the base image brings this trigger; only another base can mend it");
    }
    const late = own && laterStage(program, own, read.instruction);
    if (late === undefined) return read.instruction;
    const hint = `move that stage above line ${step.instruction.span.line}, or take another base`;
    throw failed(text, `it names the stage ${late}, which has to be defined before this one`, hint);
  });
}

const failed = (text: string, message: string, hint: string): StepProblem =>
  new StepProblem(`ONBUILD ${shortened(text)}: ${message}`, hint);

function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 100 || line !== text ? `${line.slice(0, 100)}…` : line;
}
