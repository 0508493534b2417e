/** Sessions as dialogues: lines of words go through the table and the door, as a script would ask. */
import { afterEach, expect, it } from "vitest";
import type { Command } from "../../src/debugger/commands/command.ts";
import { readCommand } from "../../src/debugger/commands/read-line.ts";
import type { Situation } from "../../src/debugger/commands/row.ts";
import { sessionRows } from "../../src/debugger/commands/table.ts";
import { position } from "../../src/debugger/session.ts";
import { type MemorySession, memorySession } from "../helpers/memory-session.ts";

const text = "FROM busybox\nRUN one\nRUN two\nRUN fails\nRUN last\n";
let session: MemorySession;
afterEach(() => session.close());

const situation = (): Situation => {
  const { session: now } = session.controller.snapshot();
  return { session: now, selected: now.plan.steps[position(now)]?.id };
};

/** Says a line, waits for the stop, and tells where the session stands; or why not. */
async function say(line: string): Promise<string> {
  const command = readCommand(line, situation());
  if ("reason" in command) return command.reason;
  const done = session.controller.execute(command);
  if (done.kind === "refused") return done.reason;
  const now = await session.controller.idle();
  const { status, plan } = now;
  return status.kind === "stopped" ? `${status.reason} ${plan.steps[position(now)]?.instruction.span.line}` : status.kind;
}

it("breaks, fails, is edited and ends", async () => {
  session = memorySession({ text });
  session.fails("fails", 3);
  expect(await say("break 3")).toBe("entry 1");
  expect(await say("continue")).toBe("breakpoint 3");
  expect(await say("break")).toBe("breakpoint 3");
  expect(await say("until +2")).toBe("failure 4");
  expect(await say("edit 4 RUN works")).toBe("edit 4");
  expect(session.disk()).toContain("RUN works\n");
  expect(await say("undo")).toBe("edit 4");
  expect(await say("retry")).toBe("failure 4");
  expect(await say("accept")).toBe("done");
  expect(await say("run-to 2")).toBe("back 2");
  expect(session.ran).toEqual(["one", "two", "fails", "fails", "last"]);
});

it("goes back to the breakpoint before, then to the first step", async () => {
  session = memorySession({ text: "FROM busybox\nRUN one\nENV A=1\nRUN two\nRUN three\n" });
  expect(await say("break 2")).toBe("entry 1");
  expect(await say("break on RUN if env.A == 1")).toBe("entry 1");
  expect(await say('break 3 log "not a stop"')).toBe("entry 1");
  expect(await say("continue")).toBe("breakpoint 2");
  expect(await say("continue")).toBe("breakpoint 4");
  expect(await say("continue")).toBe("breakpoint 5");
  expect(await say("next")).toBe("done");
  expect(await say("rc")).toBe("back 5");
  expect(await say("rc")).toBe("back 4");
  expect(await say("rc")).toBe("back 2");
  expect(await say("rc")).toBe("back 1");
  expect(await say("rc")).toBe("This is the first step.");
  expect(await say("undo")).toBe("undo 2");
  expect(await say("continue")).toBe("breakpoint 4");
  expect(await say("restart")).toBe("back 1");
});

it("takes final for the last stage, where no stage is called so", async () => {
  session = memorySession({ text: "FROM busybox AS one\nRUN a\nFROM busybox\nCOPY --from=one /etc/hostname /\nRUN b\n" });
  expect(await say("break on stage FINAL")).toBe("entry 1");
  expect(await say("continue")).toBe("breakpoint 3");
  expect(await say("restart")).toBe("back 1");
  expect(await say("run to stage:final")).toBe("cursor 3");
  expect(await say("goto stage:last")).toBe('There is no command "goto".');
  expect(await say("run to stage:7")).toMatch(/no instruction at "stage:7"/);
});

it("says why not, with the commands by name", async () => {
  session = memorySession({ text });
  expect(await say("leap")).toMatch(/^There is no command "leap"/);
  expect(await say("next 4")).toBe("next takes no words.");
  expect(await say("break 99")).toMatch(/no instruction at "99"/);
  expect(await say("pause")).toBe("Nothing is running.");
  expect(await say("retry-failed")).toBe("{retry-failed} needs a step that makes a layer; FROM makes none.");
  expect(await say("copy 2 /x /y")).toBe("Step 2 has not run yet. {run-to} runs to it.");
  expect(await say("keep")).toBe('There is no command "keep".');
});

it("every command has a row, but for those about text that could not be saved", () => {
  session = memorySession({ text });
  const rows: Readonly<Record<Exclude<Command["name"], "keep-draft" | "forget-draft">, string>> = {
    next: "next",
    continue: "continue",
    "run-to": "run-to",
    finish: "finish",
    skip: "skip",
    jump: "jump",
    back: "back",
    "reverse-continue": "reverse-continue",
    restart: "restart",
    breakpoint: "breakpoint",
    "set-breakpoint": "breakpoint on failure",
    "delete-breakpoint": "delete",
    "enable-breakpoint": "enable",
    pause: "pause",
    stop: "stop",
    retry: "retry",
    "retry-failed": "retry-failed",
    accept: "accept",
    commit: "commit",
    shell: "own-shell",
    copy: "copy",
    "edit-in-layer": "edit-in-layer",
    edit: "edit",
    undo: "undo",
    verify: "verify",
    reload: "reload",
    watch: "watch ls",
    unwatch: "unwatch 1",
  };
  for (const [name, row] of Object.entries(rows)) expect(readCommand(row, situation())).toMatchObject({ name });
  expect(new Set(sessionRows.map((each) => each.name))).toEqual(
    new Set([
      ...Object.values(rows).filter((row) => !row.includes(" ")),
      "shell",
      "step-into",
      "run",
      "disable",
      "watch",
      "unwatch",
    ]),
  );
});

it("completes lines", () => {
  session = memorySession({ text });
  const row = sessionRows.find(({ name }) => name === "run-to");
  expect(row?.arguments.complete([""], situation(), [])).toEqual(["1", "2", "3", "4", "5"]);
  expect(row?.arguments.complete(["4"], situation(), [])).toEqual(["4"]);
});
