/** A session from what its journal holds: the same value as that of the process that wrote it. Pure. */
import type { PlanResult } from "../../builder/plan/make-plan.ts";
import type { StepId } from "../../builder/steps.ts";
import type { NewBreakpoint } from "../breakpoints/breakpoint.ts";
import { newSession, type Session } from "../session.ts";
import { update } from "../update.ts";
import { eventOf, type StoredEvent } from "./entries.ts";

/** An entry of a journal, JSON-safe. Sorts it does not know are passed over. */
export type JournalEntry =
  /** The first one. */
  | { readonly begin: { readonly text: string; readonly breakpoints: readonly NewBreakpoint[]; readonly maxParallel?: number } }
  /** `now`: when it happened, milliseconds since the epoch. */
  | { readonly event: StoredEvent; readonly now: number };

/** An attempt at a step, and the line on which it began. */
export type Attempted = { readonly step: StepId; readonly line: number; readonly run: number };

export type Restored = {
  readonly session: Session;
  /** In order; of a step the last one is the newest. */
  readonly attempts: readonly Attempted[];
  /** How many entries that took. */
  readonly used: number;
  /** Why what follows in the journal could not be used; absent: all of it was. */
  readonly cut?: string;
};

/** `id`: of the session that goes on. Undefined: there is no beginning, or its Dockerfile makes no plan here. */
export function replay(
  id: string,
  entries: readonly JournalEntry[],
  replan: (text: string) => PlanResult,
): Restored | { readonly why: string } {
  const [first, ...rest] = entries;
  if (first === undefined || !("begin" in first)) return { why: "it has no beginning" };
  const { text, ...options } = first.begin;
  const made = replan(text);
  if (!made.ok) return { why: made.problems[0]?.message ?? "its Dockerfile cannot be used" };
  let session = newSession(id, made.plan, options);
  const attempts: Attempted[] = [];
  for (const [at, entry] of rest.entries()) {
    if (!("event" in entry)) continue;
    try {
      const [next, effects] = update(session, eventOf(entry.event, session, replan));
      session = next;
      for (const effect of effects) {
        if (effect.type !== "runStep" && effect.type !== "rebuildLayer") continue;
        const { id: step, instruction } = effect.step;
        attempts.push({ step, line: instruction.span.line, run: effect.run });
      }
    } catch (error) {
      return { session, attempts, used: at + 1, cut: (error as Error).message };
    }
  }
  return { session, attempts, used: entries.length };
}
