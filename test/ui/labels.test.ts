import { describe, expect, it } from "vitest";
import { withKeys } from "../../src/ui/commands/all-rows.ts";
import { bytes, duration, elapsed, positionLabel, sentence, statusLabel, took } from "../../src/ui/labels.ts";
import { planOf } from "../helpers/plans.ts";
import { scriptAfter, shots } from "../helpers/scenes.ts";

it.each([
  [0, "0.0 s"],
  [44, "0.0 s"],
  [1249, "1.2 s"],
  [9949, "9.9 s"],
  [9950, "10 s"],
  [59_499, "59 s"],
  [59_600, "1m 00s"],
  [185_000, "3m 05s"],
  [3_600_000, "1h 00m"],
  [36_060_000, "10h 01m"],
])("%d ms are %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});

it.each([
  [0, "ENV a=b", undefined],
  [99, "ENV a=b", undefined],
  [100, "ENV a=b", "0.1 s"],
  [0, "RUN true", "0.0 s"],
])("%d ms of %s are told as %s", (ms, text, words) => {
  const step = planOf(`FROM scratch\n${text}\n`).steps[1];
  expect(step && took({ how: "done", ms, size: 0 }, step)).toBe(words);
});

it("a clock counts whole seconds", () => {
  expect([0, 999, 1000, 59_999, 60_000].map(elapsed)).toEqual(["0 s", "0 s", "1 s", "59 s", "1m 00s"]);
});

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [99_949, "99.9 kB"],
  [99_950, "100 kB"],
  [999_499, "999 kB"],
  [999_500, "1.0 MB"],
  [18_000_000_000, "18.0 GB"],
])("%d bytes are %s", (size, words) => {
  expect(bytes(size)).toBe(words);
});

describe("a session in words", () => {
  const said = (name: string) => {
    const shot = shots[name]?.();
    if (shot === undefined) throw new Error(`no shot ${name}`);
    const session = shot.script.session();
    return [statusLabel(session), positionLabel(session, shot.now ?? 0), withKeys(sentence(session), { bindings: [] })];
  };

  it.each([
    ["entry", "PAUSED", "before step 1/12, line 2", /^Paused before the first instruction/],
    ["running", "RUNNING", "step 3/12, line 5, 1m 03s", /next breakpoint, failure or end/],
    ["pausing", "RUNNING", "step 3/12, line 5, 1h 01m", /^Pausing after this instruction/],
    ["breakpoint", "PAUSED", "before step 6/12, line 12", /^Breakpoint on line 12/],
    ["failed", "FAILED", "step 7/12, line 13, exit code 2", /what it did is kept/],
    ["failed-early", "FAILED", "step 2/12, line 3, failed", /^Step 2 failed\.$/],
    ["kept", "PAUSED", "before step 7/12, line 13", /Your changes are kept/],
    ["lost", "FAILED", "before step 4/12, line 10", /engine does not answer/],
    ["done", "DONE", "all 12 steps", /^Built story:latest \([0-9a-f]{12}\)\. docker run --rm -it story:latest$/],
    ["done-by-hand", "DONE", "all 12 steps", /, made by hand: line 19\. Prove the fix: V, or dbuild verify\. docker run/],
    ["edited", "PAUSED", "before step 7/12, line 13", /Line 13 runs next/],
  ])("%s", (name, word, place, words) => {
    const [status, position, text] = said(name);
    expect(status).toBe(word);
    expect(position).toBe(place);
    expect(text).toMatch(words);
  });

  it("an instruction that was stopped has failed", () => {
    const script = scriptAfter(2);
    script.say({ type: "run", goal: { kind: "next" }, now: 0 });
    script.fail({ kind: "interrupted", message: "stopped" });
    expect(statusLabel(script.session())).toBe("FAILED");
    expect(sentence(script.session())).toBe("Step 3 was stopped; what it did is kept.");
  });
});
