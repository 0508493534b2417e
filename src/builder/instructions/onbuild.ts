/** ONBUILD triggers of a base: they run inside the FROM of the child, in order, each as an instruction of its stage (§1.10). */
import type { Instruction } from "../../dockerfile/program.ts";
import { parseTrigger } from "../../dockerfile/trigger.ts";
import type { StepResult } from "../execute.ts";
import { onlyNeeded } from "../inline-stage.ts";
import { StepProblem } from "../problem.ts";
import type { BuildState } from "../state.ts";
import { type StepContext, say } from "../step-context.ts";
import type { Step } from "../steps.ts";

/** Performs one instruction; given by execute.ts. */
export type Perform = (ctx: StepContext, state: BuildState) => Promise<StepResult>;

/**
 * The state after all triggers, or the failure of the first that fails with the layer it left. What a trigger reads of other
 * stages is built here when nothing else needed it so far. Throws StepProblem for one that can not be read.
 */
export async function runTriggers(
  ctx: StepContext,
  state: BuildState,
  triggers: readonly string[],
  perform: Perform,
): Promise<StepResult> {
  let current = state;
  let how: "cached" | "done" = "cached";
  for (const [index, text] of triggers.entries()) {
    say(ctx, `ONBUILD ${shortened(text)}`);
    const part = `${ctx.part === undefined ? "" : `${ctx.part}.`}onbuild${index + 1}`;
    const inner = { ...ctx, part, step: { ...ctx.step, instruction: readTrigger(ctx.step, text) } };
    const ready = await onlyNeeded(inner, current, perform);
    const result = ready.ok ? await perform(inner, ready.state) : ready;
    if (!result.ok) {
      const message = `ONBUILD ${shortened(text)}: ${result.failure.message}`;
      const stage = result.failure.stage ?? current.stage;
      return { ok: false, failure: { ...result.failure, message, ...(stage && { stage }) } };
    }
    if (result.how !== "cached") how = "done";
    current = result.state;
  }
  return { ok: true, how, state: current };
}

function readTrigger(from: Step, text: string): Exclude<Instruction, { kind: "from" }> {
  const read = parseTrigger(text, from.instruction.span);
  if (read.ok) return read.instruction;
  const [first] = read.problems;
  throw new StepProblem(
    read.problems.map(({ message }) => message).join("; "),
    first?.hint ?? "the base image brings this trigger; only another base can mend it",
  );
}

function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 100 || line !== text ? `${line.slice(0, 100)}…` : line;
}
