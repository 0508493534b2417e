/** Stages that only a trigger of an image turned out to need: unknown when the steps were planned, they are built inside the FROM. */
import type { StepResult } from "./execute.ts";
import { fromLookup } from "./instructions/from.ts";
import type { Perform } from "./instructions/onbuild.ts";
import { StepProblem } from "./problem.ts";
import type { BuildState } from "./state.ts";
import { type StepContext, say } from "./step-context.ts";
import { isReplaced, laterStage, neededStages, stagesRead } from "./steps.ts";
import { word } from "./words.ts";

/** `state` with every stage done that `step` reads. Throws StepProblem when it names a stage that comes later. */
export async function onlyNeeded(ctx: StepContext, state: BuildState, perform: Perform): Promise<StepResult> {
  const { program, request } = ctx;
  const own = program.stages[ctx.step.stage];
  if (own === undefined) return { ok: true, how: "cached", state };
  const late = laterStage(program, own, ctx.step.instruction);
  if (late !== undefined) {
    const hint = `move that stage above line ${own.from.span.line}, or take another base`;
    throw new StepProblem(`it names the stage ${late}, which has to be defined before this one`, hint);
  }
  const lookup = fromLookup(ctx, state);
  const base = (stage: typeof own) => word(stage.from.image, lookup, program.escape);
  const read = stagesRead(program, own, ctx.step.instruction, { image: base, contexts: request.contexts });
  const needed = new Set(read.flatMap((stage) => [...neededStages(program, stage, base, request.contexts)]));
  let current = state;
  let how: "cached" | "done" = "cached";
  for (const stage of program.stages) {
    if (!needed.has(stage.index) || current.done[stage.index]) continue;
    const body = isReplaced(stage, request.contexts) ? [] : stage.body;
    let inside: BuildState = { globals: current.globals, done: current.done };
    for (const [index, instruction] of [stage.from, ...body].entries()) {
      say(ctx, `${stage.name ?? `stage ${stage.index}`}: ${instruction.text.split("\n", 1)[0]}`);
      const part = `${ctx.part ?? ""}.${stage.index}-${index}`;
      const result = await perform({ ...ctx, part, step: { ...ctx.step, stage: stage.index, instruction } }, inside);
      if (!result.ok) return result;
      if (result.how !== "cached") how = "done";
      inside = result.state;
    }
    if (inside.stage) current = { ...current, done: { ...current.done, [stage.index]: inside.stage } };
  }
  return { ok: true, how, state: current };
}
