/** Keys while several stages run, and after one of them has stopped the build. */
import { afterEach, expect, it } from "vitest";
import { failureOf, isDone, outcomeOf, position } from "../../src/debugger/session.ts";
import type { FakeDesk } from "../helpers/fake-desk.ts";
import { shots } from "../helpers/scenes.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

let screen: TestScreen | undefined;
afterEach(() => {
  screen?.close();
});

/** A desk in the state of that name, on a screen where everything has room. */
function open(name: "side-by-side" | "others-end" | "failed-beside"): TestScreen & { readonly desk: FakeDesk } {
  const desk = shots[name]?.().desk;
  if (desk === undefined) throw new Error(`no shot ${name}`);
  screen = openScreen(desk, { columns: 120, rows: 40 });
  return { ...screen, desk };
}
const down = "\u001b[B";
const ctrlC = "\u0003";

it("each running step shows its own output", async () => {
  const { press, until } = open("side-by-side");
  await until(/Output of line 4[\s\S]*src\/main\.c/);
  for (let at = 0; at < 3; at++) press(down);
  await until(/Output of line 8: RUN[\s\S]*added 214 packages/);
  await until("following");
});

it("a failure shows itself while the others end their instruction", async () => {
  const { press, until, desk } = open("side-by-side");
  await until("and 2 more");
  desk.fail({ message: "npm ci", exitCode: 1 }, 6);
  await until(/▸ failed[^\n]*\n▌[^\n]*RUN npm ci/);
  await until("Line 8 failed. 2 other stages end their instruction first.");
  press("s");
  await until("An instruction is running");
  desk.succeed({}, 3);
  desk.succeed({}, 9);
  await until(/FAILED +step 7\/12, line 8, exit code 1/);
});

it("Ctrl-C asks at once whether to stop the others, and then every layer is kept", async () => {
  const { press, until, desk } = open("others-end");
  await until("Ctrl-C stops them now");
  press(ctrlC);
  await until("Stop the instructions now?");
  press("y");
  await until(/FAILED +step 7\/12/);
  const { plan } = desk.session();
  expect(plan.steps.flatMap(({ index }) => failureOf(desk.session(), index)?.kind ?? [])).toEqual([
    "interrupted",
    "failed",
    "interrupted",
  ]);
});

it("c after the fix goes on with every stage", async () => {
  const { press, until, desk } = open("failed-beside");
  await until("FAILED");
  press("a");
  desk.succeed({ how: "hand", note: "accepted" }, 6);
  await until(/RUNNING[^\n]* and 1 more/);
  expect(desk.effects.slice(-2).map((effect) => "step" in effect && effect.step.instruction.span.line)).toEqual([13, 9]);
});

it("u takes back the step above the position, t a step of another stage", async () => {
  const { press, until, desk } = open("failed-beside");
  press("u");
  await until("before step 6/12");
  expect(outcomeOf(desk.session(), 9)).toBeDefined();
  for (let at = 0; at < 2; at++) press("k");
  await until(/▌[^\n]*RUN go build/);
  press("t");
  await until("before step 4/12, line 4");
  expect([...Array(12).keys()].filter((step) => isDone(desk.session(), step))).toEqual([0, 1, 2, 4, 8, 9]);
  // Back in the stage that failed: what stands before its next step is there, so nothing runs.
  for (let at = 0; at < 2; at++) press(down);
  await until(/▌[^\n]*COPY web/);
  press("t");
  await until("Here is line 7");
  expect(position(desk.session())).toBe(5);
});
