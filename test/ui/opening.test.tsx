/** The screen before the engine has answered: the steps are there, keys wait, and the answer moves no row. */
import { afterEach, expect, it } from "vitest";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import type { Controller } from "../../src/debugger/controller.ts";
import type { Notice } from "../../src/debugger/notices.ts";
import { type OpeningController, openingController } from "../../src/debugger/opening.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { planOf } from "../helpers/plans.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

const text = "FROM busybox\nRUN first\nRUN second\n";
const welcome: Notice = { topic: "first time", text: "{help} shows all keys.", until: "command" };

let story: MemorySession;
let screen: TestScreen;
let controller: OpeningController;
let open: (own?: Controller) => void;
let fail: (error: Error) => void;
afterEach(async () => {
  screen.close();
  await story.close();
});

function opening(): TestScreen {
  story = memorySession({ text, breakpoints: [3], tags: ["app:dev"] });
  controller = openingController({
    plan: planOf(text),
    breakpoints: [onLine(3)],
    tags: ["app:dev"],
    path: story.file,
    notices: [welcome],
  });
  const opens = new Promise<void>((resolve, reject) => {
    fail = reject;
    open = () => {
      story.controller.tell(welcome);
      controller.opens(story.controller);
      resolve();
    };
  });
  opens.catch(() => {});
  screen = openScreen({ controller }, { opens, commands: [{ text: "set wrap off", place: "the command" }] });
  return screen;
}

it("shows the steps; the engine's answer changes the name of the engine alone", async () => {
  const { until, frame } = opening();
  await until("no engine yet");
  const before = frame().split("\n");
  expect(before.join("\n")).toContain("? shows all keys.");
  open();
  await until("Engine 0");
  const after = frame().split("\n");
  expect(after.slice(1)).toEqual(before.slice(1));
});

it("keys that are typed meanwhile are done in their order once it has", async () => {
  const { press, until } = opening();
  press(":break 2\r", "c");
  await until("The engine has not answered yet. Keys are done once it has; Ctrl-C leaves.");
  expect(story.session().breakpoints).toHaveLength(2);
  open();
  await until(/before step 2\/3.*2 breakpoints/);
});

it("q and Ctrl-C leave; behind another key q is a letter", async () => {
  const { press, left, gone, until } = opening();
  press(":", "q");
  await until("Keys are done once it has");
  expect(gone()).toBe(false);
  press("\u0003");
  expect(await left).toMatchObject({ exit: "quit", lines: [], layers: [] });
});

it("nothing comes of the session: no command is done", async () => {
  const { press } = opening();
  press("n");
  fail(new Error("no engine"));
  await Promise.resolve();
  expect(controller.execute({ name: "next" })).toEqual({ kind: "refused", reason: "The engine has not answered yet." });
  expect(await controller.idle()).toMatchObject({ status: { kind: "stopped", reason: "entry" } });
  expect(story.ran).toEqual([]);
});

it("tells what is waited for", async () => {
  const { until } = opening();
  controller.tell("pulling debian for --debug-image.");
  await until("pulling debian for --debug-image.");
  open();
  await until("Engine 0", "pulling");
});
