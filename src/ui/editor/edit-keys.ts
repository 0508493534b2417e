/** What a key does to a text: the editor's table, and the keys that are not in it because every editor has them. */
import type { Key } from "../decode.ts";
import { type EditorCommand, editorCommandOf } from "../keys.ts";
import type { EditorAction } from "./text-editor.ts";

const plainEdits: Readonly<Record<string, EditorAction>> = {
  enter: { type: "newline" },
  backspace: { type: "backspace" },
  delete: { type: "delete" },
  left: { type: "left" },
  right: { type: "right" },
  up: { type: "up" },
  down: { type: "down" },
  pageup: { type: "up", by: 10 },
  pagedown: { type: "down", by: 10 },
  tab: { type: "insert", text: "    " },
};

/** `save` and `leave` are for whoever has the text; undefined: the key means nothing. */
export function editOf(key: Key): EditorAction | Extract<EditorCommand, "save" | "leave"> | undefined {
  const command = editorCommandOf(key.name);
  if (command === "save" || command === "leave") return command;
  if (command !== undefined) return { type: command };
  if (key.name === "paste") return { type: "paste", text: key.text ?? "" };
  return plainEdits[key.name] ?? (key.text === undefined ? undefined : { type: "insert", text: key.text });
}
