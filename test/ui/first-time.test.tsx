/** What to press first, on the real controller over the engine in memory. */
import { it } from "vitest";
import { memorySession } from "../helpers/memory-session.ts";
import { openScreen } from "../helpers/screen.tsx";

it("names the keys as they are, and goes with the first command", async () => {
  const session = memorySession({ text: "FROM busybox\nRUN first\n" });
  const screen = openScreen(session);
  try {
    session.controller.tell({ topic: "first time", text: "{next} runs one, {help} shows keys.", until: "command" });
    await screen.until("n runs one, ? shows keys.");
    screen.press("n");
    await screen.until("Step 1 done", "shows keys.");
  } finally {
    screen.close();
    await session.close();
  }
});
