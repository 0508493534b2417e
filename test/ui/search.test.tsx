/** Looking through the output, key by key, on the real controller over the engine in memory. */
import fs from "node:fs";
import path from "node:path";
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

/** The RUN of line 13 has printed `lines` and failed. */
async function failedWith(lines: readonly string[]): Promise<TestScreen & { readonly story: MemorySession }> {
  open = await storyAfter(6);
  open.hold("make -j4");
  open.controller.execute({ name: "continue" });
  await open.runs("make -j4");
  open.print("make -j4", lines);
  await open.end("make -j4", 2);
  await open.controller.idle();
  screen = openScreen(open, { columns: 120, rows: 40 });
  return Object.assign(screen, { story: open });
}

const numbered = Array.from({ length: 5000 }, (_, at) =>
  at % 1000 === 500 ? `src/a${at}.c:1:1: error: no ${at}` : `line ${at + 1}`,
);

describe("a search", () => {
  it("goes to a match, the next and the one before, and says which it is", async () => {
    const { press, until, story } = await failedWith(numbered);
    const ran = story.ran.length;
    press("/", "NO 3", "\r");
    await until("no match");
    press("/", "no [34]\\d", "\r");
    await until(/match 1 of 2.*lines/);
    await until("error: no 3500");
    press("n");
    await until("match 2 of 2");
    press("n");
    await until("match 1 of 2");
    await until("went round the end");
    press("N");
    await until("match 2 of 2");
    expect(story.ran.length).toBe(ran);
  });

  it.each([
    ["/", "pattern\r"],
    ["&", "pattern\r"],
    ["!", ""],
  ])("%s of an instruction that has printed nothing begins nothing: n runs on", async (key, typed) => {
    const { press, until, frame } = await failedWith(["one"]);
    press(":", "goto +1", "\r");
    await until("Not run yet");
    press(key, ...typed);
    await until("has printed nothing");
    expect(frame()).not.toContain("next match");
  });

  it("keeps n from running an instruction until it is ended", async () => {
    const { press, until, story } = await failedWith(numbered);
    press("/", "nowhere", "\r");
    await until("no match");
    await until("n next match");
    press("n", "N", "n");
    await until("no match");
    expect(story.commands.some(({ name }) => name === "next")).toBe(false);
    press(esc);
    await until("s shell", "no match");
    press("n");
    await until("RUNNING");
    expect(story.commands.at(-1)).toEqual({ name: "next" });
    await story.end("make -j4");
  });

  it("goes along to the output of another step, and leaves that where it is", async () => {
    const { press, until } = await failedWith(numbered);
    press("/", "error", "\r");
    await until("match 1 of 5");
    press("\t", `${esc}[A`);
    await until(/line 12/);
    press(`${esc}[B`);
    await until("5 matches");
    await until("line 5000");
  });

  it("survives a pattern that takes for ever", async () => {
    const { press, until } = await failedWith(["fine", `${"a".repeat(60)}!`]);
    press("/", "(a+)+$", "\r");
    await until("takes too long on line 2");
    press(esc);
    await until("FAILED", "takes too long");
  });

  it("takes text as it stands where that is set", async () => {
    const { press, until } = await failedWith(["a.c", "abc"]);
    press(":", "search a.c", "\r");
    await until("match 1 of 2");
    press(":", "set search text", "\r");
    await until("taken as it stands");
    press(":", "search a.c", "\r");
    await until("match 1 of 1");
  });
});

describe("errors", () => {
  it("! goes to the first from the top, then to the next", async () => {
    const { press, until } = await failedWith(numbered);
    press("!");
    await until("error 1 of 5");
    await until("error: no 500");
    press("!");
    await until("error 2 of 5");
    press("N");
    await until("error 1 of 5");
  });

  it("have the first of them told at a failure, where the last lines do not show it", async () => {
    const { until } = await failedWith(numbered);
    await until(/! line 501 {2}src\/a500.c:1:1: error: no 500/);
    await until("line 5000");
  });

  it("are also what is set", async () => {
    const { press, until } = await failedWith(["fine", "KABOOM 3", "fine"]);
    press("!");
    await until("no error");
    press(":", "set errors /^KABOOM \\d/", "\r");
    await until("are errors, too");
    press(":", "errors", "\r");
    await until("error 1 of 1");
  });
});

describe("the whole output", () => {
  it("goes to the pager clean, at the line that is looked at", async () => {
    const { press, until, asked } = await failedWith(["one", `${esc}]0;title\u0007two ${esc}[31mred`, "three"]);
    press("L");
    await until("FAILED");
    expect(asked).toContain("spawn less");
    expect(asked.at(-1)).toBe(`one\ntwo ${esc}[31mred${esc}[0m\nthree\n`);
  });

  it("says what to do where there is no pager", async () => {
    const it = await failedWith(["one"]);
    it.exitCode = -1;
    it.press("L");
    await it.until("Cannot start less");
    await it.until("Set PAGER");
  });

  it("is saved byte by byte, and over a file only when that is asked for", async () => {
    const raw = `one ${esc}[31mred`;
    const { press, until, story } = await failedWith([raw]);
    const file = path.join(story.folder, "make.log");
    press(":", `save ${file}`, "\r");
    await until("Saved");
    expect(fs.readFileSync(file, "utf8")).toContain(raw);
    fs.writeFileSync(file, "mine");
    press(":", `save ${file}`, "\r");
    await until("is there already");
    expect(fs.readFileSync(file, "utf8")).toBe("mine");
    press(":", `save! ${file}`, "\r");
    await until("Saved");
    expect(fs.readFileSync(file, "utf8")).toContain(raw);
  });
});
