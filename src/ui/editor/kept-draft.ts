/** What becomes of an edit that is open when the screen is ended by somebody else. */
import type { Controller } from "../../debugger/controller.ts";
import { editedText, type View } from "../view.ts";
import { isChanged } from "./text-editor.ts";

/** Unsaved text of the editor, in a file that the next session offers; lines that say so. */
export function keptDraft(controller: Controller, editing: View["editing"]): readonly string[] {
  if (editing === undefined || !isChanged(editing.editor)) return [];
  const { line, editor, draft } = editing;
  const text = editedText(editing);
  const done = controller.execute({ name: "keep-draft", draft: { line, original: editor.original, text } });
  if (done.kind === "refused")
    return [`line ${line} was being edited, and its text could not be kept (${done.reason}). It was:`, ...text.split("\n")];
  const file = done.result;
  if (draft !== undefined && draft.file !== file) controller.execute({ name: "forget-draft", draft });
  return [`line ${line} was being edited: the unsaved text is in ${file}, and the next dbuild tui offers it`];
}
