/** The rows of the editor: what its keys do to the text. */
import { type CommandRow, noArguments } from "../../debugger/commands/row.ts";
import type { EditorAction } from "./text-editor.ts";

/** `save` and `leave` are for whoever has the text. */
type Run = EditorAction | "save" | "leave";

const editorRow = (name: string, keys: readonly string[], hint: string, help: string): EditorRow => ({
  name,
  aliases: [],
  keys,
  arguments: noArguments,
  group: "In the editor",
  hint,
  help,
  available: () => undefined,
  run: name === "save" || name === "leave" ? name : ({ type: name } as EditorAction),
});

type EditorRow = CommandRow<Run>;

export const editorRows: readonly EditorRow[] = [
  editorRow("save", ["ctrl-s", "f2", "alt-enter"], "save", "write the file"),
  editorRow("leave", ["escape", "ctrl-c"], "leave", "leave; asks when there are changes"),
  editorRow("undo", ["ctrl-z", "ctrl-_"], "undo", "undo"),
  editorRow("redo", ["ctrl-y"], "redo", "redo"),
  editorRow("kill-line", ["ctrl-k"], "cut line", "delete to the end of the line"),
  editorRow("kill-to-start", ["ctrl-u"], "cut", "delete to the start of the line"),
  editorRow("kill-word", ["ctrl-w", "alt-backspace"], "cut word", "delete the word before the cursor"),
  editorRow("word-left", ["ctrl-left", "alt-left", "alt-b"], "word", "one word to the left"),
  editorRow("word-right", ["ctrl-right", "alt-right", "alt-f"], "word", "one word to the right"),
  editorRow("home", ["home", "ctrl-a"], "start", "to the start of the line"),
  editorRow("end", ["end", "ctrl-e"], "end", "to the end of the line"),
  editorRow("top", ["ctrl-home"], "top", "to the start of the text"),
  editorRow("bottom", ["ctrl-end"], "bottom", "to the end of the text"),
];
