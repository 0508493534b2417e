/** "Stop here?": which breakpoint a step hits before it runs or as it ended, which messages are printed, and the counts. Pure. */
import type { BuildState } from "../../builder/state.ts";
import type { Step } from "../../builder/steps.ts";
import { type Failure, type Outcome, type Session, stateBefore } from "../session.ts";
import { stageCalled } from "../stage-called.ts";
import type { Breakpoint } from "./breakpoint.ts";
import { type Ended, type Facts, filledIn, holds, TooSlow } from "./evaluate.ts";
import { asksForEnd, readExpression } from "./expression.ts";
import { disabledAsTooSlow } from "./with-breakpoint.ts";
import type { Written, WrittenFiles } from "./written.ts";

export type Moment = {
  readonly step: Step;
  /** Before the step, or after it once it has a result. */
  readonly state: BuildState;
  /** How it ended; absent: it is about to run. */
  readonly end?: { readonly outcome: Outcome; readonly written?: WrittenFiles } | { readonly failure: Failure };
};

/** The breakpoint on failure that is on, if any: every session begins with one. */
export const failureStop = (breakpoints: readonly Breakpoint[]): Breakpoint | undefined =>
  breakpoints.find(({ where, enabled }) => enabled && where.kind === "failure");

/** Messages that are kept. */
const most = 200;

/** The session with its counts and messages, and the first breakpoint that is hit; the one on failure is failureStop's. */
export function judge(session: Session, moment: Moment): readonly [Session, Breakpoint | undefined] {
  let [next, first]: readonly [Session, Breakpoint | undefined] = [session, undefined];
  const facts = factsOf(session, moment);
  for (const each of session.breakpoints) {
    if (!each.enabled || !isAbout(session, each, moment, facts)) continue;
    const [judged, hit] = judgeOne(next, each, moment);
    next = judged;
    first ??= hit;
  }
  return [next, first];
}

/** The same of one, which the moment is about. One whose regular expressions take too long is disabled. */
export function judgeOne(session: Session, breakpoint: Breakpoint, moment: Moment): readonly [Session, Breakpoint | undefined] {
  try {
    return judged(session, breakpoint, moment);
  } catch (error) {
    if (!(error instanceof TooSlow)) throw error;
    return [disabledAsTooSlow(session, breakpoint.id), undefined];
  }
}

/** Throws TooSlow. */
function judged(session: Session, breakpoint: Breakpoint, moment: Moment): readonly [Session, Breakpoint | undefined] {
  const file = writtenFor(breakpoint, moment)?.path;
  const facts = { ...factsOf(session, moment), ...(file !== undefined && { file }) };
  const { condition, log } = breakpoint;
  const read = condition === undefined ? undefined : readExpression(condition);
  if (read !== undefined && !(read.ok && holds(read.expression, facts))) return [session, undefined];
  const counted: Breakpoint = { ...breakpoint, met: (breakpoint.met ?? 0) + 1 };
  const breakpoints = session.breakpoints.map((one) => (one.id === breakpoint.id ? counted : one));
  const next = { ...session, breakpoints };
  if (!isWanted(counted)) return [next, undefined];
  if (log === undefined) return [next, counted];
  const number = (session.printed.at(-1)?.number ?? 0) + 1;
  const printed = [...session.printed, { number, text: filledIn(log, facts) }].slice(-most);
  return [{ ...next, printed }, undefined];
}

/** Would the build stop before the step if it came there again? What counts hits or prints a message does not. */
export function stopsBefore(session: Session, step: Step): boolean {
  const moment: Moment = { step, state: stateBefore(session, step.index) };
  const facts = factsOf(session, moment);
  return session.breakpoints.some((each) => {
    if (!each.enabled || each.log !== undefined || each.hits !== undefined || !isAbout(session, each, moment, facts))
      return false;
    const read = each.condition === undefined ? undefined : readExpression(each.condition);
    try {
      return read === undefined || (read.ok && holds(read.expression, facts));
    } catch (error) {
      if (error instanceof TooSlow) return false;
      throw error;
    }
  });
}

/** From one hit on, or at every so manieth. */
function isWanted({ hits, met = 0 }: Breakpoint): boolean {
  if (hits === undefined) return true;
  return "from" in hits ? met >= hits.from : met % hits.every === 0;
}

/** What a step wrote of the files that the breakpoint is on; undefined: nothing. */
export const writtenFor = ({ id }: Pick<Breakpoint, "id">, { end }: Pick<Moment, "end">): Written | undefined =>
  end !== undefined && "outcome" in end && end.written && Object.hasOwn(end.written, id) ? end.written[id] : undefined;

/** Is that the moment it is judged at, and the place? */
function isAbout({ plan }: Session, breakpoint: Breakpoint, moment: Moment, facts: Facts): boolean {
  const { where, condition } = breakpoint;
  const { step, end } = moment;
  const { ended } = facts;
  const atEnd = end !== undefined;
  switch (where.kind) {
    case "line":
    case "stage":
    case "instruction": {
      // a condition on how the step ended is judged when it has
      const read = condition === undefined ? undefined : readExpression(condition);
      if (atEnd !== (read?.ok === true && asksForEnd(read.expression))) return false;
      return isAt(where, step, plan);
    }
    case "exit-code":
      return ended?.exit === where.code;
    case "file":
      return writtenFor(breakpoint, moment) !== undefined;
    case "layer-size":
      return atEnd && (ended?.size ?? 0) >= where.bytes;
    default:
      return false;
  }
}

type Place = Breakpoint["where"] & { readonly kind: "line" | "stage" | "instruction" };

function isAt(where: Place, step: Step, { program }: Session["plan"]): boolean {
  const { kind } = step.instruction;
  if (where.kind === "line") return where.step === step.id;
  if (where.kind === "instruction") return where.instruction === kind;
  if (kind !== "from" || step.parent !== undefined) return false;
  return step.stage === stageCalled(program, where.stage);
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
