/** --break: all that the command `break` takes, read before there is an engine. */
import { expect, it } from "vitest";
import { readBreakpoints } from "../../src/cli/values/break.ts";
import type { UserError } from "../../src/errors.ts";
import { planOf } from "../helpers/plans.ts";

const plan = planOf("FROM busybox AS tools\nRUN make\nFROM tools AS final\nRUN last\n");

it.each([
  ["4", { where: { kind: "line", line: 4 } }],
  ["+1", { where: { kind: "line", line: 2 } }],
  ["stage:final", { where: { kind: "line", line: 3 } }],
  ["/make/ temporary", { where: { kind: "line", line: 2 }, temporary: true }],
  ["on RUN hits >1", { where: { kind: "instruction", instruction: "run" }, hits: { from: 2 } }],
  ["on file /usr/lib/**/*.so", { where: { kind: "file", glob: "/usr/lib/**/*.so" } }],
  ["if user == 'x'", { where: { kind: "line", line: 1 }, condition: "user == 'x'" }],
])("%s", (text, breakpoint) => {
  expect(readBreakpoints([text], plan)).toEqual([breakpoint]);
});

it.each([
  ["", /^invalid --break "": it names no place$/],
  ["40", /There is no instruction at "40"/],
  ["on nothing", /A breakpoint can be on failure/],
  ["on failure if exit == 2", /has no condition/],
  ["/(/", /cannot be looked for/],
])("%s is refused", (text, message) => {
  const problem = () => {
    try {
      readBreakpoints(["2", text], plan);
      return undefined;
    } catch (error) {
      return (error as UserError).problems[0];
    }
  };
  expect(problem()?.message).toMatch(message);
  expect(problem()?.hint).toMatch(/--break stage:final/);
});
