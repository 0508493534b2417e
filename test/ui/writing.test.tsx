/** The screen while a failed layer is being written: what is shown at once, a shell in line, and leaving. */
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

const text = "FROM busybox\nRUN one\nRUN fails\nRUN last\n";
const esc = "\u001b";
const inLine = "A shell opens once the failed layer is written";

let screen: TestScreen;
let story: MemorySession;
afterEach(async () => {
  screen.close();
  await story.close();
});

/** At the failure of line 3, whose layer is being written until `end`. */
async function open(): Promise<TestScreen & { end(): void }> {
  story = memorySession({ text, writes: { fails: ["/opt/fails.log"] } });
  story.hold("fails");
  screen = openScreen(story);
  screen.press("c");
  await story.runs("fails");
  const commit = story.holdCommit();
  story.print("fails", ["cc: error: no such file", "one more", "and the last line"]);
  await story.end("fails", 3);
  await commit.begun;
  return { ...screen, end: () => commit.end() };
}

it("shows the failure with its output, and its layer once that is there", async () => {
  const { until, end, frame } = await open();
  await until("failed with exit code 3");
  expect(frame()).toMatch(/layer being written, \d+ s {2}tag dbuild-failed:\S+-line3-/);
  expect(frame()).toContain("and the last line");
  expect(frame()).toContain("its layer is still being written.");
  // what it wrote is in its container
  expect(await until("wrote  /opt/fails.log")).toContain("being written");
  end();
  expect(await until(/layer [0-9a-f]{12}/)).not.toContain("being written");
  await until("wrote  /opt/fails.log");
});

it("a shell waits in line, can be withdrawn, and opens when the layer is written", async () => {
  const { press, until, end } = await open();
  await until("failed with exit code 3");
  press("s");
  await until(inLine);
  press(esc);
  await until("No shell opens by itself now.");
  press("s");
  await until(inLine);
  expect(story.shell.ran).toBe(0);
  end();
  await until("The shell changed no files.");
  expect(story.shell.ran).toBe(1);
});

it("does not come over what is being typed, nor after something was run", async () => {
  const { press, until, end } = await open();
  await until("failed with exit code 3");
  press("s");
  await until(inLine);
  press("e");
  await until("The Dockerfile is written when you save");
  end();
  await until("The failed layer is written: s opens the shell.");
  expect(story.shell.ran).toBe(0);
});

it("leaves when it is written, or at once with the rest left to go on", async () => {
  const { press, until, end, left } = await open();
  await until("failed with exit code 3");
  press("q");
  await until("The failed layer is still being written.");
  press("w");
  await until("Leaving when the failed layer is written.");
  end();
  expect((await left).lines.join("\n")).toMatch(/line 3, exit code 3: kept as dbuild-failed:/);
});
