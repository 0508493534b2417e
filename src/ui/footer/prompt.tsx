/** One line to type in place of the message and the keys; and what a key does to it. */
import type { ReactElement } from "react";
import { Line } from "../components/line.tsx";
import type { AskedText } from "../context.ts";
import type { Key } from "../decode-keys.ts";
import { editOf } from "../editor/edit-keys.ts";
import { columnOf, partsOf, shiftFor } from "../editor/editor-cells.ts";
import { type EditorAction, edit, openEditor } from "../editor/text-editor.ts";
import { width } from "../text.ts";
import type { Prompt } from "../view.ts";

export function promptRows({ label, enter, editor }: Prompt, columns: number): readonly ReactElement[] {
  const text = editor.lines[0] ?? "";
  const room = Math.max(1, columns - width(label) - 6);
  const parts = partsOf(text, editor.column, shiftFor(columnOf(text, editor.column), room), room);
  return [
    <Line
      key="prompt"
      spans={[
        ["ask", " ? "],
        ["strong", ` ${label} `],
        ["plain", parts.before],
        ["cursor", parts.cursor],
        ["plain", parts.after],
      ]}
    />,
    <Line
      key="keys"
      spans={[
        ["strong", "    Enter"],
        ["plain", ` ${enter}`],
        ["strong", "    Esc"],
        ["plain", " leave it"],
      ]}
    />,
  ];
}

export const promptOf = ({ label, text, enter }: AskedText): Prompt => ({
  label,
  enter,
  editor: edit(openEditor(text), { type: "end" }),
});

/** Undefined: the key means nothing in one line. */
export function promptEdit(key: Key): "enter" | "leave" | EditorAction | undefined {
  if (key.name === "enter") return "enter";
  const action = editOf(key);
  if (action === undefined || action === "leave") return action;
  if (action === "save" || key.name === "tab") return undefined;
  return action.type === "paste" ? { type: "paste", text: action.text.replaceAll(/[\r\n]+/g, " ").trim() } : action;
}
