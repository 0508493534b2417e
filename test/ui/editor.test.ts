import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Editor, type EditorAction, edit, isChanged, openEditor, textOf } from "../../src/ui/editor/text-editor.ts";

/** An editor written as text with `|` for the cursor. */
function at(text: string): Editor {
  const lines = text.split("\n");
  const row = lines.findIndex((line) => line.includes("|"));
  const column = lines[row]?.indexOf("|") ?? 0;
  return { ...openEditor(text.replace("|", "")), row, column };
}

const shown = (editor: Editor): string =>
  editor.lines
    .map((line, row) => (row === editor.row ? `${line.slice(0, editor.column)}|${line.slice(editor.column)}` : line))
    .join("\n");

const does = (text: string, ...actions: readonly EditorAction[]): string => shown(actions.reduce(edit, at(text)));

describe("edit", () => {
  it.each<[string, string, EditorAction, string]>([
    ["types", "RUN |x", { type: "insert", text: "y" }, "RUN y|x"],
    ["pastes lines", "a|b", { type: "paste", text: "1\r\n2" }, "a1\n2|b"],
    ["keeps the indentation", "RUN a \\\n    b|", { type: "newline" }, "RUN a \\\n    b\n    |"],
    ["indents a first continuation", "RUN a \\|", { type: "newline" }, "RUN a \\\n    |"],
    ["does not indent at the start", "|RUN a", { type: "newline" }, "\n|RUN a"],
    ["deletes backwards", "ab|c", { type: "backspace" }, "a|c"],
    ["joins lines backwards", "a\n|b", { type: "backspace" }, "a|b"],
    ["stays at the start", "|a", { type: "backspace" }, "|a"],
    ["deletes a whole character", "é日👩‍👩‍👧|", { type: "backspace" }, "é日|"],
    ["deletes forwards", "a|bc", { type: "delete" }, "a|c"],
    ["joins lines forwards", "a|\nb", { type: "delete" }, "a|b"],
    ["kills the rest of a line", "a|bc\nd", { type: "kill-line" }, "a|\nd"],
    ["kills a line's end", "a|\nd", { type: "kill-line" }, "a|d"],
    ["kills to the start", "ab|c", { type: "kill-to-start" }, "|c"],
    ["kills a word", "RUN make -j4|", { type: "kill-word" }, "RUN make -|"],
    ["moves left over a line", "a\n|b", { type: "left" }, "a|\nb"],
    ["moves right over a line", "a|\nb", { type: "right" }, "a\n|b"],
    ["moves by words", "RUN |make -j4", { type: "word-right" }, "RUN make| -j4"],
    ["moves back by words", "RUN make| -j4", { type: "word-left" }, "RUN |make -j4"],
    ["goes home to the text first", "    ab|", { type: "home" }, "    |ab"],
    ["then to the margin", "    |ab", { type: "home" }, "|    ab"],
    ["goes to the end", "a|b\nc", { type: "end" }, "ab|\nc"],
    ["goes to the top", "a\nb|", { type: "top" }, "|a\nb"],
    ["goes to the bottom", "|a\nbc", { type: "bottom" }, "a\nbc|"],
    ["goes up in the column", "abc\nab|", { type: "up" }, "ab|c\nab"],
  ])("%s", (_, before, action, after) => {
    expect(does(before, action)).toBe(after);
  });

  it("remembers the column over a short line", () => {
    expect(does("abcdef|\nx\nabcdef", { type: "down" }, { type: "down" })).toBe("abcdef\nx\nabcdef|");
  });

  it("undoes typing word by word, and redoes it", () => {
    const typed: readonly EditorAction[] = [..."ab cd"].map((text) => ({ type: "insert", text }));
    expect(does("|", ...typed, { type: "undo" })).toBe("ab|");
    expect(does("|", ...typed, { type: "undo" }, { type: "undo" })).toBe("|");
    expect(does("|", ...typed, { type: "undo" }, { type: "undo" }, { type: "redo" })).toBe("ab|");
  });

  it("takes line ends of Windows for line ends", () => {
    const editor = openEditor("RUN a\\\r\n b");
    expect(editor.lines).toEqual(["RUN a\\", " b"]);
    expect(isChanged(editor)).toBe(false);
  });
});

const actions = fc.oneof(
  fc.constantFrom<EditorAction>(
    ...(
      ["newline", "backspace", "delete", "kill-line", "kill-to-start", "kill-word", "left", "right", "up", "down"] as const
    ).map((type) => ({ type })),
    ...(["word-left", "word-right", "home", "end", "top", "bottom", "undo", "redo"] as const).map((type) => ({ type })),
  ),
  fc.record({ type: fc.constant("insert" as const), text: fc.constantFrom("a", " ", "日", "\\", "e\u0301") }),
  fc.record({ type: fc.constant("paste" as const), text: fc.constantFrom("x\ny", "\r\n", "") }),
);

describe("any sequence of edits", () => {
  it("keeps the cursor in the text, and can be undone to the start", () => {
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 60 }), (list) => {
        let editor = openEditor("RUN a \\\n    b\n# c");
        for (const action of list) {
          editor = edit(editor, action);
          expect(editor.lines.length).toBeGreaterThan(0);
          expect(editor.row).toBeGreaterThanOrEqual(0);
          expect(editor.row).toBeLessThan(editor.lines.length);
          expect(editor.column).toBeLessThanOrEqual((editor.lines[editor.row] ?? "").length);
          expect(editor.lines.every((line) => !/[\r\n]/.test(line))).toBe(true);
        }
        for (let left = list.length + 1; left > 0; left--) editor = edit(editor, { type: "undo" });
        expect(textOf(editor)).toBe("RUN a \\\n    b\n# c");
      }),
    );
  });
});
