/** Who is told when a run stops: on the real controller, with the terminal's own report of who looks. */
import { afterEach, expect, it } from "vitest";
import { noticeText, notification } from "../../src/output/notification.ts";
import { attention } from "../../src/ui/attention.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

const text = "FROM busybox\nRUN one\nRUN two\nRUN last\n";
const lookedAway = "\u001b[O";
const looksAgain = "\u001b[I";

let screen: TestScreen | undefined;
let story: MemorySession | undefined;
afterEach(async () => {
  screen?.close();
  await story?.close();
});

function open(...settings: readonly string[]): TestScreen & { readonly story: MemorySession; told(): readonly string[] } {
  story = memorySession({ text });
  story.hold("two");
  const commands = ["set notify-after 0", ...settings].map((line, at) => ({ text: line, place: `rc:${at + 1}` }));
  screen = openScreen(story, { commands });
  const { asked } = screen;
  return Object.assign(screen, { story, told: () => asked.filter((each) => each.startsWith("notify")) });
}

it("a failure that nobody looks at rings the bell, one that is looked at does not", async () => {
  const { press, until, story, told } = open();
  press("c");
  await until("RUNNING");
  press(lookedAway);
  await story.end("two", 2);
  await until("FAILED");
  expect(told()).toEqual(["notify bell stopped dbuild: line 3 failed, exit code 2"]);
  press(looksAgain, "r");
  await story.end("two", 3);
  await until("exit code 3");
  expect(told()).toHaveLength(1);
});

it("a pause and the end are told, with a notice where that is set", async () => {
  const { press, until, story, told } = open("set notify on");
  press("c");
  await story.runs("two");
  press("p", lookedAway);
  await story.end("two");
  await until("before step 4/4");
  press("c");
  await until("DONE");
  expect(told()).toEqual(["notify on stopped dbuild: stopped before line 4", "notify on done dbuild: done"]);
});

it("nobody is told when it is off, or the run was short", async () => {
  const off = open("set notify off");
  off.press(lookedAway, "n");
  await off.until("before step 2/4");
  off.press(":set notify on\r:set notify-after 9999\r", "n");
  await off.until("before step 3/4");
  expect(off.told()).toEqual([]);
  off.press(":set notify-after soon\r");
  await off.until('"soon" is no number of seconds.');
});

it("where the terminal does not tell who looks, a person who pressed a key just now does", async () => {
  story = memorySession({ text });
  story.hold("one");
  const before = await story.at({ name: "next" });
  let now = 0;
  const person = attention(before, () => now);
  story.controller.execute({ name: "next" });
  await story.runs("one");
  const running = story.session();
  const setting = { how: "bell", after: 10 } as const;
  expect(person.session(before, running, setting)).toBeUndefined();
  now = 15_000;
  person.key();
  now = 24_000;
  expect(person.session(running, before, setting)).toBeUndefined();
  now = 25_000;
  expect(person.session(running, before, setting)).toMatchObject({ how: "bell", text: "dbuild: stopped before line 2" });
});

it("nothing in the text ends the notice or adds to it", () => {
  const text = "line 2 failed: a\u001b]0;b\u0007c\u009cd;e\nf";
  const told = notification(text);
  expect(told.startsWith("\u0007\u001b]9;line 2 failed: a")).toBe(true);
  expect(told.endsWith("\u0007")).toBe(true);
  expect(told.slice(5, -1)).not.toMatch(/[\p{Cc};]/u);
  expect(noticeText("x".repeat(999))).toHaveLength(200);
});
