/** What a key does to a text: the editor's rows, and the keys that are not in them because every editor has them. */
import type { Key } from "../decode-keys.ts";
import { editorRows } from "./editor-rows.ts";
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
export function editOf(key: Key): EditorAction | "save" | "leave" | undefined {
  const row = editorRows.find(({ keys }) => keys.includes(key.name));
  if (row !== undefined) return row.run;
  if (key.name === "paste") return { type: "paste", text: key.text ?? "" };
  return plainEdits[key.name] ?? (key.text === undefined ? undefined : { type: "insert", text: key.text });
}
