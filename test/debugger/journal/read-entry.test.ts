/** A breakpoint of a journal is one that the session can judge by: a damaged one would fail only when output comes. */
import { expect, it } from "vitest";
import { readEvent } from "../../../src/debugger/journal/read-entry.ts";

const added = (breakpoint: object) => ({
  type: "addBreakpoint",
  breakpoint: { id: "b1", enabled: true, temporary: false, ...breakpoint },
});

it.each([
  { where: { kind: "line", line: 3 } },
  { where: { kind: "log", pattern: "err(or)?", flags: "i" }, hits: { every: 2 } },
  { where: { kind: "exit-code", code: 7 }, condition: 'user == "root"', log: "here" },
  { where: { kind: "failure" }, run: "df /" },
])("%j is read", (breakpoint) => {
  expect(readEvent(added(breakpoint))).toEqual(added(breakpoint));
});

it.each([
  { where: { kind: "line" } },
  { where: { kind: "toString" } },
  { where: { kind: "log", pattern: "err(" } },
  { where: { kind: "log", pattern: "err", flags: "?" } },
  { where: { kind: "line", line: 3 }, condition: "user ==" },
  { where: { kind: "line", line: 3 }, hits: 3 },
  { where: { kind: "line", line: 3 }, log: {} },
  { where: { kind: "line", line: 3 }, run: ["ls"] },
  { where: { kind: "line", line: 3 }, run: " " },
  { where: { kind: "log", pattern: "err" }, run: "ls" },
])("%j is damaged", (breakpoint) => {
  expect(() => readEvent(added(breakpoint))).toThrow("an entry of the sort addBreakpoint is damaged");
});

const failed = (more: object) => ({
  type: "stepFailed",
  run: 1,
  now: 0,
  failure: { kind: "failed", message: "no", ms: 1, ...more },
});

it("the commands of a RUN that failed are read, and damaged ones refused", () => {
  const whole = failed({ failing: { line: 2, text: "make", certain: true }, passedOver: { line: 0, text: "nope" } });
  expect(readEvent(whole)).toEqual(whole);
  const damaged = [
    { line: -1, text: "make", certain: true },
    { line: 1, text: "make" },
    { line: "1", text: "x", certain: true },
    7,
  ];
  for (const failing of damaged) expect(() => readEvent(failed({ failing })), JSON.stringify(failing)).toThrow("damaged");
  for (const passedOver of [{ line: 1.5, text: "x" }, { line: 1 }, null])
    expect(() => readEvent(failed({ passedOver }))).toThrow("damaged");
});

it("what a command of a breakpoint told is lines", () => {
  const whole = { type: "acted", action: 1, lines: ["b1, line 3: ls", "  app"] };
  expect(readEvent(whole)).toEqual(whole);
  for (const damaged of [{ lines: "app" }, { lines: [1] }, { action: "1" }])
    expect(() => readEvent({ ...whole, ...damaged })).toThrow("an entry of the sort acted is damaged");
});
