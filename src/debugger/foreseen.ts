/** What `dbuild check` knows of steps before they run: which of them are bound to fail, and why. Pure. */
import type { StepId } from "../builder/steps.ts";
import type { SyntaxProblem } from "../dockerfile/program.ts";
import { failureOf, isDone, runningAt, type Session } from "./session.ts";

/** Why a step will fail, and what to do. */
type Foreseen = NonNullable<Session["foreseen"]>[StepId];

/** The session with `problems` of `text` at their steps; the first of each. Another text: the session as it is. */
export function withForeseen(session: Session, text: string, problems: readonly SyntaxProblem[]): Session {
  if (text !== session.plan.text) return session;
  const foreseen: Record<StepId, Foreseen> = {};
  for (const { message, hint, span } of problems) {
    const step = session.plan.steps.find(({ instruction: { span: own } }) => span.start >= own.start && span.start < own.end);
    if (step !== undefined) foreseen[step.id] ??= { message, ...(hint !== undefined && { hint }) };
  }
  return { ...session, foreseen };
}

/** Why `step` is bound to fail; undefined once it has run, or when nothing is known. */
export function foreseenAt(session: Session, step: number): Foreseen | undefined {
  const id = session.plan.steps[step]?.id;
  if (id === undefined || isDone(session, step) || runningAt(session, step) || failureOf(session, step)) return undefined;
  return session.foreseen?.[id];
}

/** Steps still to come that are bound to fail. */
export const foreseenSteps = (session: Session): readonly number[] =>
  session.plan.steps.flatMap(({ index }) => (foreseenAt(session, index) === undefined ? [] : [index]));

/** A sentence on them; undefined: there are none. */
export function foreseenText(session: Session): string | undefined {
  const steps = foreseenSteps(session);
  const [first] = steps;
  if (first === undefined) return undefined;
  const line = session.plan.steps[first]?.instruction.span.line;
  const more = steps.length > 1 ? ` (and ${steps.length - 1} more)` : "";
  return `line ${line} will fail: ${foreseenAt(session, first)?.message}${more}`;
}
