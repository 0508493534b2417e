/** The events of a session as JSON, and back: a plan as its text, a result as what it adds to the one before it. Pure. */
import type { PlanResult } from "../../builder/plan/make-plan.ts";
import type { BuildState } from "../../builder/state.ts";
import type { StepId } from "../../builder/steps.ts";
import type { Event } from "../events.ts";
import { indexOf, type Session, stateBefore } from "../session.ts";
import { type Delta, deltaOf, withDelta } from "./delta.ts";
import { readEvent, readState } from "./read-entry.ts";

type StepDone = Event & { type: "stepDone" };

/** One event, JSON-safe. */
export type StoredEvent =
  | Exclude<Event, { type: "load" | "stepDone" | "foreseen" | "suspended" | "resumed" }>
  | { readonly type: "load"; readonly text: string; readonly own?: true }
  | (Omit<StepDone, "state"> & { readonly state: Delta | null });

/** Undefined: of no use to a later process, which finds it out anew. `session`: as it was before the event. */
export function storedEvent(event: Event, session: Session): StoredEvent | undefined {
  switch (event.type) {
    case "foreseen":
    case "suspended":
    case "resumed":
      return undefined;
    case "load":
      return { type: "load", text: event.plan.text, ...(event.own && { own: true }) };
    case "stepDone":
      return { ...event, state: deltaOf(stateUnder(session, event.run), event.state) ?? null };
    default:
      return event;
  }
}

/** Throws where the event does not fit the session, or its text makes no plan any more. */
export function eventOf(entry: unknown, session: Session, replan: (text: string) => PlanResult): Event {
  const stored = readEvent(entry);
  if (stored.type === "load") {
    const made = replan(stored.text);
    if (!made.ok) throw new Error(made.problems[0]?.message ?? "the Dockerfile cannot be used");
    return { type: "load", plan: made.plan, ...(stored.own && { own: true }) };
  }
  if (stored.type !== "stepDone") return stored;
  const state = withDelta(stateUnder(session, stored.run), stored.state ?? undefined);
  return { ...stored, state: readState(state) };
}

/** What the step of that run stands on. */
function stateUnder(session: Session, run: number): BuildState {
  const { status } = session;
  const running = status.kind === "running" ? Object.entries(status.running) : [];
  const [id] = running.find(([, each]) => each.run === run) ?? [];
  const index = id === undefined ? undefined : indexOf(session, id as StepId);
  return stateBefore(session, index ?? session.plan.steps.length);
}
