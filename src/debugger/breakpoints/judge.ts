/** "Stop here?": which breakpoint a step hits before it runs or as it ended, which messages are printed, and the counts. Pure. */
import type { BuildState, StageState } from "../../builder/state.ts";
import type { Step } from "../../builder/steps.ts";
import { type Failure, leftLayer, type Outcome, type Session, stateBefore } from "../session.ts";
import { stageCalled } from "../stage-called.ts";
import { type Action, withAction } from "./action.ts";
import { type Breakpoint, isLogpoint } from "./breakpoint.ts";
import { type Ended, type Facts, filledIn, holds, TooSlow } from "./evaluate.ts";
import { asksForEnd, readExpression } from "./expression.ts";
import { withPrinted } from "./printed.ts";
import { disabledAsTooSlow, withoutBreakpoint } from "./with-breakpoint.ts";
import type { Written, WrittenFiles } from "./written.ts";

export type Moment = {
  readonly step: Step;
  /** Before the step, or after it once it has a result. */
  readonly state: BuildState;
  /** How it ended; absent: it is about to run. */
  readonly end?: { readonly outcome: Outcome; readonly written?: WrittenFiles } | { readonly failure: Failure };
};

/** The breakpoint on failure that is on and stops, if any: every session begins with one. */
export const failureStop = (breakpoints: readonly Breakpoint[]): Breakpoint | undefined =>
  breakpoints.find((each) => each.enabled && each.where.kind === "failure" && !isLogpoint(each));

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
  const { condition } = breakpoint;
  const read = condition === undefined ? undefined : readExpression(condition);
  if (read !== undefined && !(read.ok && holds(read.expression, facts))) return [session, undefined];
  const counted: Breakpoint = { ...breakpoint, met: (breakpoint.met ?? 0) + 1 };
  const breakpoints = session.breakpoints.map((one) => (one.id === breakpoint.id ? counted : one));
  const next = { ...session, breakpoints };
  if (!isWanted(counted)) return [next, undefined];
  return isLogpoint(counted) ? [printing(next, counted, moment, facts), undefined] : [next, counted];
}

/** Prints the message of the breakpoint, and has its command run. Throws TooSlow. */
function printing(session: Session, { id, log, run, temporary }: Breakpoint, moment: Moment, facts: Facts): Session {
  const logged = log === undefined ? session : withPrinted(session, [filledIn(log, facts)]);
  const { line } = moment.step.instruction.span;
  const next =
    run === undefined ? logged : withAction(logged, { breakpoint: id, line, command: run, ...layerOf(moment, facts.stage) });
  return temporary ? withoutBreakpoint(next, id) : next;
}

/** Where a command of a breakpoint runs: in the layer before the step, in its own once it has ended, in the one it left where it failed. */
function layerOf({ end }: Moment, stage: StageState | undefined): Pick<Action, "stage" | "writing"> {
  if (stage === undefined) return {};
  if (end === undefined || "outcome" in end) return { stage };
  const { failure } = end;
  if (failure.writing !== undefined) return { stage, writing: failure.writing };
  return { stage: leftLayer(failure) ? { ...stage, image: failure.image } : stage };
}

/** Would the build stop before the step if it came there again? What counts hits or prints a message does not. */
export function stopsBefore(session: Session, step: Step): boolean {
  const moment: Moment = { step, state: stateBefore(session, step.index) };
  const facts = factsOf(session, moment);
  return session.breakpoints.some((each) => {
    if (!each.enabled || isLogpoint(each) || each.hits !== undefined || !isAbout(session, each, moment, facts)) return false;
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
    case "failure":
      // one that stops is failureStop's
      return isLogpoint(breakpoint) && end !== undefined && "failure" in end && end.failure.kind === "failed";
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
