/** "Stop here?": which breakpoint a step hits before it runs or as it ended, which messages are printed, and the counts. Pure. */
import type { BuildState } from "../../builder/state.ts";
import type { Step } from "../../builder/steps.ts";
import type { Failure, Outcome, Session } from "../session.ts";
import type { Breakpoint } from "./breakpoint.ts";
import { type Ended, type Facts, filledIn, holds } from "./evaluate.ts";
import { asksForEnd, readExpression } from "./expression.ts";

export type Moment = {
  readonly step: Step;
  /** Before the step, or after it once it has a result. */
  readonly state: BuildState;
  /** How it ended; absent: it is about to run. */
  readonly end?: { readonly outcome: Outcome } | { readonly failure: Failure };
};

/** The breakpoint on failure that is on, if any: every session begins with one. */
export const failureStop = (breakpoints: readonly Breakpoint[]): Breakpoint | undefined =>
  breakpoints.find(({ where, enabled }) => enabled && where.kind === "failure");

/** Messages that are kept. */
const most = 200;

/** The session with its counts and messages, and the first breakpoint that is hit; the one on failure is failureStop's. */
export function judge(session: Session, moment: Moment): readonly [Session, Breakpoint | undefined] {
  const facts = factsOf(session, moment);
  let hit: Breakpoint | undefined;
  let { breakpoints, printed } = session;
  for (const each of session.breakpoints) {
    if (!each.enabled || each.where.kind === "failure" || !isMet(each, moment, facts)) continue;
    const met = (each.met ?? 0) + 1;
    const counted: Breakpoint = { ...each, met };
    breakpoints = breakpoints.map((one) => (one.id === each.id ? counted : one));
    if (!isWanted(counted)) continue;
    if (each.log !== undefined) {
      const number = (printed.at(-1)?.number ?? 0) + 1;
      printed = [...printed, { number, text: filledIn(each.log, facts) }].slice(-most);
    } else hit ??= counted;
  }
  const same = breakpoints === session.breakpoints && printed === session.printed;
  return [same ? session : { ...session, breakpoints, printed }, hit];
}

/** From one hit on, or at every so manieth. */
function isWanted({ hits, met = 0 }: Breakpoint): boolean {
  if (hits === undefined) return true;
  return "from" in hits ? met >= hits.from : met % hits.every === 0;
}

function isMet({ where, condition }: Breakpoint, { step, end }: Moment, facts: Facts): boolean {
  const read = condition === undefined ? undefined : readExpression(condition);
  if (read?.ok === false) return false;
  const { ended } = facts;
  const atEnd = end !== undefined;
  if (read !== undefined && !holds(read.expression, facts)) return false;
  switch (where.kind) {
    case "line":
    case "stage":
    case "instruction":
      // a condition on how the step ended is judged when it has
      if (atEnd !== (read !== undefined && asksForEnd(read.expression))) return false;
      return isAt(where, step, facts);
    case "exit-code":
      return ended?.exit === where.code;
    case "layer-size":
      return atEnd && (ended?.size ?? 0) >= where.bytes;
    default:
      return false;
  }
}

type Place = Breakpoint["where"] & { readonly kind: "line" | "stage" | "instruction" };

function isAt(where: Place, step: Step, { stageName }: Facts): boolean {
  const { kind } = step.instruction;
  if (where.kind === "line") return where.step === step.id;
  if (where.kind === "instruction") return where.instruction === kind;
  if (kind !== "from" || step.parent !== undefined) return false;
  return where.stage === String(step.stage) || where.stage.toLowerCase() === stageName?.toLowerCase();
}

function factsOf({ plan }: Session, { step, state, end }: Moment): Facts {
  const stageName = plan.program.stages[step.stage]?.name;
  const stage = state.stage?.index === step.stage ? state.stage : undefined;
  return { step, stage, ...(stageName !== undefined && { stageName }), ...(end && { ended: endedOf(end) }) };
}

function endedOf(end: NonNullable<Moment["end"]>): Ended {
  if ("failure" in end) {
    const { exitCode, ms } = end.failure;
    return { ...(exitCode !== undefined && { exit: exitCode }), size: 0, ms, cached: false };
  }
  const { how, size, ms } = end.outcome;
  return { exit: 0, size, ms, cached: how === "cached" };
}
