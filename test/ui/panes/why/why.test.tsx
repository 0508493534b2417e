/** The tab that tells why a step is cached or not, by keys. */
import { afterEach, expect, it } from "vitest";
import { noInputs } from "../../../../src/debugger/why/input-memory.ts";
import { newWhy, updateWhy } from "../../../../src/ui/panes/why/state.ts";
import type { MemorySession } from "../../../helpers/memory-session.ts";
import { shots } from "../../../helpers/scenes.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";
import { storyAfter } from "../../../helpers/stories.ts";

let screen: TestScreen | undefined;
let story: MemorySession | undefined;
afterEach(async () => {
  screen?.close();
  await story?.close();
});

/** Of which other inputs are known than those it has. */
async function opened(count: number): Promise<TestScreen> {
  story = await storyAfter(count);
  const inputs = shots.why?.().inputs;
  const controller = { ...story.controller, inputs: () => inputs ?? noInputs() };
  screen = openScreen({ controller }, { columns: 80, rows: 24 });
  return screen;
}

it("comes up with 9 and by its name, and scrolls", async () => {
  const { press, until } = await opened(5);
  press("9");
  await until(/Why of line 12: RUN ─[\s\S]*It has not run yet\./);
  press(":", ..."why 2", "\r");
  await until(/Why of line 2: ARG ─[\s\S]*ARG makes no layer, so nothing is looked up for it/);
  press(":", ..."why 11", "\r");
  await until(/Why of line 11: CO.* 1-\d+ of \d+[\s\S]*Not cached: \/src\/␛\[2J\.c is new, and 131 more\./);
  press("G");
  await until(/ file +\/src\/deep[\s\S]*files +and 32 more[\s\S]*files +1 file as last time/);
});

it("goes with Enter to the step that it all began with", async () => {
  const { press, until } = await opened(6);
  press(":", ..."why 12", "\r");
  await until(/Not cached: step 5 was run again \(.*\)\. Enter/);
  press("\r");
  await until(/Why of line 11: COPY|Why of line 11: CO…/);
});

it("begins at its top when another step is looked at", () => {
  expect(updateWhy({ top: 3 }, { type: "pick", item: 1 })).toEqual(newWhy);
  expect(updateWhy({ top: 3 }, { type: "help", top: 0 })).toEqual({ top: 3 });
});
