import { afterEach, describe, expect, it } from "vitest";
import { isStep, locate } from "../../../src/debugger/commands/location.ts";
import { completionOf, findRow, readCommand } from "../../../src/debugger/commands/read-line.ts";
import type { Situation } from "../../../src/debugger/commands/row.ts";
import { sessionRows } from "../../../src/debugger/commands/table.ts";
import { firstWord, wordsOf } from "../../../src/debugger/commands/words.ts";
import { type MemorySession, memorySession } from "../../helpers/memory-session.ts";

const text = "FROM busybox AS tools\nRUN make one\nRUN Make two\nFROM busybox AS final\nCOPY --from=tools /x /x\nRUN last\n";
let session: MemorySession;
afterEach(() => session.close());

function situation(): Situation {
  session ??= memorySession({ text });
  const { session: now } = session.controller.snapshot();
  return { session: now, selected: now.plan.steps[0]?.id };
}

/** The line that a place means, or why it means none. */
function lineAt(word: string | undefined): number | string | undefined {
  const here = situation();
  const found = locate(word, here);
  if (!isStep(found)) return found.reason;
  return here.session.plan.steps.find(({ id }) => id === found)?.instruction.span.line;
}

describe("a place", () => {
  it.each([
    ["2", 2],
    ["+2", 3],
    ["stage:final", 4],
    ["stage:FINAL", 4],
    ["final", 4],
    ["stage:1", 4],
    ["/last/", 6],
    ["/make/", 2],
    ["/make two/i", 3],
    ["/make", 2],
    ["/from bu/i", 4],
    [undefined, 1],
  ])("%s", (word, line) => {
    session = memorySession({ text });
    expect(lineAt(word)).toBe(line);
  });

  it.each([
    ["99", /no instruction at "99": a line is a number/],
    ["0", /no instruction at "0"/],
    ["stage:fnal", /did you mean stage:final/],
    ["stage:7", /no instruction/],
    ["/nothing like it/", /no instruction/],
    ["/(/", /cannot be looked for: Invalid regular expression/],
  ])("%s is refused", (word, reason) => {
    session = memorySession({ text });
    expect(lineAt(word)).toMatch(reason);
  });

  it("whose expression takes for ever is refused with the line it does so on", () => {
    session = memorySession({ text: `${text}ENV A=${"a".repeat(60)}!\nRUN more\n` });
    expect(lineAt("/(a+)+$/")).toMatch(/takes too long on line 7: write it without repeats/);
  });
});

it.each(["copy 2:/var/log/x .", "copy 2 /var/log/x .", "cp +1:/var/log/x .", 'cp stage:tools "/var/log/x" .'])(
  "%s: a path stands behind its place, or after a colon",
  (line) => {
    session = memorySession({ text });
    expect(readCommand(line, situation())).toMatchObject({ name: "copy", path: "/var/log/x", destination: "." });
  },
);

describe("a command", () => {
  it.each([
    ["break", "breakpoint"],
    ["until", "run-to"],
    ["cont", "continue"],
    ["b", "breakpoint"],
    ["R", "retry-failed"],
    ["V", "verify"],
  ])("is named %s", (name, row) => {
    expect(findRow(sessionRows, name)).toMatchObject({ name: row });
  });

  it.each([
    ["re", '"re" may be reverse-continue, restart, retry, retry-failed, reload.'],
    ["brake", 'There is no command "brake": did you mean break?'],
    ["xyzzy", 'There is no command "xyzzy".'],
  ])("is not named %s", (name, reason) => {
    expect(findRow(sessionRows, name)).toMatchObject({ reason });
  });

  it("has places and texts", () => {
    const step = (index: number) => situation().session.plan.steps[index]?.id;
    session = memorySession({ text });
    expect(readCommand("run to stage:final", situation())).toEqual({ name: "run-to", step: step(3) });
    expect(readCommand("run", situation())).toEqual({ name: "continue" });
    expect(readCommand('edit /make two/i RUN echo "a  b" && true', situation())).toMatchObject({
      step: step(2),
      text: 'RUN echo "a  b" && true',
    });
    expect(readCommand('copy 2 "/my file" ./here', situation())).toMatchObject({ path: "/my file", destination: "./here" });
  });
});

describe("Tab", () => {
  const words = (line: string) => completionOf(sessionRows, line, situation()).words;
  it("offers names, lines and stages", () => {
    session = memorySession({ text });
    expect(words("retr")).toEqual(["retry", "retry-failed"]);
    expect(words("")).toContain("own-shell");
    expect(words("break ")).toEqual(["on", "1", "2", "3", "4", "5", "6", "stage:tools", "stage:final"]);
    expect(words("run to sta")).toEqual(["stage:tools", "stage:final"]);
    expect(words("nosuch x")).toEqual([]);
    expect(completionOf(sessionRows, "  break st", situation()).start).toBe(8);
  });
});

it("reads words as they were typed", () => {
  expect(firstWord("  /a b/ if x")).toEqual(["/a b/", "if x"]);
  expect(firstWord("/usr/lib x")).toEqual(["/usr/lib", "x"]);
  expect(firstWord("12   RUN  x")).toEqual(["12", "RUN  x"]);
  expect(firstWord(" ")).toEqual([undefined, ""]);
  expect(wordsOf(`a "b \\"c" 'd e'`)).toEqual(["a", 'b "c', "d e"]);
});
