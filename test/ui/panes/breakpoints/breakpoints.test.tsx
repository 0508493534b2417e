/** The list of breakpoints in its tab, on the real controller over the engine in memory. */
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../../helpers/screen.tsx";

let screen: TestScreen;
let session: MemorySession;
afterEach(async () => {
  screen.close();
  await session.close();
});
const type = (line: string): void => screen.press(":", ...line, "\r");

it("shows each with its words, its count, why it cannot be hit, and what was printed", async () => {
  session = memorySession({ text: "FROM busybox AS one\nRUN a\nFROM busybox\nRUN b\nRUN c\n" });
  screen = openScreen(session);
  screen.press("B");
  await screen.until(/ Breakpoints ─[\s\S]*b0 on failure/);
  type("break 2");
  await screen.until("it cannot be hit: the target does not need line 2");
  type('break on RUN log "at {line}"');
  type("break on exit 0 hits %2 if instruction == 'RUN'");
  await screen.until("Breakpoint b3 on exit 0 hits %2 if instruction == 'RUN'.");
  type("continue");
  const frame = await screen.until(/b3 .*met 2 times[\s\S]*Printed:[\s\S]*at 4[\s\S]*at 5/);
  expect(frame).toMatch(/b1 line 2\n.*cannot be hit: the target does not need line 2/);
  expect(frame).toMatch(/b2 on RUN log "at \{line\}" \(met 2 times\)/);
  expect(frame).toContain("b3 on exit 0 hits %2 if instruction == 'RUN' (met 2 times)");
  type("disable b3");
  await screen.until("(disabled)");
  type("delete b3");
  await screen.until("The breakpoint is removed.", "b3 on exit");
  screen.press("[");
  await screen.until(/Watch of/);
});

it("shows commands that run in the layer, what they printed as it was indented, and which one stopped at a failure", async () => {
  session = memorySession({ text: "FROM busybox\nRUN a\nRUN fails\n" });
  session.hold("ls -l");
  session.fails("fails", 2);
  screen = openScreen(session, { columns: 100 });
  screen.press("B");
  type("break on exit 0 run 'ls -l' if line == 2");
  type("disable b0");
  type("break on exit 2");
  await screen.until("Breakpoint b2 on exit 2.");
  type("break on exit 2 hits %1");
  await screen.until("Breakpoint b2 on exit 2 hits %1, instead of b2 on exit 2.");
  type("continue");
  await screen.until(
    /b1, line 2: ls -l \(running\)[\s\S]*Step 3 failed; what it did is kept\. Breakpoint b2 on exit 2 hits %1\./,
  );
  session.print("ls -l", ["total 4", "  app"]);
  await session.end("ls -l");
  await screen.until(/ Printed:\n[^\n]* b1, line 2: ls -l\n[^\n]* {3}total 4\n[^\n]* {5}app\n/, "(running)");
});

it("a RUN that one has frozen stands still on the screen, until it is let go on", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\n" });
  screen = openScreen(session, { columns: 100 });
  session.hold("one");
  type("break on log /here/");
  type("continue");
  await session.runs("one");
  session.print("one", ["it is here"]);
  const frozen = await screen.until("Frozen by breakpoint b1");
  expect(frozen).toMatch(/PAUSED {2}step 2\/2, line 2, frozen/);
  expect(frozen).toMatch(/‖ RUN one +frozen/);
  expect(frozen).toMatch(/^ c continue {2}Ctrl-C stop/m);
  screen.press("c");
  await screen.until(/RUNNING[\s\S]*RUN one +\d+ s/, "frozen");
  await session.end("one");
  await screen.until("DONE");
});
