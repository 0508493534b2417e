/** The line behind the colon, on the real controller over the engine in memory. */
import { afterEach, expect, it } from "vitest";
import { scriptLines } from "../../../src/debugger/commands/script.ts";
import { position } from "../../../src/debugger/session.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../../helpers/screen.tsx";

const text = "FROM busybox AS one\nRUN first\nFROM one AS final\nRUN second\nRUN third\n";
const esc = "\u001b";
const up = "\u001b[A";
const down = "\u001b[B";
const enter = "\r";

let screen: TestScreen;
let session: MemorySession;
afterEach(async () => {
  screen.close();
  await session.close();
});

function open(options?: Parameters<typeof openScreen>[1]): void {
  session = memorySession({ text });
  screen = openScreen(session, options);
}

const type = (line: string): void => screen.press(":", ...line, enter);
const ids = () => session.session().plan.steps.map(({ id }) => id);

it("does commands by name, with places", async () => {
  open();
  screen.press(":");
  await screen.until("Tab completes");
  screen.press(..."break");
  await screen.until("breakpoint [place | on event]");
  screen.press(..." 4", enter);
  await screen.until("Breakpoint b1 line 4.");
  type("run");
  await screen.until("Breakpoint on line 4.");
  type("run to /third/");
  await screen.until("Here is line 5.");
  type("edit 5 RUN fourth");
  await screen.until("Saved line 5.");
  expect(session.disk()).toContain("RUN fourth\n");
  type("2");
  await screen.until("  2  RUN first");
  type("goto stage:final");
  type("t");
  await screen.until("One step back.");
  expect(position(session.session())).toBe(2);
  expect(session.commands.map(({ name }) => name)).toEqual(["set-breakpoint", "continue", "run-to", "edit", "run-to"]);
  expect(session.commands[2]).toMatchObject({ step: ids()[4] });
});

it("says what is wrong, and Esc or Backspace leaves it", async () => {
  open();
  type("brake 3");
  await screen.until('There is no command "brake": did you mean break?');
  type("next 3");
  await screen.until("next takes no words.");
  type("break stage:fnal");
  await screen.until("did you mean stage:final");
  type("set wrap maybe");
  await screen.until("What can be set is: theme dark|light|high-contrast|auto, wrap on|off, timestamps on|clock|off,");
  type("set theme High");
  await screen.until("What can be set is: theme dark|light|high-contrast|auto");
  type("set theme high-contrast");
  await screen.until("The theme is high-contrast.");
  expect(screen.asked).toEqual(["theme high-contrast"]);
  type("help run-to");
  await screen.until("run-to [place]: run to the selected step, or go back to it. Also: until. Keys: t.");
  screen.press(":", "q", "\u007f");
  await screen.until("Tab completes");
  screen.press("\u007f");
  await screen.until("quit", "Tab completes");
  screen.press(":", "q", esc);
  await screen.until("quit", ":q");
  expect(session.commands).toEqual([]);
  expect(screen.gone()).toBe(false);
});

it("completes by Tab and recalls by the arrows", async () => {
  open();
  screen.press(":", ..."ru", "\t");
  await screen.until(/ :run[^-]/);
  screen.press("\t", "\t");
  await screen.until(/ :run-to/);
  screen.press(..." sta", "\t");
  await screen.until(/ :run-to stage:/);
  screen.press("\t", "\t");
  await screen.until(/ :run-to stage:final/);
  screen.press(esc);
  await screen.until("quit", ":run");
  type("wrap");
  type("break 2");
  await screen.until("Breakpoint b1 line 2");
  screen.press(":", up);
  await screen.until(/ :break 2/);
  screen.press(up);
  await screen.until(/ :wrap/);
  screen.press(up, down, down);
  await screen.until("Tab completes");
  screen.press("b", up, enter);
  await screen.until("Breakpoint b1 line 2.");
});

it("does the commands of files, up to the first that cannot be done", async () => {
  const readScript = (file: string) => scriptLines(`break 5\ncontinue\npause\nnext\n`, file);
  open({ commands: scriptLines("run to 4\n", "first"), readScript });
  await screen.until("Here is line 4.");
  type("source file");
  await screen.until("file:3: Nothing is running.");
  await screen.until("before step 5/5");
  expect(session.ran).toEqual(["first", "second"]);
});
