import { describe, expect, it } from "vitest";
import { earlierTimes, timesOf } from "../../src/cli/step-times.ts";
import type { EarlierTime } from "../../src/debugger/last-times.ts";
import { newSession, type Session } from "../../src/debugger/session.ts";
import { timeLeft } from "../../src/debugger/time-left.ts";
import type { StepTimes } from "../../src/store/layers.ts";
import { timeLeftLabel } from "../../src/ui/labels.ts";
import { planOf } from "../helpers/plans.ts";
import { scriptAfter, stagesDockerfile } from "../helpers/scenes.ts";

const text = "FROM a\nRUN one\nENV A=1\nRUN two\nRUN three\n";

/** A session that knows of its steps, from the first one, what is said here. */
function knowing(times: readonly (Partial<EarlierTime> | undefined)[], of = text, maxParallel = 1): Session {
  const plan = planOf(of);
  const session = newSession("s", plan, { maxParallel });
  const all = times.flatMap((time, at) => (time === undefined ? [] : [[plan.steps[at]?.id, { built: false, ...time }] as const]));
  return { ...session, earlier: Object.fromEntries(all) };
}

const min = 60_000;

describe("what is left", () => {
  it("is the sum of what steps took that stand on each other", () => {
    const session = knowing([{ ms: 0 }, { ms: min }, undefined, { ms: 2 * min }, { ms: min }]);
    expect(timeLeft(session, 0)).toEqual({ done: 0, steps: 5, ms: 4 * min, atLeast: false });
  });

  it("is at least that where nothing is known of a step that takes time, and nothing where nothing is known", () => {
    expect(timeLeft(knowing([{ ms: 0 }, { ms: min }]), 0)).toEqual({ done: 0, steps: 5, ms: min, atLeast: true });
    expect(timeLeft(knowing([]), 0)).toEqual({ done: 0, steps: 5, atLeast: true });
  });

  it("is nothing of what was built, as long as nothing below it runs", () => {
    const built = { ms: min, built: true };
    const all = [built, built, built, built, built];
    expect(timeLeft(knowing(all), 0)).toMatchObject({ atLeast: false });
    expect(timeLeft(knowing(all), 0).ms).toBeUndefined();
    // the third one reads otherwise
    expect(timeLeft(knowing([built, built, built, { ms: min }, built]), 0).ms).toBe(2 * min);
  });

  it("of stages side by side is that of the longest, but not more run at once than may", () => {
    const times = planOf(stagesDockerfile).steps.map(({ instruction }) => ({ ms: instruction.kind === "run" ? min : 0 }));
    // server 1, web 2, the last stage 1 beside them
    expect(timeLeft(knowing(times, stagesDockerfile, 8), 0).ms).toBe(2 * min);
    expect(timeLeft(knowing(times, stagesDockerfile, 1), 0).ms).toBe(4 * min);
  });

  it("gets less while a step runs, and is its rest no less than nothing", () => {
    const script = scriptAfter(5);
    const { plan } = script.session();
    const [six, seven] = [plan.steps[5]?.id, plan.steps[6]?.id] as const;
    script.say({ type: "run", goal: { kind: "next" }, now: 1000 });
    const session: Session = {
      ...script.session(),
      earlier: { [six as "s6"]: { ms: 10_000, built: false }, [seven as "s7"]: { ms: 500, built: false } },
    };
    expect(timeLeft(session, 4000)).toMatchObject({ done: 5, ms: 7500 });
    expect(timeLeft(session, 60_000).ms).toBe(500);
  });
});

describe("the times of a Dockerfile", () => {
  const timesAfter = (count: number, times: StepTimes = {}): StepTimes => timesOf(scriptAfter(count).session(), times);

  it("are told to its next session, with what is built", () => {
    const earlier = earlierTimes(timesAfter(5), false)(scriptAfter(0).session().plan);
    expect(earlier.s3).toEqual({ ms: 1800, built: true });
    // found again in that session: nobody knows what it took
    expect(earlier.s2).toEqual({ built: true });
    expect(earlier.s6).toBeUndefined();
    expect(earlierTimes(timesAfter(5), true)(scriptAfter(0).session().plan).s3).toEqual({ ms: 1800, built: false });
  });

  it("outlive a session that did not come to them, and an edit below them", () => {
    const times = timesAfter(1, timesAfter(6));
    const { plan } = scriptAfter(0).session();
    expect(earlierTimes(times, false)(plan).s6).toEqual({ ms: 4500, built: true });
    const edited = planOf(plan.text.replace("pkg-config", "pkgconf"));
    const earlier = earlierTimes(times, false)(edited);
    expect([earlier.s3, earlier.s4]).toEqual([undefined, { ms: 2700, built: false }]);
  });

  it("tell two equal instructions of a stage apart, and are of a bounded number", () => {
    const plan = planOf("FROM a\nRUN make\nRUN make\n");
    const session = newSession("s", plan);
    const outcome = (ms: number) => ({ how: "done", ms, size: 0 }) as const;
    const times = timesOf({ ...session, outcomes: { s2: outcome(5), s3: outcome(7) } }, {});
    expect(Object.values(times).map(({ ms }) => ms)).toEqual([5, 7]);
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, at) => [String(at).padStart(16, "0"), { ms: 1 }]));
    const kept = timesOf({ ...session, outcomes: { s2: outcome(5) } }, many);
    expect(Object.keys(kept)).toHaveLength(500);
    expect(Object.values(kept).at(-1)?.ms).toBe(5);
  });
});

it.each([
  [{ atLeast: true }, ""],
  [{ ms: 0, atLeast: false }, ""],
  [{ ms: 20_000, atLeast: false }, "under 1 min left"],
  [{ ms: 20_000, atLeast: true }, ""],
  [{ ms: 100_000, atLeast: false }, "about 2 min left"],
  [{ ms: 100_000, atLeast: true }, "at least 1 min left"],
  [{ ms: 89 * min, atLeast: true }, "at least 89 min left"],
  [{ ms: 100 * min, atLeast: false }, "about 1.7 h left"],
  [{ ms: 9.99 * 60 * min, atLeast: true }, "at least 10.0 h left"],
  [{ ms: 20 * 60 * min, atLeast: true }, "at least 20 h left"],
])("%j is %j", (left, words) => {
  expect(timeLeftLabel(left)).toBe(words);
  expect(words.length).toBeLessThanOrEqual(20);
});
