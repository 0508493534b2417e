/** Keys while several stages run, and after one of them has stopped the build. */
import { afterEach, expect, it } from "vitest";
import { failureOf, isDone, outcomeOf, position, runningSteps } from "../../src/debugger/session.ts";
import type { MemorySession } from "../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";
import { stagesStory, until as untilSession } from "../helpers/stories.ts";

let screen: TestScreen | undefined;
let story: MemorySession;
afterEach(async () => {
  screen?.close();
  await story.close();
});

/** A session in that state, on a screen where everything has room. */
async function open(state: Parameters<typeof stagesStory>[0]): Promise<TestScreen> {
  story = await stagesStory(state);
  screen = openScreen(story, { columns: 120, rows: 40 });
  return screen;
}
const down = "\u001b[B";
const ctrlC = "\u0003";

it("each running step shows its own output", async () => {
  const { press, until } = await open("side-by-side");
  await until("and 2 more");
  press("g");
  for (let at = 0; at < 3; at++) press(down);
  await until(/Output of line 4[\s\S]*src\/main\.c/);
  for (let at = 0; at < 3; at++) press(down);
  await until(/Output of line 8: RUN[\s\S]*added 214 packages/);
  await until("following");
});

it("a failure shows itself while the others end their instruction", async () => {
  const { press, until } = await open("side-by-side");
  await until("and 2 more");
  await story.end("npm ci", 1);
  await until(/▸ failed[^\n]*\n▌[^\n]*RUN npm ci/);
  await until("Line 8 failed. 2 other stages end their instruction first.");
  press("s");
  await until("An instruction is running");
  await story.end("go build");
  await story.end("apt-get");
  await until(/FAILED +step 7\/12, line 8, exit code 1/);
});

it("Ctrl-C asks at once whether to stop the others, and then every layer is kept", async () => {
  const { press, until } = await open("others-end");
  await until("Ctrl-C stops them now");
  press(ctrlC);
  await until("Stop the instructions now?");
  press("y");
  await until(/FAILED +step 7\/12/);
  const session = story.session();
  expect(session.plan.steps.flatMap(({ index }) => failureOf(session, index)?.kind ?? [])).toEqual([
    "interrupted",
    "failed",
    "interrupted",
  ]);
});

it("c after the fix goes on with every stage", async () => {
  const { press, until } = await open("failed");
  await until("FAILED");
  story.hold("run build");
  press("a");
  await until("RUNNING");
  await story.runs("run build");
  await untilSession(story, () => isDone(story.session(), 10));
  expect(runningSteps(story.session())).toEqual([7]);
});

it("u takes back the step above the position, t a step of another stage", async () => {
  const { press, until } = await open("failed");
  press("u");
  await until("before step 6/12");
  expect(outcomeOf(story.session(), 9)).toBeDefined();
  for (let at = 0; at < 2; at++) press("k");
  await until(/▌[^\n]*RUN go build/);
  press("t");
  await until("before step 4/12, line 4");
  expect([...Array(12).keys()].filter((step) => isDone(story.session(), step))).toEqual([0, 1, 2, 4, 8, 9]);
  // Back in the stage that failed: what stands before its next step is there, so nothing runs.
  for (let at = 0; at < 2; at++) press(down);
  await until(/▌[^\n]*COPY web/);
  press("t");
  await until("Here is line 7");
  expect(position(story.session())).toBe(5);
});
