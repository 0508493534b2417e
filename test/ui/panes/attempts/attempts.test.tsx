/** The tab of runs, by keys on the real controller over the engine in memory. */
import { afterEach, expect, it } from "vitest";
import { attemptsAt } from "../../../../src/debugger/attempts.ts";
import { updateAttempts } from "../../../../src/ui/panes/attempts/state.ts";
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
const leave = "\u001b";

it("lists every run, opens what one printed, and compares two: their output and their layers", async () => {
  session = memorySession({
    text: "FROM busybox\nRUN one\nRUN two\n",
    writes: { two: ["/opt/first"], "two again": ["/opt/second"] },
  });
  screen = openScreen(session, { columns: 160, rows: 30 });
  session.hold("two");
  screen.press("c");
  await session.runs("two");
  session.print("two", ["configure: ok", "make: \u001b[2J*** Error 2"]);
  await session.end("two", 2);
  await screen.until("FAILED");
  screen.press(":", ..."edit 3 RUN two again", enter);
  await screen.until("RUN two again");
  screen.press("r");
  await session.runs("two again");
  session.print("two again", ["configure: ok", "make: done"]);
  await session.end("two again");
  await session.controller.idle();
  const [failed, done] = attemptsAt(session.session(), 2);
  expect(failed).toMatchObject({ how: "failed", exitCode: 2, start: "clean", text: "RUN two", line: 3 });
  expect(done).toMatchObject({ how: "done", start: "clean", text: "RUN two again" });
  screen.press(":", ..."attempts 3", enter);
  const list = await screen.until(
    /Attempts of line 3[\s\S]*2 attempts; Enter shows what it printed[\s\S]*done[\s\S]*failed, exit 2/,
  );
  expect(list).toMatch(/failed, exit 2 .*as it was: RUN two$/m);
  expect(list).not.toMatch(/ done .*as it was/);
  screen.press("j", enter);
  await screen.until(new RegExp(`attempt #${failed?.run} {2}what it printed[\\s\\S]*configure: ok[\\s\\S]*Error 2`));
  screen.press("o");
  const compared = await screen.until(new RegExp(`attempt #${failed?.run} to #${done?.run}[\\s\\S]*-make: [\\s\\S]*Error 2`));
  expect(compared).toMatch(/\+make: done/);
  screen.press("o");
  await screen.until(/how its layer differs[\s\S]*\+ .*\/opt\/second/);
  screen.press(leave);
  await screen.until("2 attempts; Enter shows how its layer differs");
});

it("keeps runs when what they made is taken back, and says what has not run", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\nRUN two\n" });
  await session.at({ name: "continue" });
  await session.at({ name: "back" });
  expect(attemptsAt(session.session(), 2)).toHaveLength(1);
  await session.at({ name: "next" });
  expect(attemptsAt(session.session(), 2)).toHaveLength(2);
  expect(attemptsAt(session.session(), 9)).toEqual([]);
});

it("opens anew from the top, and nothing stays open for another step", () => {
  const open = { place: { at: 1, top: 0 }, opens: "logs", open: { run: 4, other: 5, top: 7 } } as const;
  expect(updateAttempts(open, { type: "order" })).toMatchObject({ opens: "layers", open: { top: 0 } });
  expect(updateAttempts(open, { type: "pick", item: 1 })).toEqual({ place: { at: 0, top: 0 }, opens: "logs" });
});
