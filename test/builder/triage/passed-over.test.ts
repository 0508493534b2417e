/** Which failure of a command is told although the script went on; and which lines are kept for that. */
import { describe, expect, it } from "vitest";
import { complaintsOf } from "../../../src/builder/triage/complaints.ts";
import { passedOver } from "../../../src/builder/triage/failing-command.ts";
import { heredoc, ran } from "../../helpers/ran-run.ts";

describe("passed over", () => {
  const told = (run: string, said: string): string | undefined => {
    const found = passedOver(ran(run), [said]);
    return found && `${found.line}: ${found.text}`;
  };
  it.each([
    ["a heredoc", heredoc("echo a\nnope --x\necho b"), "/bin/sh: 2: nope: not found", "2: nope --x"],
    ["ash, without a line", heredoc("echo a\nnope --x\necho b"), "/bin/sh: nope: not found", "2: nope --x"],
    ["a chain with ;", "RUN echo a; \\\n nope --x; \\\n echo b", "/bin/sh: 1: nope: not found", "1: nope --x"],
    ["set -e", heredoc("set -e\nnope\necho b"), "/bin/sh: 2: nope: not found", undefined],
    ["set +e after it", heredoc("set -e\nset +e\nnope\necho b"), "/bin/sh: 3: nope: not found", "3: nope"],
    ["rescued", heredoc("nope || true\necho b"), "/bin/sh: 1: nope: not found", undefined],
    ["a condition", heredoc("if nope; then :; fi\necho b"), "/bin/sh: 1: nope: not found", undefined],
    ["a question by &&", heredoc("nope && echo yes\necho b"), "/bin/sh: 1: nope: not found", undefined],
    ["put in", heredoc("x=$(nope)\necho b"), "/bin/sh: 1: nope: not found", undefined],
    ["not the last of a pipe", heredoc("nope | cat\necho b"), "/bin/sh: 1: nope: not found", undefined],
    ["in the background", heredoc("nope &\necho b"), "/bin/sh: 1: nope: not found", undefined],
    ["a function", heredoc("f() {\n nope\n}\nf\necho b"), "/bin/sh: 2: nope: not found", undefined],
    ["the last one", heredoc("echo b\nnope"), "/bin/sh: 2: nope: not found", undefined],
    ["twice, of which one is meant by its line", heredoc("nope\necho b\nnope\necho c"), "/bin/sh: 3: nope: not found", "3: nope"],
    ["twice, and nobody knows which", heredoc("nope\necho b\nnope\necho c"), "/bin/sh: nope: not found", undefined],
    ["another shell's", heredoc("echo a\nnope\necho b"), "sh: nope: not found", undefined],
    ["another program's", heredoc("echo a\nmake\necho b"), "/bin/sh: 1: gcc: not found", undefined],
  ])("%s", (_, run, said, wanted) => {
    expect(told(run, said)).toBe(wanted);
  });
});

describe("the lines that are kept", () => {
  const kept = (...chunks: readonly string[]): readonly string[] => {
    const complaints = complaintsOf();
    for (const chunk of chunks) complaints.take(Buffer.from(chunk));
    return complaints.lines();
  };

  it("are those that say it, wherever a chunk ends", () => {
    const lines = ["a", "sh: 1: nope: not found", "b", "c not found", "d"];
    const text = `${lines.join("\n")}\n`;
    for (let at = 0; at <= text.length; at++) expect(kept(text.slice(0, at), text.slice(at))).toEqual([lines[1], lines[3]]);
    expect(kept(...text)).toEqual([lines[1], lines[3]]);
  });

  it("are few, and none of them is long", () => {
    expect(kept("x: not found\n".repeat(1000))).toHaveLength(16);
    expect(kept(`${"x".repeat(100_000)}: not found\n`).every((line) => line.length <= 1000)).toBe(true);
    expect(kept(`not found${"x".repeat(100_000)}\n`, "y: not found\n")).toEqual(["y: not found"]);
  });
});
