/** Several shells at once: left running, listed, gone back to, and asked about once each. */
import { afterEach, expect, it } from "vitest";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

const text = "FROM busybox\nRUN one\nRUN two\nRUN fails\nRUN last\n";
const list = "\u001e";
const up = "\u001b[A";
const esc = "\u001b";

let screen: TestScreen | undefined;
let story: MemorySession | undefined;
afterEach(async () => {
  screen?.close();
  await story?.close();
});

/** At the failure on line 4, where shells are left running. */
async function open(): Promise<TestScreen & { readonly story: MemorySession }> {
  story = memorySession({ text });
  story.fails("fails", 2);
  await story.at({ name: "continue" });
  story.shell.leave = true;
  screen = openScreen(story);
  return Object.assign(screen, { story });
}

const containers = ({ engine }: MemorySession) => engine.containers("").then((all) => all.length);

it("one that is left is listed, and gone back to by its step or its number", async () => {
  const { press, until, asked, story } = await open();
  press("s");
  await until("Shell 1 on line 4 is left running; Ctrl-^ goes back to it.");
  expect(asked.join("\n")).toContain("Ctrl-^ d leaves it running and goes back to the screen.");
  press(up, "s");
  await until("Shell 2 on line 3 is left running");
  expect(story.shell.ran).toBe(2);
  press(esc, list);
  expect(await until("2 shells are open. Go to")).toMatch(/1 line 4, since \d\d:\d\d/);
  press("1");
  await until("Shell 1 on line 4 is left running");
  expect(asked.at(-1)).toBe("write Back in shell 1, line 4; Ctrl-^ d leaves it running.\r\n");
  // the same shell, not another one
  press("s");
  await until("Shell 1 on line 4");
  expect(story.shell.ran).toBe(2);
  press(":shells 7\r");
  await until("There is no shell 7; Ctrl-^ lists them.");
});

it("each is asked about when it ends, and what is kept is its step's", async () => {
  const { press, until, story } = await open();
  press("s");
  await until("Shell 1 on line 4 is left");
  press(up, "s");
  await until("Shell 2 on line 3 is left");
  story.shell.leave = false;
  story.shell.script = "echo fixed > /fixed";
  press(":shells 1\r");
  await until("The shell changed 1 file. Keep the changes?");
  press("k");
  await until("Your changes are kept");
  const [failure] = Object.values(story.session().failures);
  expect(failure).toMatchObject({ kind: "shell", exitCode: 2 });
  story.shell.script = "";
  press(":shells 2\r");
  await until("The shell changed no files.");
  expect(await containers(story)).toBe(0);
  press(list);
  await until("No shell is open");
});

it("one that ends while nobody is attached waits to be asked about, and takes no key from what is typed", async () => {
  const { press, until, story } = await open();
  press("s");
  await until("Shell 1 on line 4 is left");
  story.shell.script = "echo fixed > /fixed";
  press(":got");
  story.shell.left[0]?.();
  await until(":got");
  press(esc);
  await until("Shell 1 on line 4 has ended; Ctrl-^ asks what becomes of its changes.");
  press("s");
  await until("Keep the changes?");
  press("d");
  await until("discarded; z takes that back");
  expect(await containers(story)).toBe(0);
});

it("the build goes on beside one, and what it changed is asked about when nothing runs", async () => {
  const { press, until, story } = await open();
  press("s");
  await until("Shell 1 on line 4 is left");
  story.hold("fails");
  press("r");
  await until("Left running: shell 1 on line 4.");
  story.shell.leave = false;
  story.shell.script = "echo fixed > /fixed";
  press(list, "1");
  await until(/asks what becomes of its\s+changes, once nothing runs/);
  await story.end("fails", 3);
  await until("exit code 3");
  press(list, "1");
  await until("Keep the changes?");
  press("k");
  await until("Your changes are kept");
});

it("quitting asks, ends them, and keeps what they changed", async () => {
  const { press, until, left, story } = await open();
  press("s");
  await until("Shell 1 on line 4 is left");
  press("q");
  await until("1 shell is open. Quitting ends it");
  press("n");
  press("q");
  await until("1 shell is open. Quitting ends it");
  press("y");
  const { exit } = await left;
  expect(exit).toBe("quit");
  expect(story.session().shells).toEqual({});
  expect(await containers(story)).toBe(0);
});

it("leaving asks, too, and the session is left with what they changed; not while an instruction runs", async () => {
  const { press, until, left, story } = await open();
  press("s");
  await until("Shell 1 on line 4 is left");
  story.hold("fails");
  press("r");
  await until("Left running: shell 1 on line 4.");
  press("d");
  await until(/Shells are open: Ctrl-\^ goes there, and exit ends one\.\s+Or p: once nothing runs/);
  await story.end("fails", 3);
  await until("exit code 3");
  press("d");
  await until("1 shell is open. Leaving ends it");
  press("y");
  expect((await left).exit).toBe("detached");
  expect(story.session().shells).toEqual({});
  expect(await containers(story)).toBe(0);
});

it("q right behind the end of one asks nothing about it, and keeps what it changed", async () => {
  const { press, left, story } = await open();
  story.shell.leave = false;
  story.shell.script = "echo fixed > /fixed";
  story.shell.looked = () => {
    press("q");
    return left;
  };
  press("s");
  expect((await left).exit).toBe("quit");
  expect(story.session().shells).toEqual({});
  expect(Object.values(story.session().failures).map(({ kind }) => kind)).toContain("shell");
  expect(await containers(story)).toBe(0);
});

it("has no more than eight", async () => {
  const lines = Array.from({ length: 10 }, (_, at) => `RUN step${at}`);
  story = memorySession({ text: `FROM busybox\n${lines.join("\n")}\n` });
  await story.at({ name: "continue" });
  story.shell.leave = true;
  screen = openScreen(story);
  const { press, until } = screen;
  for (let at = 1; at <= 8; at++) {
    press(`:shell ${at + 1}\r`);
    await until(`Shell ${at} on line ${at + 1} is left running`);
  }
  press(":shell 10\r");
  await until("8 shells are open: end one of them first. Ctrl-^ lists them.");
});
