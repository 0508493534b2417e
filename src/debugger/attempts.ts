/** Every run of a step, the newest last; they follow the step through edits, and stay whatever is taken back. Pure. */
import type { StepId } from "../builder/steps.ts";
import type { ByStep, Failure, Outcome, Running, Session, Start } from "./session.ts";

export type Attempt = {
  /** Its number among all runs of the session: with the line, the name of its log. */
  readonly run: number;
  /** Where the instruction was then. */
  readonly line: number;
  /** The instruction as it was then. */
  readonly text: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds. */
  readonly ms: number;
  /** `cached`: a layer that was there; `hand`: what a person left was taken as the result. */
  readonly how: Outcome["how"] | "failed" | "interrupted";
  readonly start: Start;
  readonly exitCode?: number;
  /** Engine id of what it left; absent: nothing. */
  readonly image?: string;
  /** Bytes of its layer. */
  readonly size?: number;
  /** Why it failed, one line, cleaned. */
  readonly message?: string;
};

/** Runs of one step that are remembered, the newest. */
const mostAttempts = 100;

/** The step as it ran. */
type Ran = { readonly id: StepId; readonly line: number; readonly text: string };
type End = { readonly outcome: Outcome } | { readonly failure: Failure };

/** `attempts` with the one that has just ended. */
export function withAttempt(
  attempts: ByStep<readonly Attempt[]>,
  { id, line, text }: Ran,
  { run, start, startedAt }: Running,
  end: End,
): ByStep<readonly Attempt[]> {
  const begun = { run, line, text, start, startedAt };
  const attempt: Attempt = "outcome" in end ? { ...begun, ...succeeded(end.outcome) } : { ...begun, ...failed(end.failure) };
  return { ...attempts, [id]: [...(attempts[id] ?? []), attempt].slice(-mostAttempts) };
}

const succeeded = ({ how, ms, size, image }: Outcome) => ({ how, ms, size, ...(image !== undefined && { image }) });

function failed({ kind, ms, exitCode, image, before, message }: Failure) {
  return {
    how: kind === "interrupted" ? ("interrupted" as const) : ("failed" as const),
    ms,
    message,
    ...(exitCode !== undefined && { exitCode }),
    ...(image !== undefined && !before && { image }),
  };
}

/** Of the step at `index` of the plan; none before it has run. */
export function attemptsAt({ plan, attempts }: Pick<Session, "plan" | "attempts">, index: number): readonly Attempt[] {
  const id = plan.steps[index]?.id;
  return (id !== undefined && attempts[id]) || [];
}

export const attemptOf = (session: Session, index: number, run: number): Attempt | undefined =>
  attemptsAt(session, index).find((each) => each.run === run);
