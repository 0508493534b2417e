/** What a failed step wrote, in the block of its failure. */
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";

let screen: TestScreen | undefined;
let story: MemorySession | undefined;
afterEach(async () => {
  screen?.close();
  await story?.close();
});

async function failed(writes: readonly string[], columns = 100): Promise<TestScreen> {
  story = memorySession({ text: "FROM busybox\nRUN fails\n", writes: { fails: writes } });
  story.fails("fails", 2);
  await story.at({ name: "continue" });
  screen = openScreen(story, { columns });
  return screen;
}

it("logs first, as many as there is room for; its row is there from the beginning", async () => {
  const { until, frame, press } = await failed(
    ["/src/a", "/src/config.log", "/src/b\u001b[2J", "/var/long/enough/to/be/left/out/by/eighty"],
    80,
  );
  const before = (await until("wrote …")).split("\n").findIndex((row) => row.includes("wrote …"));
  await until("] wrote  /src/config.log  /");
  expect(frame().split("\n")[before]).toMatch(/^ {3}] wrote {2}\/src\/config\.log {2}\/.* {2}\+\d$/);
  expect(frame()).not.toContain("\u001b[2J");
  press("]");
  await until(/Changes of line 2[\s\S]*logs first/);
});

it("says that there is none", async () => {
  const { until } = await failed([]);
  await until("wrote no file");
});
