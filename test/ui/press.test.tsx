/** Every key on the real controller over the engine in memory: what is asked for, what is asked back, what is said. */
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { position } from "../../src/debugger/session.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";
import { buildDockerfile, compileLines } from "../helpers/scenes.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";
import { failedStory, runningStory, storyAfter, until as untilSession } from "../helpers/stories.ts";

const esc = "\u001b";
const up = "\u001b[A";
const down = "\u001b[B";
const pageUp = "\u001b[5~";
const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 96);

let screen: TestScreen | undefined;
let open: MemorySession | undefined;
afterEach(async () => {
  screen?.close();
  await open?.close();
});

/** The screen on a story. */
async function on(
  story: Promise<MemorySession>,
  options?: Parameters<typeof openScreen>[1],
): Promise<TestScreen & { readonly story: MemorySession }> {
  open = await story;
  screen = openScreen(open, options);
  return Object.assign(screen, { story: open });
}

const last = ({ commands }: MemorySession) => commands.at(-1);

describe("running", () => {
  it("n runs one instruction and stops before the next", async () => {
    const { press, until, story } = await on(storyAfter(2));
    story.hold("apt-get");
    press("n");
    await until("RUNNING");
    await story.end("apt-get");
    await until("before step 4/12");
    expect(story.commands).toEqual([{ name: "next" }]);
  });

  it("c runs to the breakpoint", async () => {
    const { press, until } = await on(storyAfter(0));
    press("c");
    await until("Breakpoint on line 12");
    await until(/▸ next[^\n]*\n▌●12/);
  });

  it("t runs to the selected step, and goes back to one behind", async () => {
    const { press, until, story } = await on(storyAfter(3));
    press(down, down, "t");
    expect(last(story)).toEqual({ name: "run-to", step: "s6" });
    await until("before step 6/12");
    press("g", down, "t");
    await until("before step 2/12");
    expect(position(story.session())).toBe(1);
    press("t");
    await until("stands before this step already");
  });

  it("u goes back at once", async () => {
    const { press, until } = await on(storyAfter(3));
    press("u");
    await until("before step 3/12");
    press("u", "u", "u");
    await until("This is the first step");
  });

  it("b sets and removes a breakpoint, anywhere in a long instruction", async () => {
    const { press, until, story } = await on(storyAfter(2, [8, 12]));
    const ids = () => story.session().breakpoints.map(({ id }) => id);
    press("b");
    await until("No breakpoint on line 5 any more");
    expect(ids()).toEqual(["b0", "b2"]);
    press("b");
    await until("Breakpoint on line 5: the build stops before it.");
    expect(ids()).toEqual(["b0", "b2", "b3"]);
  });

  it("says why a key makes no sense", async () => {
    const { press, until, story } = await on(storyAfter(2));
    press("R");
    await until("R needs a failed layer");
    press("p");
    await until("Nothing is running");
    story.hold("apt-get");
    press("n");
    await until("RUNNING");
    press("n");
    await until("is running. p pauses");
  });

  it("judges a key by the file as it is when the key is pressed", async () => {
    const { press, until, story } = await on(Promise.resolve(memorySession({ text: "FROM busybox\nRUN one\n" })));
    press("c");
    await until("DONE");
    press("c");
    await until("The image is built. u goes back a step.");
    story.change("FROM busybox\nRUN one\nRUN two\n");
    press("c");
    await until("all 3 steps");
    await until("changed on disk: taken up");
    expect(story.ran).toEqual(["one", "two"]);
    story.change("NOPE\n");
    press("u", "c");
    await until(/changed on disk and cannot be used: line 1: unknown\s+instruction/);
  });
});

describe("after a failure", () => {
  it.each([
    ["r", { name: "retry" }, "before step 8/12"],
    ["R", { name: "retry-failed" }, "before step 8/12"],
    ["a", { name: "accept" }, "all 12 steps"],
  ])("%s", async (key, command, then) => {
    const { press, until, story } = await on(failedStory());
    await until("FAILED");
    story.fails("make -j4", 0);
    press(key);
    expect(last(story)).toEqual(command);
    await until(then);
  });

  it("the screen says what failed, what is kept, and what can be done", async () => {
    const { until } = await on(failedStory());
    await until(/failed with exit code 2[\s\S]*dbuild-failed:s-line13-[\s\S]*R run on failed layer/);
  });
});

describe("Ctrl-C and p", () => {
  it("pause first, then ask, then stop; nothing is lost", async () => {
    const { press, until, story } = await on(runningStory());
    press(ctrl("c"));
    expect(last(story)).toEqual({ name: "pause" });
    await until("Pausing after this instruction");
    press(ctrl("c"));
    await until("Stop the instruction now?");
    press("n");
    await until("Pausing after this instruction");
    press(ctrl("c"));
    await until("Stop the instruction now?");
    press("y");
    await until("FAILED");
    await until("stopped by you");
    expect(story.commands).toContainEqual({ name: "stop" });
  });

  it("p pauses, and a pause ends at the next stop", async () => {
    const { press, until, story } = await on(runningStory());
    press("p");
    await until("Pausing");
    await story.end("apt-get");
    await until("PAUSED");
  });

  it("a late yes stops nothing else", async () => {
    const { press, until, story } = await on(runningStory());
    press(ctrl("c"), ctrl("c"));
    await until("Stop the instruction now?");
    await story.end("apt-get");
    await story.controller.idle();
    press("y");
    await until("It has ended meanwhile");
    expect(story.session().failures).toEqual({});
  });

  it("quits when nothing runs and it comes twice, with nothing said between", async () => {
    const { press, until, left, gone } = await on(storyAfter(1));
    press(ctrl("c"));
    await until("Ctrl-C once more quits");
    press(":", ..."set wrap on", "\r");
    await until("Long lines of output wrap.");
    press(ctrl("c"));
    await until("Ctrl-C once more quits");
    expect(gone()).toBe(false);
    press(ctrl("c"));
    expect(await left).toMatchObject({ exit: "quit" });
  });
});

describe("q", () => {
  it("leaves at once when nothing runs, and tells what is kept", async () => {
    const { press, left, story } = await on(failedStory());
    const tag = story.session().failures.s7?.tag;
    press("q");
    expect(await left).toMatchObject({
      exit: "quit",
      layers: [{ line: 13, kind: "failed", exitCode: 2, tag }],
      lines: [`line 13, exit code 2: kept as ${tag}`],
    });
  });

  it("tells the image that was built, and what in it is by hand", async () => {
    const { press, until, left } = await on(failedStory());
    press("a");
    await until("DONE");
    press("q");
    expect((await left).lines).toEqual([
      expect.stringMatching(/^built [0-9a-f]{12} story:latest$/),
      expect.stringContaining("made by hand"),
      expect.stringContaining("dbuild verify"),
    ]);
  });

  it("takes an accept back, with all that was built on it", async () => {
    const { press, until, story } = await on(failedStory());
    const before = story.session();
    press("a");
    await until("DONE");
    press("z");
    await until("Took back: the failed layer taken as the result, line 13");
    const { outcomes, failures, at, undo } = story.session();
    expect({ failures, at, undo }).toEqual({ failures: before.failures, at: before.at, undo: before.undo });
    // another stage got on meanwhile, which stands
    const { s10, ...own } = outcomes;
    expect([own, s10?.how]).toEqual([before.outcomes, "done"]);
    press("R");
    await until("Step 7 failed");
  });

  it("waits for the instruction when asked to", async () => {
    const { press, until, left, story } = await on(runningStory());
    press("q");
    await until("An instruction is running.");
    press("w");
    await until("Leaving when the instruction has ended");
    expect(last(story)).toEqual({ name: "pause" });
    await story.end("apt-get");
    expect(await left).toMatchObject({ exit: "quit" });
  });

  it("stops the instruction when asked to, and leaves with its layer kept", async () => {
    const { press, until, left } = await on(runningStory());
    press("q");
    await until("An instruction is running.");
    press("s");
    expect((await left).layers).toMatchObject([{ kind: "interrupted" }]);
  });

  it("stays on Esc, and a wait can be taken back", async () => {
    const { press, until, gone, story } = await on(runningStory());
    press("q");
    await until("An instruction is running.");
    press("w");
    await until("Leaving when");
    press("q");
    await until("An instruction is running.");
    press(esc);
    await until("Pausing after");
    await story.end("apt-get");
    await until("PAUSED");
    expect(gone()).toBe(false);
  });
});

describe("the shell", () => {
  const script = "touch /usr/include/zlib.h; touch '/etc/\u001b[31mred'";
  const kindOf = (story: MemorySession) => story.session().failures.s7?.kind;

  it("gives the terminal away, then asks about the changes: keep", async () => {
    const { press, until, asked, story } = await on(failedStory());
    story.shell.script = script;
    press("s");
    const text = await until("Keep the changes?");
    expect(text).toContain("5 files");
    expect(text).toContain("+/usr/include/zlib.h");
    expect(text).toContain("+/etc/␛[31mred");
    expect(asked).toEqual(["suspend", expect.stringMatching(/^write You are in the failed layer of step 7, line 13:\r\n/)]);
    press("k");
    await until("Your changes are kept");
    expect([story.shell.ran, kindOf(story)]).toEqual([1, "shell"]);
  });

  it("discards when told to, and only then", async () => {
    const { press, until, story } = await on(failedStory());
    story.shell.script = script;
    press("s");
    await until("Keep the changes?");
    press(esc, ctrl("c"), "q", "\r");
    await until("Keep the changes?");
    press("d");
    await until("changes are discarded");
    expect(kindOf(story)).toBe("failed");
    press("z");
    await until("Took back: the shell's changes discarded");
    const { image = "" } = story.session().failures.s7 ?? {};
    expect([kindOf(story), (await story.engine.image(image))?.id]).toEqual(["shell", image]);
  });

  it("discards for good where nothing can be kept, and says so", async () => {
    const { press, until, story } = await on(failedStory());
    story.shell.script = script;
    press("s");
    await until("Keep the changes?");
    story.refuseCommit("no space left on device");
    press("d");
    await until(/changes are gone: nothing could be kept[\s\S]*no space left/);
    expect([kindOf(story), story.session().undo]).toEqual(["failed", []]);
  });

  it("asks nothing when nothing changed", async () => {
    const { press, until, story } = await on(failedStory());
    press("s");
    await until("The shell changed no files");
    expect([story.shell.ran, kindOf(story)]).toEqual([1, "failed"]);
  });

  it("says why there is none", async () => {
    const { press, until, asked, story } = await on(failedStory());
    story.shell.error = new Error("there is no /bin/sh in this layer");
    press("s");
    await until("there is no /bin/sh in this layer");
    expect(asked).toEqual([]);
  });

  it("says what to do where the engine's disk has no room for it", async () => {
    const { press, until, story } = await on(failedStory());
    story.shell.error = new Error("mkdir /var/lib/docker/overlay2/0a1b-init/diff: no space left on device");
    press("s");
    await until(/the engine's disk is full:\s+make room/);
  });

  it("tells that it ended at once, instead of what it did not change", async () => {
    const { press, until, story } = await on(failedStory());
    story.shell.end = { code: 3, marked: false, typed: false, lastOutput: "no such env\r\n" };
    press("S");
    expect(await until("ended at once with exit code 3: no such env")).not.toContain("changed no files");
    expect(kindOf(story)).toBe("failed");
  });

  it("asks again when keeping fails", async () => {
    const { press, until, story } = await on(failedStory());
    story.shell.script = script;
    press("s");
    await until("Keep the changes?");
    story.refuseCommit("no space left on device");
    press("k");
    await until(/no space left on device[\s\S]*Keep the changes\?/);
    press("k");
    await until("Your changes are kept");
  });

  it("keeps what an open shell left when the program is ended", async () => {
    const { press, until, end, left, story } = await on(failedStory());
    story.shell.script = script;
    press("s");
    await until("Keep the changes?");
    end("ended");
    expect(await left).toMatchObject({ exit: "ended", layers: [{ kind: "shell" }] });
    expect(kindOf(story)).toBe("shell");
  });
});

describe("copying out", () => {
  const clear = ctrl("u");
  const copies = ({ commands }: MemorySession) => commands.flatMap((each) => (each.name === "copy" ? [each] : []));

  it("asks from where and to where, begins in the working directory, and says what was written", async () => {
    const { press, until, story } = await on(failedStory());
    press("x");
    await until("copy from the layer of step 7: /src/");
    press("re\u001b[200~ports\n\u001b[201~", "\t", up, "\r");
    await until("to this machine, file or folder: .");
    press(clear, `${story.folder}/out`, "\r");
    await until(/Copied 1 file, 13 B, from \/src\/reports to/);
    expect(fs.readFileSync(path.join(story.folder, "out"), "utf8")).toBe("/src/reports\n");
    expect(copies(story)).toEqual([
      { name: "copy", step: "s7", path: "/src/reports", destination: `${story.folder}/out`, replace: false },
    ]);
  });

  it("Esc and Ctrl-C leave it", async () => {
    const { press, until, story } = await on(failedStory());
    press("x");
    await until("copy from");
    press(esc);
    await until("s shell", "copy from");
    press("x");
    await until("copy from", "s shell");
    press("\r");
    await until("to this machine");
    press(ctrl("c"));
    await until(/s shell/);
    expect(copies(story)).toEqual([]);
  });

  it("never writes over what is there unasked", async () => {
    const { press, until, story } = await on(failedStory());
    fs.writeFileSync(path.join(story.folder, "reports"), "mine");
    const there = () => fs.readFileSync(path.join(story.folder, "reports"), "utf8");
    const askFor = async () => {
      press("x");
      await until("copy from");
      press("reports", "\r");
      await until("to this machine");
      press(clear, story.folder, "\r");
      await until("Write over it?");
    };
    await askFor();
    press("n");
    await until(/s shell/);
    expect(there()).toBe("mine");
    await askFor();
    press("y");
    await until("Copied 1 file");
    expect(there()).toBe("/src/reports\n");
    expect(copies(story).map(({ replace }) => replace)).toEqual([false, false, true]);
  });

  it("says what went wrong, with what was typed to be mended", async () => {
    const { press, until, story } = await on(failedStory());
    press("x", "x", "\r");
    await until("to this machine");
    press(clear, story.folder, "\r");
    await until(/is not in the failed layer of step 7[\s\S]*copy from the layer of step 7: \/src\/x/);
    press("\u007f", "reports", "\r");
    await until("to this machine");
    press("\r");
    await until("from /src/reports to");
  });

  it("waits until nothing runs", async () => {
    const { press, until } = await on(runningStory());
    press("x");
    await until("Pause with p, then copy");
  });
});

describe("the editor", () => {
  it("edits the selected instruction, checks it as one types, and saves", async () => {
    const { press, until, story } = await on(failedStory());
    press("e");
    await until("Edit line 13");
    press("X");
    await until(/unknown instruction: XRUN/);
    press(ctrl("s"));
    await until("Not saved");
    expect(story.disk()).toBe(buildDockerfile);
    press("\u007f", "\u001b[F", " && true", ctrl("s"));
    await until("Saved line 13");
    await until("n runs it clean, R runs it on the failed layer");
    expect(story.disk()).toContain("RUN make -j4 && make check && true\n");
  });

  it("goes back when an earlier instruction is edited, and z takes it back", async () => {
    const { press, until, story } = await on(failedStory());
    press(up, up, "e");
    await until("Edit line 11");
    press("\u001b[F", "\u001b[200~sub/\u001b[201~", ctrl("s"));
    await until(/Saved line 11\. 2 steps will run again/);
    await until("before step 5/12");
    press("z");
    await until("Took back: the edit");
    expect(story.disk()).toBe(buildDockerfile);
  });

  it("asks before it drops changes", async () => {
    const { press, until, story } = await on(failedStory());
    press("e");
    await until("Edit line 13");
    press("X", esc);
    await until("Save your changes?");
    press(esc);
    await until(/XRUN make/, "Save your changes?");
    press(ctrl("c"));
    await until("Save your changes?");
    press("d");
    await until("failed with exit code 2");
    expect(story.disk()).toBe(buildDockerfile);
  });

  it("leaves at once when nothing changed", async () => {
    const { press, until } = await on(failedStory());
    press("e");
    await until("Edit line 13");
    press(esc);
    await until("failed with exit code 2");
  });

  it("never writes over someone else's change without asking", async () => {
    const { press, until, story } = await on(failedStory());
    press("e");
    await until("Edit line 13");
    press("\u001b[F", " ok", ctrl("s"));
    await until("Saved line 13");
    const mine = story.disk();
    story.change(`# a line from elsewhere\n${buildDockerfile}`);
    press("e", "\u001b[F", "!", ctrl("s"));
    await until(/Someone else changed \S*Dockerfile/);
    press(esc);
    await until("Edit line 13", "Someone else");
    expect(story.disk()).toContain("from elsewhere");
    press(ctrl("s"));
    await until("Someone else changed");
    press("o");
    await until("Saved line 13");
    expect(story.disk()).toBe(mine.replace(" ok\n", " ok!\n"));
  });

  it("loads the file and keeps the text when asked to", async () => {
    const { press, until, story } = await on(failedStory());
    press("e");
    await until("Edit line 13");
    press("\u001b[F", " mine", ctrl("s"));
    await until("Saved");
    press("e", "\u001b[F", "!");
    story.change(`# one\n# two\n${story.session().plan.text}`);
    press(ctrl("s"));
    await until("Someone else changed");
    press("l");
    await until("Edit line 15");
    await until("RUN make -j4 && make check mine!");
    press(ctrl("s"));
    await until("Saved line 15");
    expect(story.disk()).toMatch(/^# one\n# two\n[\s\S]*make check mine!\n/);
  });

  it("E opens the file in the person's own editor, at the line", async () => {
    const { press, until, asked, story } = await on(failedStory(), { env: { EDITOR: "'my editor' --wait" } });
    story.change(buildDockerfile.replace("make check", "make test"));
    press("E");
    await until("make test");
    expect(asked).toEqual(["suspend", `spawn my editor --wait +13 ${story.file}`]);
  });

  it("E says when the editor cannot be started", async () => {
    const { press, until } = Object.assign(await on(failedStory(), { env: { VISUAL: "nonsense" } }), { exitCode: -1 });
    press("E");
    await until("Cannot start nonsense");
  });
});

describe("moving", () => {
  it("walks the list, and comes along again on the position", async () => {
    const { press, until, story } = await on(storyAfter(4));
    press("k");
    await until(/▌ 10 /);
    press("j");
    await story.at({ name: "next" });
    await until(/▌●12 /);
    press("G");
    await until(/▌ 22 /);
    press("g");
    await until(/▌ {2}2 /);
    press(esc);
    await until(/▌●12 /);
  });

  it("unfolds with Enter", async () => {
    const { press, until } = await on(storyAfter(2), { columns: 120, rows: 40 });
    press("\r");
    await until(/ {3}9 {9}pkg-config/);
    press("\r");
    await until(/apt-get install -y --… \+4/);
  });

  it("scrolls the output, stands still while it grows, and follows again at the end", async () => {
    const { press, until, story } = await on(runningStory());
    const lines = Array.from({ length: 500 }, (_, at) => `${at + 1} ${compileLines[0]}`);
    const { frame } = screen as TestScreen;
    story.print("apt-get", lines);
    await until(/of 500 following/);
    press("\t", pageUp);
    await until(/of 500 G follows/);
    const before = /lines (\d+)-/.exec(frame())?.[1];
    story.print("apt-get", lines);
    await until(/of 1000 G follows/);
    expect(/lines (\d+)-/.exec(frame())?.[1]).toBe(before);
    press("g");
    await until(/lines 1-/);
    press("G");
    await until(/-1000 of 1000 following/);
  });

  it("opens help, scrolls it, and closes it", async () => {
    const { press, until } = await on(storyAfter(2));
    press("?");
    await until("run the next instruction");
    press("G");
    await until("to the end of the text");
    press("?");
    await until("before step 3/12");
  });

  it("copies what is looked at: the instruction, the lines that are shown", async () => {
    const { press, asked, until, story } = await on(storyAfter(2));
    press("k", "y");
    await until("Copied FROM debian");
    story.hold("apt-get");
    press("n");
    await story.runs("apt-get");
    story.print("apt-get", ["one \u001b[31mred", "two"]);
    await until("two");
    press("\t", "y");
    await until("Copied 2 lines");
    expect(asked).toEqual(["clipboard FROM debian:${DEBIAN} AS build\n", "clipboard one red\ntwo\n"]);
    await story.end("apt-get");
  });

  it("asks the host to redraw and to stop", async () => {
    const { press, asked } = await on(storyAfter(2));
    press(ctrl("l"), ctrl("z"));
    expect(asked).toEqual(["redraw", "stop"]);
  });
});

it("shows what there is to know", async () => {
  const { until, story } = await on(storyAfter(0));
  const text = "Dockerfile changed on disk:\n the next run takes it up \u001b[2J";
  story.controller.tell({ topic: "file", text, until: "withdrawn" });
  await until("Dockerfile changed on disk: the next run takes it up");
});

it("what was said hides nothing that comes after it", async () => {
  const { press, until, frame, story } = await on(storyAfter(0));
  story.controller.tell({ topic: "file", text: "The file has stood so before.", until: "withdrawn" });
  await until("has stood so before");
  press("z");
  await until("There is nothing to take back.");
  expect(frame()).not.toContain("has stood so before");
  story.controller.tell({ topic: "verify", text: "A clean build gives the same image.", until: "withdrawn" });
  await until("gives the same image");
  expect(frame()).toContain("There is nothing to take back.");
});

it("draws nothing when nothing changed", async () => {
  const { press, until, frame, story } = await on(storyAfter(2));
  press("?", "?");
  await until("before step 3/12");
  const before = frame();
  story.controller.tell({ topic: "logs", text: "", until: "command" });
  await untilSession(story, () => true);
  expect(frame()).toBe(before);
  expect(story.commands).toEqual([]);
});
