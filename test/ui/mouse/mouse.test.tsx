/** The mouse on the screen: off until it is wanted, and then at whatever is drawn under it. */
import { afterEach, describe, expect, it } from "vitest";
import { targetAt } from "../../../src/ui/mouse/target.ts";
import { tabNames } from "../../../src/ui/panes/tab-names.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";
import { sceneOf, shots } from "../../helpers/scenes.ts";
import { openScreen, type TestScreen } from "../../helpers/screen.tsx";
import { frameOf } from "../../helpers/still.tsx";

const esc = "\u001b";
const at = (button: number, column: number, row: number): string => `${esc}[<${button};${column + 1};${row + 1}M`;

let screen: TestScreen;
let session: MemorySession;
afterEach(async () => {
  screen?.close();
  await session?.close();
});

const text = `FROM busybox\n${Array.from({ length: 60 }, (_, line) => `RUN step ${line + 2}\n`).join("")}`;

function open(options: Parameters<typeof openScreen>[1] = {}): void {
  session = memorySession({ text });
  screen = openScreen(session, options);
}

/** Where a text stands in the frame. */
function placeOf(words: string): readonly [column: number, row: number] {
  const rows = screen.frame().split("\n");
  const row = rows.findIndex((each) => each.includes(words));
  expect(row, words).toBeGreaterThanOrEqual(0);
  return [rows[row]?.indexOf(words) ?? 0, row];
}

const click = (words: string): void => screen.press(at(0, ...placeOf(words)));
const wheel = (words: string, by: "up" | "down"): void => screen.press(at(by === "up" ? 64 : 65, ...placeOf(words)));

describe.each([
  ["beside each other", 130, 40],
  ["one above the other", 80, 30],
])("%s", (_, columns, rows) => {
  it("a click selects a step or a tab, the wheel moves what is under it", async () => {
    open({ columns, rows });
    await screen.until("quit");
    // off: nothing happens
    click("step 4");
    wheel("step 4", "down");
    screen.press("m");
    await screen.until("Shift-drag selects text");
    expect(screen.frame()).toContain("of line 1: FROM");
    expect(screen.frame()).toContain("m mouse on, Shift");
    click("step 4");
    await screen.until("of line 4: RUN");
    wheel("step 3", "down");
    await screen.until("of line 7: RUN");
    wheel("step 3", "up");
    await screen.until("of line 4: RUN");
    click("Config");
    await screen.until("Config of line 4: RUN");
    click("Context");
    await screen.until("Context of line 4: RUN");
    screen.press("m");
    await screen.until("The mouse is the terminal's again");
    expect(screen.frame()).not.toContain("mouse on");
    click("step 2");
    screen.press("?");
    await screen.until("Keys");
    screen.press(esc);
    await screen.until("Context of line 4: RUN");
  });
});

it("the wheel scrolls the output though the list has the keys, and the help", async () => {
  open({ commands: [{ text: "set mouse on", place: "rc:1" }], rows: 30 });
  session.hold("step 2");
  screen.press("n");
  await screen.until("before step 2");
  screen.press("n");
  await session.runs("step 2");
  session.print(
    "step 2",
    Array.from({ length: 300 }, (_, line) => `printed ${line + 1}`),
  );
  await screen.until("printed 300");
  wheel("printed 300", "up");
  await screen.until("G follows", "printed 300");
  expect(screen.frame()).toContain("printed 297");
  wheel("printed 297", "down");
  await screen.until("printed 300");
  screen.press("?");
  await screen.until(" 1-");
  screen.press(at(65, 5, 5));
  await screen.until(" 4-");
  screen.press(at(64, 5, 5));
  await screen.until(" 1-");
  await session.end("step 2");
});

it("a click chooses in a list, and means nothing where something is typed or asked", async () => {
  session = memorySession({ text: "FROM busybox\nRUN make\n", writes: { make: ["/one", "/two", "/three"] } });
  screen = openScreen(session);
  screen.press("m", "c");
  await screen.until("Built");
  screen.press("j", "2");
  await screen.until("three");
  click("three");
  screen.press("x");
  await screen.until("/three");
  click("RUN make");
  screen.press(esc, "y");
  await screen.until("Copied /three");
  screen.press(":", ..."mouse");
  click("RUN make");
  await screen.until("mouse  use the mouse here");
  screen.press(esc);
});

it("brings up the tab of a name that is cut, and at the mark of further names the next of them", () => {
  for (const name of ["failed", "changes", "running"])
    for (let columns = 60; columns <= 140; columns += 3) {
      const scene = sceneOf(shots[name]?.() ?? expect.fail(name), { columns, rows: 24 });
      const frame = frameOf(scene).split("\n");
      const row = frame.findIndex((line) => / (Output|Changes) of l/.test(line));
      const line = frame[row] ?? "";
      const start = line.includes("│") ? line.indexOf("│") + 2 : 0;
      // where names end: a mark alone behind a blank, or at the cut
      const end = line.indexOf("…", start + 2);
      expect(end, line).toBeGreaterThan(start);
      const tabs = Array.from({ length: end - start }, (_, at) => targetAt(scene, { column: start + 1 + at, row })?.tab);
      expect(tabs, line).not.toContain(undefined);
      for (const { 0: word, index } of line.slice(0, end).matchAll(/(?<=[─…] )[A-Z]\w*/g))
        if (index > start && word !== "Step") expect(tabs[index - start - 1], line).toMatch(new RegExp(`^${word}`, "i"));
    }
});

it("hits what is drawn, in every picture and size", () => {
  for (const name of ["failed", "running", "config", "changes", "side-by-side", "long", "unfolded"])
    for (const [columns, rows] of [
      [40, 12],
      [60, 20],
      [80, 24],
      [120, 40],
      [200, 60],
    ] as const) {
      const shot = shots[name]?.();
      if (shot === undefined) throw new Error(`no shot ${name}`);
      const scene = sceneOf(shot, { columns, rows });
      const frame = frameOf(scene).split("\n");
      for (const [row, line] of frame.entries())
        for (let column = 0; column < columns; column += 3) {
          const { item, tab } = targetAt(scene, { column, row }) ?? {};
          const place = `${name} ${columns}x${rows} ${column},${row}: ${line}`;
          if (item !== undefined)
            expect(line, place).toMatch(item.source.length > 1 ? /./ : new RegExp(`\\b${item.instruction.span.line} `));
          // what is said at the right of a heading may cut a name short, or cover it
          if (tab !== undefined && !line.includes("…"))
            expect(line.toLowerCase(), place).toMatch(tab === "output" ? /step|output/ : tab);
          if (tab !== undefined) expect(tabNames, place).toContain(tab);
        }
      for (const far of [columns, 1e9]) expect(targetAt(scene, { column: far, row: 3 })).toBeUndefined();
      expect(targetAt(scene, { column: 3, row: 1e9 })).toBeUndefined();
      expect(targetAt(scene, { column: 3, row: 0 })).toBeUndefined();
    }
});
