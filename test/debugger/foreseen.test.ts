/** What is known to fail before it runs: told of the text it is known of, at its step, until that has run. */
import { expect, it } from "vitest";
import { foreseenAt, foreseenSteps, foreseenText } from "../../src/debugger/foreseen.ts";
import { newSession, type Session } from "../../src/debugger/session.ts";
import { update } from "../../src/debugger/update.ts";
import type { SyntaxProblem } from "../../src/dockerfile/program.ts";
import { planOf } from "../helpers/plans.ts";

const text = "FROM busybox\nRUN make\nCOPY nope /x\nCOPY no /y\n";
const problem = (line: string, message: string): SyntaxProblem => {
  const start = text.indexOf(line);
  return { message, hint: "mind it", span: { line: 1, endLine: 1, start, end: start + line.length } };
};
const problems = [problem("COPY nope /x", "COPY nope: not found"), problem("COPY no /y", "COPY no: not found")];
const begin = (): Session => newSession("s", planOf(text));
const after = (session: Session, ...events: Parameters<typeof update>[1][]): Session =>
  events.reduce((now, event) => update(now, event)[0], session);

it("stands at its step, and nothing is stopped by it", () => {
  const session = after(begin(), { type: "foreseen", text, problems });
  expect(foreseenSteps(session)).toEqual([2, 3]);
  expect(foreseenAt(session, 2)).toEqual({ message: "COPY nope: not found", hint: "mind it" });
  expect(foreseenText(session)).toBe("line 3 will fail: COPY nope: not found (and 1 more)");
  const running = after(session, { type: "run", goal: { kind: "continue" }, now: 0 });
  expect(running.status.kind).toBe("running");
});

it("of another text is of no account", () => {
  expect(after(begin(), { type: "foreseen", text: `${text}\n`, problems }).foreseen).toBeUndefined();
});

it("follows its step through an edit, and goes with a newer look", () => {
  const edited = `FROM busybox\nRUN new\n${text.slice("FROM busybox\n".length)}`;
  const session = after(begin(), { type: "foreseen", text, problems }, { type: "load", plan: planOf(edited) });
  expect(foreseenSteps(session)).toEqual([3, 4]);
  expect(foreseenSteps(after(session, { type: "foreseen", text: edited, problems: [] }))).toEqual([]);
});
