/** Problems of the text in the editor, as the debugger finds them. */
import type { StepId } from "../../builder/steps.ts";
import type { Controller } from "../../debugger/controller.ts";
import type { SyntaxProblem } from "../../dockerfile/program.ts";
import { editedText, type View } from "../view.ts";

/** Checks the text in the editor once per change, not once per frame. */
export function checker(controller: Controller): (view: View) => readonly SyntaxProblem[] {
  let known:
    | { readonly text: string; readonly id: StepId; readonly plan: unknown; readonly problems: readonly SyntaxProblem[] }
    | undefined;
  return ({ editing }) => {
    if (editing === undefined) return [];
    const text = editedText(editing);
    const { plan } = controller.snapshot().session;
    if (known?.text !== text || known.id !== editing.id || known.plan !== plan) {
      known = { text, id: editing.id, plan, problems: controller.check(editing.id, text) };
    }
    return known.problems;
  };
}
