/** "Stop here?": which breakpoint a step hits before it runs, or by how it failed. Pure. */
import type { Step } from "../../builder/steps.ts";
import type { Failure } from "../session.ts";
import { type Breakpoint, breakpointOn } from "./breakpoint.ts";

export type Moment =
  /** `failure`: how the step failed before, where that was not stopped at yet. */
  | { readonly kind: "before"; readonly step: Pick<Step, "id">; readonly failure: Failure | undefined }
  | { readonly kind: "failed" };

/** The breakpoint to stop at, if any; a failure comes before a line. */
export function stopHere(breakpoints: readonly Breakpoint[], moment: Moment): Breakpoint | undefined {
  const enabled = breakpoints.filter((each) => each.enabled);
  const onFailure = enabled.find(({ where }) => where.kind === "failure");
  if (moment.kind === "failed" || moment.failure?.unseen) return onFailure;
  return breakpointOn(enabled, moment.step.id);
}
