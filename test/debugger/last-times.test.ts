import { expect, it } from "vitest";
import { costAhead, costOf, lastTime } from "../../src/debugger/last-times.ts";
import type { Outcome } from "../../src/debugger/session.ts";
import { timeLeft } from "../../src/debugger/time-left.ts";
import { sentence } from "../../src/ui/labels.ts";
import { planOf } from "../helpers/plans.ts";
import { scriptAfter } from "../helpers/scenes.ts";

// steps of the story: two that were found again, then 1.8 s, 2.7 s, 3.6 s, 4.5 s
it("is what a step took, also once going back took its result away", () => {
  const script = scriptAfter(6);
  expect(lastTime(script.session(), "s3")).toBe(1800);
  expect(lastTime(script.session(), "s1")).toBeUndefined();
  script.say({ type: "back", step: "s3" });
  expect(script.session().outcomes.s3).toBeUndefined();
  expect(lastTime(script.session(), "s3")).toBe(1800);
});

it("is not to come where a step back left the layers in the cache", () => {
  const script = scriptAfter(6);
  script.say({ type: "back", step: "s3" });
  expect(costAhead(script.session())).toEqual({ steps: 0, ms: undefined });
  expect(sentence(script.session())).toBe("One step back. What was built is found again.");
  expect(timeLeft(script.session(), 0).ms).toBeUndefined();
  // the next one is found, those below are still to be
  script.say({ type: "run", goal: { kind: "next" }, now: 0 });
  expect(timeLeft(script.session(), 100).ms).toBeUndefined();
  // it was not: it runs, and what stands on it will
  expect(timeLeft(script.session(), 10_000).ms).toBe(2700 + 3600 + 4500);
});

it("is to come after a step back where no cache is used, or where a person made the layer", () => {
  const script = scriptAfter(6);
  script.say({ type: "back", step: "s3" });
  const all = { steps: 4, ms: 1800 + 2700 + 3600 + 4500 };
  expect(costAhead({ ...script.session(), noCache: true })).toEqual(all);
  const undo = script.session().undo.map((moment) => ({
    ...moment,
    outcomes: { ...moment.outcomes, s3: { ...(moment.outcomes.s3 as Outcome), how: "hand" as const } },
  }));
  expect(costAhead({ ...script.session(), undo })).toEqual({ steps: 3, ms: 2700 + 3600 + 4500 });
});

it("counts what stands on an instruction, and not what does not", () => {
  const script = scriptAfter(7);
  // the final stage's FROM does not stand on the build stage; what is copied out of it has not run
  expect(costOf(script.session(), "s5")).toEqual({ steps: 3, ms: 3600 + 4500 + 5400 });
  expect(costOf(script.session(), "s1").steps).toBe(7);
  expect(costOf(script.session(), "nowhere" as "s1")).toEqual({ steps: 0, ms: undefined });
});

it("is that of a failed run where there is no other", () => {
  const script = scriptAfter(6);
  script.say({ type: "run", goal: { kind: "next" }, now: 0 });
  script.fail({ ms: 12_300 });
  expect(costOf(script.session(), "s7")).toEqual({ steps: 1, ms: 12_300 });
});

it("outlives an edit of the instruction", () => {
  const script = scriptAfter(6);
  const { text } = script.session().plan;
  script.say({ type: "load", plan: planOf(text.replace("--enable-everything", "--enable-little")), own: true });
  expect(lastTime(script.session(), "s6")).toBe(4500);
  expect(costAhead(script.session())).toEqual({ steps: 1, ms: 4500 });
});
