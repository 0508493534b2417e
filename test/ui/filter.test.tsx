/** The output with only some of its lines, key by key, on the real controller over the engine in memory. */
import { afterEach, describe, expect, it } from "vitest";
import type { MemorySession } from "../helpers/memory-session.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";
import { storyAfter } from "../helpers/stories.ts";

const esc = "\u001b";

let screen: TestScreen | undefined;
let open: MemorySession | undefined;
afterEach(async () => {
  screen?.close();
  await open?.close();
});

/** The RUN of line 13 prints `lines` and goes on. */
async function running(lines: readonly string[]): Promise<TestScreen & { readonly story: MemorySession }> {
  open = await storyAfter(6);
  open.hold("make -j4");
  open.controller.execute({ name: "continue" });
  await open.runs("make -j4");
  open.print("make -j4", lines);
  screen = openScreen(open, { columns: 120, rows: 40 });
  return Object.assign(screen, { story: open });
}

async function failedWith(lines: readonly string[]): Promise<TestScreen & { readonly story: MemorySession }> {
  const made = await running(lines);
  await made.story.end("make -j4", 2);
  await made.story.controller.idle();
  return made;
}

const numbered = Array.from({ length: 5000 }, (_, at) =>
  at % 100 === 50 ? `src/a${at}.c:1:1: warning: no ${at}` : `line ${at + 1}`,
);

describe("a filter", () => {
  it("shows the lines that match with their numbers, and how many they are", async () => {
    const { press, until } = await failedWith(numbered);
    press("&", "warning: no 3\\d", "\r");
    await until("&/warning: no 3\\d/ 11 of 5000 lines");
    await until(" 3051 src/a3050.c:1:1: warning: no 3050");
    await until("3951 src/a3950");
    press(":", "filter !/^line/", "\r");
    await until("&!/^line/ 50 of 5000 lines");
    await until("4951 src/a4950.c");
    press(":", "filter --invert /i/", "\r");
    await until("0 of 5000 lines");
    await until("No line passes");
  });

  it("asks, and again shows all: the line at the top stays there", async () => {
    const { press, until, frame } = await failedWith(numbered);
    press("&", "warning", "\r");
    await until("50 of 5000 lines");
    await until("4951 src");
    press("g");
    await until("  51 src/a50.c");
    press(`${esc}[B`);
    await until(" 151 src", "   51 src");
    press("&");
    await until("All lines are shown");
    await until("src/a150.c");
    await until("lines 151-");
    expect(frame()).not.toContain("&/");
    press(":", "filter", "\r");
    await until("only lines that match");
    press(esc);
  });

  it("is searched in by n and N, and Esc ends the search, then the filter", async () => {
    const { press, until, story } = await failedWith(numbered);
    const ran = story.ran.length;
    press("&", "warning", "\r");
    await until("50 of 5000 lines");
    press("/", "no 3[01]", "\r");
    await until("match 1 of 2");
    press("n");
    await until("match 2 of 2");
    await until("3151 src/a3150.c");
    press("n");
    await until("match 1 of 2");
    press("N");
    await until("match 2 of 2");
    press(esc);
    await until("50 of 5000 lines", "match 2");
    press(esc);
    await until("lines ", "Only lines that");
    await until("src/a3150.c");
    expect(story.ran.length).toBe(ran);
  });

  it("goes on with a step that runs, and follows it", async () => {
    const { press, until, story } = await running(numbered);
    press("&", "warning", "\r");
    await until("50 of 5000 lines");
    await until("following");
    await until("4951 src");
    story.print("make -j4", ["fine", "main.c: warning: the newest"]);
    await until("51 of 5002 lines");
    await until("5002 main.c: warning: the newest");
    press("&");
    await until(/lines \d+-5002 of 5002/);
    await until("following");
    await story.end("make -j4");
  });

  it("survives a pattern that takes for ever, and refuses one that cannot be read", async () => {
    const { press, until } = await failedWith(["fine", `${"a".repeat(60)}!`]);
    press(":", "filter /(a+)+$/", "\r");
    await until("takes too long on line 2");
    press(":", "filter /(/", "\r");
    await until("cannot be looked for");
  });

  it("copies what is shown", async () => {
    const { press, until, asked } = await failedWith(numbered);
    press("&", "no 30[05]0", "\r");
    await until("1 of 5000 lines");
    press("y");
    await until("Copied");
    expect(asked.at(-1)).toContain("src/a3050.c:1:1: warning: no 3050");
  });

  it("is about paths where the changes are in front", async () => {
    const { press, until } = await failedWith(["one"]);
    press("2", "&", ".log", "\r");
    await until(/\.log/);
    press("1");
    await until("lines 1-1 of 1", "&/");
  });
});

describe("timestamps", () => {
  it("are shown since the start, then by the clock, then not; by their name too", async () => {
    const { press, until } = await failedWith(["one", "two"]);
    press("\t", "T");
    await until(/ \+0:0\d\.\d two/);
    press("T");
    await until(/ \d\d:\d\d:\d\d two/);
    press("&", "two", "\r");
    await until(/ {3}2 {2}\d\d:\d\d:\d\d two/);
    press("T");
    await until(/ {3}2 two/);
    press(":", "set timestamps on", "\r");
    await until("tell when they came");
    await until(/ {3}2 {3}\+0:0\d\.\d two/);
  });
});
