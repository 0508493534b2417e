/** What only the screen knows: focus, selection, scrolling, what is open on top. A value and a pure function. */
import { type Plan, stepIndexes } from "../build/plan/plan.ts";
import type { StepId } from "../build/steps.ts";
import type { FoundDraft } from "../debugger/desk.ts";
import type { Session } from "../debugger/session.ts";
import { isBusy } from "../debugger/session.ts";
import { type Editor, type EditorAction, edit, openEditor, textOf, withText } from "./editor.ts";

export type Pane = "steps" | "output";

export type Message = { readonly text: string; readonly tone: "info" | "good" | "bad" };

export type Question = {
  readonly text: string;
  /** More to know before answering. */
  readonly detail?: string;
  readonly choices: readonly { readonly key: string; readonly label: string }[];
  /** The choice Esc and Ctrl-C mean; undefined: they mean nothing, the question stays. */
  readonly escape?: string;
};

export type Editing = {
  readonly id: StepId;
  /** First line of the instruction in the file. */
  readonly line: number;
  readonly editor: Editor;
  /** What the text was taken from; forgotten once it is saved or discarded. */
  readonly draft?: FoundDraft;
};

export type View = {
  readonly focus: Pane;
  /** Index of the item the person picked; undefined follows the position. */
  readonly picked?: number;
  readonly unfolded: boolean;
  /** First line of output shown, for one step; undefined follows the end. */
  readonly scroll?: { readonly step: number; readonly top: number };
  readonly wrap: boolean;
  /** First row of help shown, when it is open. */
  readonly help?: number;
  readonly question?: Question;
  readonly editing?: Editing;
  readonly message?: Message;
  /** Something is awaited: `preparing a shell`. */
  readonly waiting?: string;
  /** The person is leaving as soon as the instruction has ended. */
  readonly leaving: boolean;
};

export const newView: View = { focus: "steps", unfolded: false, wrap: false, leaving: false };

export type ViewAction =
  | { readonly type: "focus" }
  | { readonly type: "pick"; readonly item: number }
  | { readonly type: "follow" }
  | { readonly type: "unfold" }
  | { readonly type: "scroll"; readonly step: number; readonly top: number }
  | { readonly type: "scroll-end" }
  | { readonly type: "wrap" }
  | { readonly type: "help"; readonly top: number | undefined }
  | { readonly type: "ask"; readonly question: Question | undefined }
  | {
      readonly type: "open-editor";
      readonly id: StepId;
      readonly line: number;
      readonly source: string;
      readonly draft?: FoundDraft;
    }
  | { readonly type: "edit"; readonly action: EditorAction }
  /** The file changed under the editor: the text stays, and is for the instruction as it stands there now. */
  | { readonly type: "rebase"; readonly line: number; readonly source: string }
  | { readonly type: "close-editor" }
  | { readonly type: "say"; readonly message: Message | undefined }
  | { readonly type: "wait"; readonly what: string | undefined }
  | { readonly type: "leave"; readonly leaving: boolean }
  /** The session went from one value to another. */
  | { readonly type: "session"; readonly before: Session; readonly after: Session };

export function updateView(view: View, action: ViewAction): View {
  switch (action.type) {
    case "focus":
      return { ...view, focus: view.focus === "steps" ? "output" : "steps" };
    case "pick":
      return action.item === view.picked ? view : { ...without(view, "scroll"), picked: action.item, unfolded: false };
    case "follow":
      return { ...without(without(view, "picked"), "scroll"), unfolded: false };
    case "unfold":
      return { ...view, unfolded: !view.unfolded };
    case "scroll":
      return { ...view, scroll: { step: action.step, top: Math.max(0, action.top) } };
    case "scroll-end":
      return without(view, "scroll");
    case "wrap":
      return { ...view, wrap: !view.wrap };
    case "help":
      return action.top === undefined ? without(view, "help") : { ...view, help: Math.max(0, action.top) };
    case "ask":
      return action.question === undefined ? without(view, "question") : { ...view, question: action.question };
    case "open-editor":
      return {
        ...view,
        focus: "output",
        editing: opened(action),
      };
    case "edit":
      if (view.editing === undefined) return view;
      return { ...view, editing: { ...view.editing, editor: edit(view.editing.editor, action.action) } };
    case "rebase": {
      if (view.editing === undefined) return view;
      const { original } = openEditor(action.source);
      return { ...view, editing: { ...view.editing, line: action.line, editor: { ...view.editing.editor, original } } };
    }
    case "close-editor":
      return { ...without(view, "editing"), focus: "steps" };
    case "say":
      return action.message === undefined ? without(view, "message") : { ...view, message: action.message };
    case "wait":
      return action.what === undefined ? without(view, "waiting") : { ...view, waiting: action.what };
    case "leave":
      return { ...view, leaving: action.leaving };
    case "session":
      return afterSession(view, action.before, action.after);
  }
}

function opened({ id, line, source, draft }: ViewAction & { type: "open-editor" }): Editing {
  const editor = openEditor(source);
  return draft === undefined ? { id, line, editor } : { id, line, editor: withText(editor, draft.text), draft };
}

/** A stop is news: look at where the build stands. A run does not take the selection away from a person who reads. */
function afterSession(view: View, before: Session, after: Session): View {
  let next = view;
  if (before.run !== after.run || before.status !== after.status) next = without(next, "message");
  const stopped = isBusy(before) && !isBusy(after);
  const moved = !isBusy(after) && before.at !== after.at;
  if (stopped || moved) next = updateView(next, { type: "follow" });
  return before.plan === after.plan ? next : onPlan(next, before.plan, after.plan);
}

/** Selection and scroll follow their instruction to where it is in the new text. */
function onPlan(view: View, before: Plan, after: Plan): View {
  const steps = stepIndexes(after);
  const stepNow = (step: number): number | undefined => steps.get(before.steps[step]?.id as StepId);
  const { picked, scroll, ...rest } = view;
  const pickedNow = picked === undefined ? -1 : after.ids.indexOf(before.ids[picked] as StepId);
  const scrolled = scroll && stepNow(scroll.step);
  return {
    ...rest,
    ...(picked !== undefined && { picked: pickedNow >= 0 ? pickedNow : Math.min(picked, after.ids.length - 1) }),
    ...(scroll && scrolled !== undefined && { scroll: { ...scroll, step: scrolled } }),
  };
}

/** What the editor holds, for the check and for saving. */
export const editedText = (editing: Editing): string => textOf(editing.editor);

function without<K extends "picked" | "scroll" | "help" | "question" | "editing" | "message" | "waiting">(
  view: View,
  key: K,
): View {
  if (view[key] === undefined) return view;
  const { [key]: _, ...rest } = view;
  return rest as View;
}
