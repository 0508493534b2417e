/** How a step came to its result, from what executing it gave. Pure. */
import type { StepResult } from "../builder/execute.ts";
import type { BuildState } from "../builder/state.ts";
import type { Outcome } from "./session.ts";

/** `before`: what was true before the step; `ms`: how long it took. */
export function outcomeOf(result: StepResult & { ok: true }, before: BuildState, ms: number): Outcome {
  const stage = result.state.stage;
  const same = stage !== undefined && before.stage?.index === stage.index;
  return {
    how: result.how,
    ms: result.how === "cached" ? 0 : ms,
    size: stage === undefined ? 0 : Math.max(0, stage.size - (same ? (before.stage?.size ?? 0) : 0)),
    ...(stage?.image !== undefined && { image: stage.image }),
    ...(result.note !== undefined && { note: result.note }),
    ...(result.passedOver && { passedOver: result.passedOver }),
  };
}
