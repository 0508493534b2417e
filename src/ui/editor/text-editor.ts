/** A small multi-line text editor as a value and a pure function. Knows no keys and no pixels. */
import { graphemes } from "../../output/graphemes.ts";

type Moment = { readonly lines: readonly string[]; readonly row: number; readonly column: number };

/** `column` counts UTF-16 units and always stands between two characters. */
export type Editor = Moment & {
  readonly original: string;
  /** Column to come back to when moving over shorter lines. */
  readonly goal?: number;
  readonly past: readonly Moment[];
  readonly future: readonly Moment[];
  /** The last change was typing, and more of it belongs to the same undo. */
  readonly typing: boolean;
};

export type EditorAction =
  | { readonly type: "insert"; readonly text: string }
  | { readonly type: "paste"; readonly text: string }
  | { readonly type: "newline" }
  | { readonly type: "backspace" }
  | { readonly type: "delete" }
  | { readonly type: "kill-line" }
  | { readonly type: "kill-to-start" }
  | { readonly type: "kill-word" }
  | { readonly type: "left" }
  | { readonly type: "right" }
  | { readonly type: "up"; readonly by?: number }
  | { readonly type: "down"; readonly by?: number }
  | { readonly type: "word-left" }
  | { readonly type: "word-right" }
  | { readonly type: "home" }
  | { readonly type: "end" }
  | { readonly type: "top" }
  | { readonly type: "bottom" }
  | { readonly type: "undo" }
  | { readonly type: "redo" };

export function openEditor(text: string): Editor {
  const lines = text.split(/\r?\n/);
  return { original: lines.join("\n"), lines, row: 0, column: 0, past: [], future: [], typing: false };
}

/** With another text in it already, which undo takes back. */
export function withText(editor: Editor, text: string): Editor {
  return { ...editor, past: [moment(editor)], lines: text.split(/\r?\n/) };
}

export const textOf = (editor: Editor): string => editor.lines.join("\n");

export const isChanged = (editor: Editor): boolean => textOf(editor) !== editor.original;

const lineOf = (editor: Moment, row = editor.row): string => editor.lines[row] ?? "";

export function edit(editor: Editor, action: EditorAction): Editor {
  switch (action.type) {
    case "insert":
      return changed(editor, spliced(editor, editor, action.text), editor.typing && action.text.trim() !== "", true);
    case "paste":
      return changed(editor, spliced(editor, editor, action.text.replace(/\r\n?/g, "\n")), false, false);
    case "newline":
      return changed(editor, spliced(editor, editor, `\n${indentation(editor)}`), false, false);
    case "backspace":
      return changed(editor, spliced(before(editor), editor, ""), false, false);
    case "delete":
      return changed(editor, spliced(editor, after(editor), ""), false, false);
    case "kill-line": {
      const end = lineOf(editor).length;
      const to = editor.column < end ? { ...editor, column: end } : after(editor);
      return changed(editor, spliced(editor, to, ""), false, false);
    }
    case "kill-to-start":
      return changed(editor, spliced({ ...editor, column: 0 }, editor, ""), false, false);
    case "kill-word":
      return changed(editor, spliced(wordBefore(editor), editor, ""), false, false);
    case "left":
      return moved(editor, before(editor));
    case "right":
      return moved(editor, after(editor));
    case "up":
      return vertical(editor, -(action.by ?? 1));
    case "down":
      return vertical(editor, action.by ?? 1);
    case "word-left":
      return moved(editor, wordBefore(editor));
    case "word-right":
      return moved(editor, wordAfter(editor));
    case "home": {
      const indent = lineOf(editor).length - lineOf(editor).trimStart().length;
      return moved(editor, { ...editor, column: editor.column === indent ? 0 : indent });
    }
    case "end":
      return moved(editor, { ...editor, column: lineOf(editor).length });
    case "top":
      return moved(editor, { ...editor, row: 0, column: 0 });
    case "bottom":
      return moved(editor, { ...editor, row: editor.lines.length - 1, column: lineOf(editor, editor.lines.length - 1).length });
    case "undo":
      return undo(editor);
    case "redo":
      return redo(editor);
  }
}

const moment = ({ lines, row, column }: Moment): Moment => ({ lines, row, column });

function moved(editor: Editor, { row, column }: Moment): Editor {
  const { goal: _, ...rest } = editor;
  return { ...rest, row, column, typing: false };
}

/** `joined`: part of the same undo as the change before. */
function changed(editor: Editor, next: Moment, joined: boolean, typing: boolean): Editor {
  if (next.lines === editor.lines) return editor;
  const { goal: _, ...rest } = editor;
  const past = joined ? editor.past : [...editor.past, moment(editor)];
  return { ...rest, ...moment(next), past, future: [], typing };
}

/** `text` in place of what lies between two places. The same lines object when nothing changes. */
function spliced(from: Moment, to: Moment, text: string): Moment {
  if (text === "" && from.row === to.row && from.column === to.column) return from;
  const inserted = (lineOf(from).slice(0, from.column) + text).split("\n");
  const last = inserted.length - 1;
  const tail = lineOf(to).slice(to.column);
  const column = (inserted[last] ?? "").length;
  inserted[last] = (inserted[last] ?? "") + tail;
  const lines = [...from.lines.slice(0, from.row), ...inserted, ...from.lines.slice(to.row + 1)];
  return { lines, row: from.row + last, column };
}

function before(editor: Editor): Moment {
  const { row, column } = editor;
  if (column > 0) return { ...editor, column: column - (graphemes(lineOf(editor).slice(0, column)).at(-1) ?? "").length };
  return row > 0 ? { ...editor, row: row - 1, column: lineOf(editor, row - 1).length } : editor;
}

function after(editor: Editor): Moment {
  const { row, column } = editor;
  const rest = lineOf(editor).slice(column);
  if (rest !== "") return { ...editor, column: column + (graphemes(rest)[0] ?? "").length };
  return row < editor.lines.length - 1 ? { ...editor, row: row + 1, column: 0 } : editor;
}

function wordBefore(editor: Editor): Moment {
  if (editor.column === 0) return before(editor);
  const word = /[\p{L}\p{N}_]+[^\p{L}\p{N}_]*$|[^\p{L}\p{N}_]+$/u.exec(lineOf(editor).slice(0, editor.column));
  return { ...editor, column: editor.column - (word?.[0].length ?? 0) };
}

function wordAfter(editor: Editor): Moment {
  const rest = lineOf(editor).slice(editor.column);
  if (rest === "") return after(editor);
  const word = /^[^\p{L}\p{N}_]*[\p{L}\p{N}_]+|^[^\p{L}\p{N}_]+/u.exec(rest);
  return { ...editor, column: editor.column + (word?.[0].length ?? 0) };
}

function vertical(editor: Editor, by: number): Editor {
  const row = Math.min(Math.max(0, editor.row + by), editor.lines.length - 1);
  const goal = editor.goal ?? graphemes(lineOf(editor).slice(0, editor.column)).length;
  const column = graphemes(lineOf(editor, row)).slice(0, goal).join("").length;
  return { ...editor, row, column, goal, typing: false };
}

/** The indentation a new line starts with: that of this line, or a first continuation's. */
function indentation(editor: Editor): string {
  const line = lineOf(editor);
  const own = /^[ \t]*/.exec(line.slice(0, editor.column))?.[0] ?? "";
  const continues = /[\\`]\s*$/.test(line.slice(0, editor.column));
  return own === "" && editor.row === 0 && continues ? "    " : own;
}

function undo(editor: Editor): Editor {
  const last = editor.past.at(-1);
  if (last === undefined) return editor;
  const { goal: _, ...rest } = editor;
  return { ...rest, ...last, past: editor.past.slice(0, -1), future: [...editor.future, moment(editor)], typing: false };
}

function redo(editor: Editor): Editor {
  const next = editor.future.at(-1);
  if (next === undefined) return editor;
  const { goal: _, ...rest } = editor;
  return { ...rest, ...next, past: [...editor.past, moment(editor)], future: editor.future.slice(0, -1), typing: false };
}
