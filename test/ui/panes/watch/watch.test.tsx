/** The tab of watched commands, by keys on the real controller over the engine in memory. */
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";

let screen: TestScreen | undefined;
let session: MemorySession;
afterEach(async () => {
  screen?.close();
  screen = undefined;
  await session.close();
});
const enter = "\r";

it("runs the command in the layer of each step that is looked at, and marks what the step changed", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\n", writes: { one: ["/opt/a"], two: ["/opt/b"] } });
  await session.at({ name: "continue" });
  screen = openScreen(session, { columns: 120, rows: 30 });
  screen.press("7");
  await screen.until("Nothing is watched.");
  const runs = session.ran.length;
  screen.press(":", ..."watch watched command", enter);
  await screen.until(/1 watched command/);
  await screen.until("it printed nothing");
  screen.press(":", ..."watch watched command", enter);
  await screen.until("That command is watched already.");
  // in the layer of the step and in the one before it
  expect(session.ran.slice(runs)).toEqual(["watched command", "watched command"]);
  screen.press(":", ..."goto 2", enter);
  await screen.until(/Watch of line 2/);
  expect(await session.engine.containers("dbuild-")).toEqual([]);
  screen.press(":", ..."unwatch 3", enter);
  await screen.until("Watches are numbered 1 to 1.");
  screen.press(":", ..."unwatch 1", enter);
  await screen.until("Nothing is watched.");
});
