import { expect, it } from "vitest";
import { costAhead, costOf, lastTime } from "../../src/debugger/last-times.ts";
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
  expect(costAhead(script.session())).toEqual({ steps: 4, ms: 1800 + 2700 + 3600 + 4500 });
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
