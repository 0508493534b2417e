/** A session that was written down and read back is the session that went on. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan, type PlanResult } from "../../../src/builder/plan/make-plan.ts";
import { storedEvent } from "../../../src/debugger/journal/entries.ts";
import { type JournalEntry, type Restored, replay } from "../../../src/debugger/journal/replay.ts";
import { newSession, type Session } from "../../../src/debugger/session.ts";
import { update } from "../../../src/debugger/update.ts";
import { anyEvent, stages, text } from "../../helpers/any-event.ts";
import { linux, planOf } from "../../helpers/plans.ts";

const replan = (to: string): PlanResult => makePlan(to, { buildArgs: {}, platformArgs: linux });

/** As it comes back from a disk. */
const onDisk = (entries: readonly JournalEntry[]): readonly JournalEntry[] =>
  entries.map((entry) => JSON.parse(JSON.stringify(entry)));

function read(entries: readonly JournalEntry[]): Restored {
  const restored = replay("s", onDisk(entries), replan);
  if ("why" in restored) throw new Error(restored.why);
  return restored;
}

/** With the plans of moments by their texts and ids: equal ones are compared once. */
const told = ({ undo, ...session }: Session) => ({
  ...session,
  undo: undo.map(({ plan: { text: from, ids, steps }, ...moment }) => [from, ids, steps.length, moment]),
});

describe("a journal", () => {
  it("gives the same session from any prefix of any order of events", () => {
    fc.assert(
      fc.property(fc.constantFrom(text, stages), fc.array(anyEvent, { maxLength: 60 }), (from, makers) => {
        let session: Session = newSession("s", planOf(from));
        const entries: JournalEntry[] = [{ begin: { text: from, breakpoints: [] } }];
        for (const make of makers) {
          const event = make(session);
          const [next] = update(session, event);
          if (next === session) continue;
          const event_ = storedEvent(event, session);
          if (event_ !== undefined) entries.push({ event: event_, now: 0 });
          session = next;
          const { foreseen: _, ...rest } = session;
          expect(told(read(entries).session)).toEqual(told(rest));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("says what it could not use, and gives the session up to there", () => {
    const entries: JournalEntry[] = [
      { begin: { text, breakpoints: [] } },
      { event: { type: "addBreakpoint", breakpoint: { where: { kind: "line", line: 3 } } }, now: 0 },
      { event: { type: "load", text: "FROM busybox\nNONSENSE\n" }, now: 0 },
      { event: { type: "removeBreakpoint", id: "b1" }, now: 0 },
    ];
    const { session, used, cut } = read(entries);
    expect(session.breakpoints.map(({ id }) => id)).toEqual(["b0", "b1"]);
    expect([used, cut]).toEqual([2, expect.stringContaining("NONSENSE")]);
  });

  it("is refused without a beginning", () => {
    expect(replay("s", [], replan)).toEqual({ why: "it has no beginning" });
    expect(replay("s", [{ event: { type: "undo" }, now: 0 }], replan)).toEqual({ why: "it has no beginning" });
  });

  it("passes over sorts of entries it does not know, as those of an older or newer dbuild", () => {
    const edit = { edit: { before: "a", after: "b" } } as unknown as JournalEntry;
    const { session, used } = read([{ begin: { text, breakpoints: [] } }, edit, { undone: true } as unknown as JournalEntry]);
    expect([session.undo, used]).toEqual([[], 3]);
  });

  it("lets what was under way go on", () => {
    let session = newSession("s", planOf(text));
    [session] = update(session, { type: "run", goal: { kind: "continue" }, now: 5 });
    const [, effects] = update(session, { type: "resumed", now: 77 });
    expect(effects).toEqual([expect.objectContaining({ type: "runStep", run: 1, start: "clean", retry: false })]);
    [session] = update(session, { type: "abort" });
    expect(update(session, { type: "resumed", now: 77 })[1].map(({ type }) => type)).toEqual(["runStep", "abortRun"]);
  });
});
