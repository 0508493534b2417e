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
])("%j is damaged", (breakpoint) => {
  expect(() => readEvent(added(breakpoint))).toThrow("an entry of the sort addBreakpoint is damaged");
});
