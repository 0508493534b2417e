/** What is taken back: as dialogues, and that nothing of what was there is lost under any order of events. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event } from "../../src/debugger/events.ts";
import { failureHere, isBusy, newSession, position, type Session } from "../../src/debugger/session.ts";
import { neededToUndo } from "../../src/debugger/undo.ts";
import { update } from "../../src/debugger/update.ts";
import { anyEvent, failed, stages, stateAfter, text } from "../helpers/any-event.ts";
import { planOf } from "../helpers/plans.ts";

const now = 0;
const undo = { type: "undo" } as const;
const next = { type: "run", goal: { kind: "next" }, now } as const;
const having = (session: Session, ...events: readonly Event[]): Session =>
  events.reduce((at, event) => update(at, event)[0], session);
const succeed = (session: Session, how: "done" | "hand" = "done"): Session => {
  const step = position(session);
  const state = stateAfter(step);
  return having(session, { type: "stepDone", run: session.run, state, outcome: { how, ms: 1, size: 0 }, now });
};
const fail = (session: Session, image: string): Session =>
  having(session, { type: "stepFailed", run: session.run, failure: { ...failed, image, tag: `dbuild-failed:${image}` }, now });
const step = (session: Session): Session => succeed(having(session, next));
/** At line 3, which failed. */
const failedAtRun = (): Session => fail(having(step(step(newSession("s", planOf(text)))), next), "one");
const did = ({ undo: moments }: Session) => moments.map((each) => each.did);
/** How it stands, but for run numbers and what can be taken back. */
const standing = ({ plan, outcomes, states, failures, at, status }: Session) => ({
  text: plan.text,
  outcomes,
  states,
  failures,
  at,
  kind: status.kind,
});

describe("taking back", () => {
  it("has the failed layer again that a clean run replaced", () => {
    const before = failedAtRun();
    const again = succeed(having(before, { type: "retry", start: "clean", goal: { kind: "next" }, now }));
    expect([did(again), failureHere(again)]).toEqual([["retry"], undefined]);
    const back = having(again, undo);
    expect(standing(back)).toEqual(standing(before));
    expect(back.status).toEqual({ kind: "stopped", reason: "failure" });
    expect(did(back)).toEqual([]);
  });

  it("has each failed layer again that a run on it, or n, replaced by another", () => {
    const first = failedAtRun();
    const second = fail(having(first, { type: "retry", start: "failed", goal: { kind: "next" }, now }), "two");
    const third = fail(having(second, next), "three");
    expect(did(third)).toEqual(["retry-failed", "retry"]);
    expect(standing(having(third, undo))).toEqual(standing(second));
    expect(standing(having(third, undo, undo))).toEqual(standing(first));
    expect(neededToUndo(third).tags).toEqual(["dbuild-failed:one", "dbuild-failed:two"]);
  });

  it("has the step before it was accepted, whatever ran since, and what it came to when that failed", () => {
    const before = failedAtRun();
    const on = fail(having(succeed(having(before, { type: "accept", goal: { kind: "next" }, now }), "hand"), next), "later");
    const back = having(on, undo);
    expect([did(on), back.at, failureHere(back)?.image]).toEqual([["accept"], before.at, "one"]);
    expect(Object.keys(back.outcomes)).toEqual(Object.keys(before.outcomes));
    expect(back.failures[on.at as "s4"]?.image).toBe("later");
  });

  it("has the results again that a step back took, and the image", () => {
    let session = step(step(step(step(newSession("s", planOf(text))))));
    session = succeed(having(session, { type: "run", goal: { kind: "continue" }, now }));
    const done = having(session, { type: "finished", run: session.run, image: "sha256:i", tags: ["t"] });
    const away = having(done, { type: "back", step: "s2" });
    expect(standing(having(away, undo))).toEqual(standing(done));
    expect(having(away, undo).status).toEqual(done.status);
    // a step of them was made again meanwhile: the rest still stands on it
    expect(standing(having(step(away), undo))).toEqual(standing(done));
  });

  it("has the text before an edit, its results, and those that came since", () => {
    const before = step(step(newSession("s", planOf(text))));
    const edited = having(before, { type: "load", plan: planOf(text.replace("ENV a=1", "ENV a=2")), own: true });
    expect(Object.keys(edited.outcomes)).toEqual(["s1"]);
    expect(standing(having(edited, undo))).toEqual({ ...standing(before), kind: "stopped" });
    const below = having(before, { type: "load", plan: planOf(text.replace("RUN three", "RUN drei")), own: true });
    const further = step(step(below));
    expect(Object.keys(having(further, undo).outcomes)).toEqual(["s1", "s2", "s3", "s4"]);
    expect(having(further, undo).plan.text).toBe(text);
  });

  it("gives no id twice: what the text before had not can come back", () => {
    const before = newSession("s", planOf(text));
    const more = having(before, { type: "load", plan: planOf(`${text}RUN four\n`), own: true });
    const less = having(more, undo);
    expect([less.plan.ids, less.plan.lastId]).toEqual([before.plan.ids, more.plan.lastId]);
    expect(having(less, { type: "load", plan: planOf(`${text}RUN four\n`) }).plan.ids).toEqual(more.plan.ids);
  });

  it("keeps what a shell changed after all, or gives that up again", () => {
    const before = step(step(newSession("s", planOf(text))));
    const shell = { ...failed, kind: "shell", image: "sha256:sh" } as const;
    const aside = having(before, { type: "discarded", step: "s2", failure: shell });
    expect(standing(aside)).toEqual(standing(before));
    const back = having(aside, undo);
    expect([back.at, failureHere(back)]).toEqual(["s2", shell]);
    const kept = having(before, { type: "kept", step: "s2", failure: shell });
    expect(having(kept, undo)).toMatchObject({ outcomes: before.outcomes, at: before.at });
  });

  it("is nothing while an instruction runs", () => {
    const running = having(failedAtRun(), next);
    expect(having(running, undo)).toBe(running);
  });
});

describe("whatever happens", () => {
  const happening = (
    from: string,
    makers: readonly ((session: Session) => Event)[],
    each: (before: Session, then: Session, event: Event) => void,
  ) => {
    let session = newSession("s", planOf(from));
    for (const make of makers) {
      const event = make(session);
      const [then] = update(session, event);
      each(session, then, event);
      session = then;
    }
  };
  const layers = ({ failures, undo: moments }: Session): ReadonlySet<string> =>
    new Set(
      [failures, ...moments.map((each) => each.failures)].flatMap((all) =>
        Object.values(all).flatMap(({ image }) => image ?? []),
      ),
    );

  it("no failed layer is out of reach but by taking back", () => {
    fc.assert(
      fc.property(fc.constantFrom(text, stages), fc.array(anyEvent, { maxLength: 60 }), (from, makers) => {
        happening(from, makers, (before, then, event) => {
          if (event.type === "undo") return;
          for (const layer of layers(before)) expect(layers(then)).toContain(layer);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("taking back at once what was done gives the results, the layers and the text before it", () => {
    fc.assert(
      fc.property(fc.constantFrom(text, stages), fc.array(anyEvent, { maxLength: 60 }), (from, makers) => {
        happening(from, makers, (before, then, event) => {
          if (isBusy(before) || isBusy(then) || event.type === "undo" || event.type === "discarded") return;
          if (then.undo.length <= before.undo.length) return;
          const back = having(then, undo);
          expect(back.plan.text).toBe(before.plan.text);
          expect(back.outcomes).toEqual(before.outcomes);
          expect(back.states).toEqual(before.states);
          expect(back.failures).toMatchObject(before.failures);
          expect([back.at, back.undo]).toEqual([before.at, before.undo]);
        });
      }),
      { numRuns: 200 },
    );
  });
});
