/** Every key against the real session: what is dispatched, what is asked, what is said. */
import { afterEach, describe, expect, it } from "vitest";
import { onLine } from "../../src/debugger/breakpoints/breakpoint.ts";
import { position } from "../../src/debugger/session.ts";
import { type FakeDesk, fakeDesk } from "../helpers/fake-desk.ts";
import { buildDockerfile, compileLines, deskAfter } from "../helpers/scenes.ts";
import { openScreen, type TestScreen } from "../helpers/screen.tsx";

const esc = "\u001b";
const up = "\u001b[A";
const down = "\u001b[B";
const pageUp = "\u001b[5~";
const ctrl = (letter: string): string => String.fromCharCode(letter.charCodeAt(0) - 96);

let screen: TestScreen | undefined;
afterEach(() => {
  screen?.close();
});

function open(desk: FakeDesk, options?: Parameters<typeof openScreen>[1]): TestScreen {
  screen = openScreen(desk, options);
  return screen;
}

/** Stopped before the step that failed in the story. */
function failedDesk(): FakeDesk {
  const desk = deskAfter(6);
  desk.dispatch({ type: "run", goal: { kind: "continue" }, now: 0 });
  desk.fail();
  return desk;
}

function runningDesk(): FakeDesk {
  const desk = deskAfter(2);
  desk.dispatch({ type: "run", goal: { kind: "continue" }, now: Date.now() });
  return desk;
}

const last = (desk: FakeDesk) => desk.events.at(-1);

describe("running", () => {
  it("n runs one instruction and stops before the next", async () => {
    const desk = deskAfter(0);
    const { press, until } = open(desk);
    press("n");
    await until("RUNNING");
    desk.succeed();
    await until("before step 2/12");
    expect(desk.effects.map(({ type }) => type)).toEqual(["runStep"]);
  });

  it("c runs to the breakpoint", async () => {
    const desk = deskAfter(0);
    const { press, until } = open(desk);
    press("c");
    for (let at = 0; at < 5; at++) desk.succeed();
    await until("Breakpoint on line 12");
    await until(/▸ next[^\n]*\n▌●12/);
  });

  it("t runs to the selected step, and goes back to one behind", async () => {
    const desk = deskAfter(3);
    const { press, until } = open(desk);
    press(down, down, "t");
    expect(last(desk)).toMatchObject({ type: "run", goal: { kind: "to", step: 5 } });
    desk.succeed();
    desk.succeed();
    await until("before step 6/12");
    press("g", down, "t");
    await until("before step 2/12");
    expect(position(desk.session())).toBe(1);
    press("t");
    await until("stands before this step already");
  });

  it("u goes back at once", async () => {
    const { press, until } = open(deskAfter(3));
    press("u");
    await until("before step 3/12");
    press("u", "u", "u");
    await until("This is the first step");
  });

  it("b sets and removes a breakpoint, anywhere in a long instruction", async () => {
    const desk = deskAfter(2, { breakpoints: [] });
    const { press, until } = open(desk);
    press("b");
    await until("●");
    expect(desk.session().breakpoints.map(({ id }) => id)).toEqual(["failure", "b1"]);
    press("b");
    for (const line of [8, 12]) desk.dispatch({ type: "addBreakpoint", breakpoint: onLine(line) });
    press("b");
    expect(desk.session().breakpoints.map(({ id }) => id)).toEqual(["failure", "b3"]);
    await until("No breakpoint on line 5 any more");
  });

  it("says why a key makes no sense", async () => {
    const { press, until } = open(deskAfter(2));
    press("R");
    await until("R needs a failed layer");
    press("p");
    await until("Nothing is running");
    press("n");
    await until("RUNNING");
    press("n");
    await until("is running. p pauses");
  });
});

describe("after a failure", () => {
  it.each([
    ["r", { type: "retry", start: "clean", goal: { kind: "next" } }, "before step 8/12"],
    ["R", { type: "retry", start: "failed", goal: { kind: "next" } }, "before step 8/12"],
    ["a", { type: "accept", goal: { kind: "continue" } }, "step 8/12"],
  ])("%s", async (key, event, then) => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    await until("FAILED");
    press(key);
    expect(last(desk)).toMatchObject(event);
    await until("RUNNING");
    desk.succeed({ how: "hand", note: "done by hand" });
    await until(then);
  });

  it("the screen says what failed, what is kept, and what can be done", async () => {
    const { until } = open(failedDesk());
    await until(/failed with exit code 2[\s\S]*dbuild-failed:fake-line13-1[\s\S]*R run on failed layer/);
  });
});

describe("Ctrl-C and p", () => {
  it("pause first, then ask, then stop; nothing is lost", async () => {
    const desk = runningDesk();
    const { press, until } = open(desk);
    press(ctrl("c"));
    expect(last(desk)).toEqual({ type: "pause" });
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
    expect(desk.events).toContainEqual({ type: "abort" });
  });

  it("p pauses, and a pause ends at the next stop", async () => {
    const desk = runningDesk();
    const { press, until } = open(desk);
    press("p");
    await until("Pausing");
    desk.succeed();
    await until("PAUSED");
  });

  it("a late yes stops nothing else", async () => {
    const desk = runningDesk();
    const { press, until } = open(desk);
    press(ctrl("c"), ctrl("c"));
    await until("Stop the instruction now?");
    desk.succeed();
    press("y");
    await until("It has ended meanwhile");
    expect(desk.events).not.toContainEqual({ type: "abort" });
  });

  it("asks to quit when nothing runs", async () => {
    const { press, until, left, gone } = open(deskAfter(1));
    press(ctrl("c"));
    await until("Quit dbuild?");
    press(ctrl("c"));
    await until("Step 1 was built before");
    expect(gone()).toBe(false);
    press(ctrl("c"));
    await until("Quit dbuild?");
    press("y");
    expect(await left).toMatchObject({ exit: "quit" });
  });
});

describe("q", () => {
  it("leaves at once when nothing runs, and tells what is kept", async () => {
    const { press, left } = open(failedDesk());
    press("q");
    expect(await left).toMatchObject({
      exit: "quit",
      layers: [{ line: 13, kind: "failed", exitCode: 2, tag: "dbuild-failed:fake-line13-1" }],
      lines: ["line 13, exit code 2: kept as dbuild-failed:fake-line13-1"],
    });
  });

  it("tells the image that was built, and what in it is by hand", async () => {
    const desk = deskAfter(11);
    desk.dispatch({ type: "run", goal: { kind: "next" }, now: 0 });
    desk.succeed({ how: "hand" });
    desk.finish();
    const { press, left } = open(desk);
    press("q");
    expect((await left).lines).toEqual([
      expect.stringMatching(/^built [0-9a-f]{12} story:latest$/),
      expect.stringContaining("by hand"),
    ]);
  });

  it("waits for the instruction when asked to", async () => {
    const desk = runningDesk();
    const { press, until, left } = open(desk);
    press("q");
    await until("An instruction is running.");
    press("w");
    await until("Leaving when the instruction has ended");
    expect(last(desk)).toEqual({ type: "pause" });
    desk.succeed();
    expect(await left).toMatchObject({ exit: "quit" });
  });

  it("stops the instruction when asked to, and leaves with its layer kept", async () => {
    const { press, until, left } = open(runningDesk());
    press("q");
    await until("An instruction is running.");
    press("s");
    expect((await left).layers).toMatchObject([{ kind: "interrupted" }]);
  });

  it("stays on Esc, and a wait can be taken back", async () => {
    const desk = runningDesk();
    const { press, until, gone } = open(desk);
    press("q");
    await until("An instruction is running.");
    press("w");
    await until("Leaving when");
    press("q");
    await until("An instruction is running.");
    press(esc);
    await until("Pausing after");
    desk.succeed();
    await until("PAUSED");
    expect(gone()).toBe(false);
  });
});

describe("the shell", () => {
  const changes = [
    { path: "/usr/include/zlib.h", kind: "added" },
    { path: "/etc/\u001b[31mred", kind: "modified" },
  ] as const;

  it("gives the terminal away, then asks about the changes: keep", async () => {
    const desk = failedDesk();
    desk.shell.changes = changes;
    const { press, until, asked } = open(desk);
    press("s");
    const text = await until("Keep the changes?");
    expect(text).toContain("2 files");
    expect(text).toContain("+/usr/include/zlib.h");
    expect(text).toContain("~/etc/␛[31mred");
    expect(asked).toEqual(["suspend", "write You are in the layer of step 7.\r\nLeave with exit or Ctrl-D.\r\n"]);
    press("k");
    await until("Your changes are kept");
    expect(desk.shell).toMatchObject({ ran: 1, kept: 1, discarded: 0 });
  });

  it("discards when told to, and only then", async () => {
    const desk = failedDesk();
    desk.shell.changes = changes;
    const { press, until } = open(desk);
    press("s");
    await until("Keep the changes?");
    press(esc, ctrl("c"), "q", "\r");
    await until("Keep the changes?");
    expect(desk.shell.discarded).toBe(0);
    press("d");
    await until("changes are discarded");
    expect(desk.shell).toMatchObject({ kept: 0, discarded: 1 });
  });

  it("asks nothing when nothing changed", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    press("s");
    await until("The shell changed no files");
    expect(desk.shell).toMatchObject({ ran: 1, discarded: 1 });
  });

  it("says why there is none", async () => {
    const desk = failedDesk();
    desk.shell.error = new Error("there is no /bin/sh in this layer");
    const { press, until, asked } = open(desk);
    press("s");
    await until("there is no /bin/sh in this layer");
    expect(asked).toEqual([]);
  });

  it("tells that it ended at once, instead of what it did not change", async () => {
    const desk = failedDesk();
    desk.shell.trouble = "The shell (bash by /wrap.sh) ended at once with exit code 3: no such env";
    const { press, until } = open(desk);
    press("S");
    expect(await until("ended at once with exit code 3: no such env")).not.toContain("changed no files");
    expect(desk.shell).toMatchObject({ ran: 1, discarded: 1 });
  });

  it("asks again when keeping fails", async () => {
    const desk = failedDesk();
    desk.shell.changes = changes;
    const { press, until } = open(desk);
    const keep = desk.openShell;
    let failures = 1;
    desk.openShell = async (step, asked) => {
      const shell = await keep(step, asked);
      return {
        ...shell,
        keep: async () => {
          if (failures-- > 0) throw new Error("no space left on device");
          return shell.keep();
        },
      };
    };
    press("s");
    await until("Keep the changes?");
    press("k");
    await until(/no space left on device[\s\S]*Keep the changes\?/);
    press("k");
    await until("Your changes are kept");
  });

  it("keeps what an open shell left when the program is ended", async () => {
    const desk = failedDesk();
    desk.shell.changes = changes;
    const { press, until, end, left } = open(desk);
    press("s");
    await until("Keep the changes?");
    end("ended");
    expect(await left).toMatchObject({ exit: "ended", layers: [{ kind: "shell", tag: "dbuild-failed:fake-shell" }] });
    expect(desk.shell).toMatchObject({ kept: 1, discarded: 0 });
  });
});

describe("copying out", () => {
  it("asks from where and to where, begins in the working directory, and says what was written", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    press("x");
    await until("copy from the layer of step 7: /src/");
    press("re\u001b[200~ports\n\u001b[201~", "\t", up, "\r");
    await until("to this machine, file or folder: .");
    press("/out", "\r");
    await until("Copied 2 files, 1.2 kB, from /src/reports to ./out.");
    expect(desk.copies.asked).toEqual([{ path: "/src/reports", destination: "./out", replace: false }]);
    expect(desk.events.map(({ type }) => type)).not.toContain("retry");
  });

  it("Esc and Ctrl-C leave it", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
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
    expect(desk.copies.asked).toEqual([]);
  });

  it("never writes over what is there unasked", async () => {
    const desk = failedDesk();
    const exists = { kind: "exists", file: "/home/me/reports" } as const;
    desk.copies.results.push(exists, exists);
    const { press, until } = open(desk);
    press("x", "\r", "\r");
    await until("/home/me/reports is there already. Write over it?");
    press("n");
    await until(/s shell/);
    press("x");
    await until("copy from");
    press("\r");
    await until("to this machine");
    press("\r");
    await until("Write over it?");
    press("y");
    await until("Copied 2 files");
    expect(desk.copies.asked.map(({ replace }) => replace)).toEqual([false, false, true]);
  });

  it("says what went wrong, with what was typed to be mended", async () => {
    const desk = failedDesk();
    desk.copies.results.push(new Error("/src/x is not in the failed layer of step 7"));
    const { press, until } = open(desk);
    press("x", "x", "\r");
    await until("to this machine");
    press("\r");
    await until(/is not in the failed layer of step 7[\s\S]*copy from the layer of step 7: \/src\/x/);
    press("\u007f", "yy", "\r");
    await until("to this machine");
    press("\r");
    await until("from /src/yy to .");
  });

  it("waits until nothing runs", async () => {
    const { press, until } = open(runningDesk());
    press("x");
    await until("Pause with p, then copy");
  });
});

describe("the editor", () => {
  it("edits the selected instruction, checks it as one types, and saves", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    press("e");
    await until("Edit line 13");
    press("X");
    await until(/unknown instruction: XRUN/);
    press(ctrl("s"));
    await until("Not saved");
    expect(desk.disk).toBe(buildDockerfile);
    press("\u007f", "\u001b[F", " && true", ctrl("s"));
    await until("Saved line 13");
    await until("n runs it clean, R runs it on the failed layer");
    expect(desk.disk).toContain("RUN make -j4 && make check && true\n");
  });

  it("goes back when an earlier instruction is edited, and z takes it back", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    press(up, up, "e");
    await until("Edit line 11");
    press("\u001b[F", "\u001b[200~sub/\u001b[201~", ctrl("s"));
    await until(/Saved line 11\. 2 steps will run again/);
    await until("before step 5/12");
    press("z");
    await until("Took the edit back");
    expect(desk.disk).toBe(buildDockerfile);
  });

  it("asks before it drops changes", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
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
    expect(desk.disk).toBe(buildDockerfile);
  });

  it("leaves at once when nothing changed", async () => {
    const { press, until } = open(failedDesk());
    press("e");
    await until("Edit line 13");
    press(esc);
    await until("failed with exit code 2");
  });

  it("never writes over someone else's change without asking", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    press("e");
    await until("Edit line 13");
    press("\u001b[F", " ok", ctrl("s"));
    await until("Saved line 13");
    const mine = desk.disk;
    desk.disk = `# a line from elsewhere\n${buildDockerfile}`;
    press("e", "\u001b[F", "!", ctrl("s"));
    await until("Someone else changed Dockerfile");
    press(esc);
    await until("Edit line 13", "Someone else");
    expect(desk.disk).toContain("from elsewhere");
    press(ctrl("s"));
    await until("Someone else changed");
    press("o");
    await until("Saved line 13");
    expect(desk.disk).toBe(mine.replace(" ok\n", " ok!\n"));
  });

  it("loads the file and keeps the text when asked to", async () => {
    const desk = failedDesk();
    const { press, until } = open(desk);
    press("e");
    await until("Edit line 13");
    press("\u001b[F", " mine", ctrl("s"));
    await until("Saved");
    press("e", "\u001b[F", "!");
    desk.disk = `# one\n# two\n${desk.session().plan.text}`;
    press(ctrl("s"));
    await until("Someone else changed");
    press("l");
    await until("Edit line 15");
    await until("RUN make -j4 && make check mine!");
    press(ctrl("s"));
    await until("Saved line 15");
    expect(desk.disk).toMatch(/^# one\n# two\n[\s\S]*make check mine!\n/);
  });

  it("E opens the file in the person's own editor, at the line", async () => {
    const desk = failedDesk();
    const { press, until, asked } = open(desk, { env: { EDITOR: "'my editor' --wait" } });
    desk.disk = buildDockerfile.replace("make check", "make test");
    press("E");
    await until("make test");
    expect(asked).toEqual(["suspend", "spawn my editor --wait +13 Dockerfile"]);
  });

  it("E says when the editor cannot be started", async () => {
    const { press, until } = Object.assign(open(failedDesk(), { env: { VISUAL: "nonsense" } }), { exitCode: -1 });
    press("E");
    await until("Cannot start nonsense");
  });
});

describe("moving", () => {
  it("walks the list, and comes along again on the position", async () => {
    const desk = deskAfter(4);
    const { press, until } = open(desk);
    press("k");
    await until(/▌ 10 /);
    press("j");
    desk.dispatch({ type: "run", goal: { kind: "next" }, now: 0 });
    desk.succeed();
    await until(/▌●12 /);
    press("G");
    await until(/▌ 22 /);
    press("g");
    await until(/▌ {2}2 /);
    press(esc);
    await until(/▌●12 /);
  });

  it("unfolds with Enter", async () => {
    const { press, until } = open(deskAfter(2), { columns: 120, rows: 40 });
    press("\r");
    await until(/ {3}9 {9}pkg-config/);
    press("\r");
    await until(/apt-get install -y --… \+4/);
  });

  it("scrolls the output, stands still while it grows, and follows again at the end", async () => {
    const desk = runningDesk();
    const lines = Array.from({ length: 500 }, (_, at) => `${at + 1} ${compileLines[0]}`);
    desk.print(2, lines);
    const { press, until, frame } = open(desk);
    await until(/of 500 following/);
    press("\t", pageUp);
    await until(/of 500 G follows/);
    const before = /lines (\d+)-/.exec(frame())?.[1];
    desk.print(2, [...lines, ...lines]);
    await until(/of 1000 G follows/);
    expect(/lines (\d+)-/.exec(frame())?.[1]).toBe(before);
    press("g");
    await until(/lines 1-/);
    press("G");
    await until(/-1000 of 1000 following/);
  });

  it("opens help, scrolls it, and closes it", async () => {
    const { press, until } = open(deskAfter(2));
    press("?");
    await until("run the next instruction");
    press("G");
    await until("to the end of the text");
    press("?");
    await until("before step 3/12");
  });

  it("asks the host to redraw and to stop", async () => {
    const { press, asked } = open(deskAfter(2));
    press(ctrl("l"), ctrl("z"));
    expect(asked).toEqual(["redraw", "stop"]);
  });
});

it("shows what the desk has to say", async () => {
  const desk = fakeDesk({ text: buildDockerfile });
  const { until } = open(desk);
  desk.say("Dockerfile changed on disk:\n the next run takes it up \u001b[2J");
  await until("Dockerfile changed on disk: the next run takes it up");
});

it("draws nothing when nothing changed", async () => {
  const desk = deskAfter(2);
  const { press, until, frame } = open(desk);
  press("?", "?");
  await until("before step 3/12");
  const before = frame();
  const events = desk.events.length;
  for (let at = 0; at < 20; at++) desk.touch();
  expect(frame()).toBe(before);
  expect(desk.events).toHaveLength(events);
});
