/** A session from what its journal holds: the same value as that of the process that wrote it. Pure but for what it has read so far. */
import type { PlanResult } from "../../builder/plan/make-plan.ts";
import type { StepId } from "../../builder/steps.ts";
import type { NewBreakpoint } from "../breakpoints/breakpoint.ts";
import { newSession, type Session } from "../session.ts";
import { update } from "../update.ts";
import { eventOf, type StoredEvent } from "./entries.ts";
import { isBeginning } from "./read-entry.ts";

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

export type Replay = {
  session(): Session;
  readonly attempts: readonly Attempted[];
  /** Throws where the entry does not fit; the session is as before then. */
  take(entry: JournalEntry): void;
};

type Replan = (text: string) => PlanResult;

/** `id`: of the session. `why`: there is no beginning, or its Dockerfile makes no plan here. */
export function beginReplay(id: string, first: JournalEntry | undefined, replan: Replan): Replay | { readonly why: string } {
  if (!hasPart(first, "begin") || !isBeginning(first.begin)) return { why: "it has no beginning" };
  const { text, ...options } = first.begin;
  const made = replan(text);
  if (!made.ok) return { why: made.problems[0]?.message ?? "its Dockerfile cannot be used" };
  let session = newSession(id, made.plan, options);
  const attempts: Attempted[] = [];
  return {
    session: () => session,
    attempts,
    take: (entry) => {
      if (!hasPart(entry, "event")) return;
      const [next, effects] = update(session, eventOf(entry.event, session, replan));
      session = next;
      for (const effect of effects) {
        if (effect.type !== "runStep" && effect.type !== "rebuildLayer") continue;
        const { id: step, instruction } = effect.step;
        attempts.push({ step, line: instruction.span.line, run: effect.run });
      }
    },
  };
}

/** All of them, up to the first that does not fit. */
export function replay(id: string, entries: readonly JournalEntry[], replan: Replan): Restored | { readonly why: string } {
  const [first, ...rest] = entries;
  const begun = beginReplay(id, first, replan);
  if ("why" in begun) return begun;
  for (const [at, entry] of rest.entries()) {
    try {
      begun.take(entry);
    } catch (error) {
      return { session: begun.session(), attempts: begun.attempts, used: at + 1, cut: (error as Error).message };
    }
  }
  return { session: begun.session(), attempts: begun.attempts, used: entries.length };
}

/** What a disk gives is anything. */
const hasPart = <Part extends "begin" | "event">(
  entry: JournalEntry | undefined,
  part: Part,
): entry is Extract<JournalEntry, { readonly [name in Part]: unknown }> =>
  typeof entry === "object" && entry !== null && part in entry;
