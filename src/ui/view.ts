/** What only the screen knows: focus, selection, scrolling, what is open on top. A value and a pure function. */
import type { Plan } from "../builder/plan/plan.ts";
import type { StepId } from "../builder/steps.ts";
import type { FoundDraft } from "../debugger/drafts.ts";
import type { Session } from "../debugger/session.ts";
import { isBusy } from "../debugger/session.ts";
import { type NotifySetting, usualNotify } from "./attention.ts";
import { type Binding, type Bindings, withBinding, withoutBinding } from "./bindings.ts";
import type { CommandLine } from "./command-line/state.ts";
import { type Editor, type EditorAction, edit, openEditor, textOf, withText } from "./editor/text-editor.ts";
import { itemsOf } from "./items.ts";
import type { ShellRow } from "./open-shells.ts";

/** Who has the keys that move: the list, or the pane beside it. */
export type Focus = "steps" | "pane";

/** `over`: the notices that stood when it was said. It is shown in their place; one that comes later is shown with it. */
export type Message = {
  readonly text: string;
  readonly tone: "info" | "good" | "bad";
  readonly over?: readonly string[];
};

export type Question = {
  readonly text: string;
  /** More to know before answering. */
  readonly detail?: string;
  readonly choices: readonly { readonly key: string; readonly label: string }[];
  /** The choice Esc and Ctrl-C mean; undefined: they mean nothing, the question stays. */
  readonly escape?: string;
};

/** A line to type. */
export type Prompt = {
  readonly label: string;
  /** What Enter does. */
  readonly enter: string;
  readonly editor: Editor;
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
  readonly focus: Focus;
  /** The pane in front, by its id. */
  readonly tab: string;
  /** Index of the item the person picked; undefined follows the position. */
  readonly picked?: number;
  readonly unfolded: boolean;
  /** First row of help shown, when it is open. */
  readonly help?: number;
  readonly question?: Question;
  readonly prompt?: Prompt;
  /** What is typed behind the colon. */
  readonly commandLine?: CommandLine;
  readonly editing?: Editing;
  readonly message?: Message;
  /** Something is awaited: `preparing a shell`. */
  readonly waiting?: string;
  /** The person is leaving as soon as the instruction has ended. */
  readonly leaving: boolean;
  /** A shell opens in that step as soon as its failed layer is written. */
  readonly inLine?: StepId;
  /** The mouse is the screen's; else the terminal's, to select text. */
  readonly mouse: boolean;
  /** When a long run stops that nobody looks at. */
  readonly notify: NotifySetting;
  /** Shells that are open, by number. */
  readonly shells: readonly ShellRow[];
  /** The person's own keys. */
  readonly bindings: Bindings;
};

export const newView: View = {
  focus: "steps",
  tab: "output",
  unfolded: false,
  leaving: false,
  mouse: false,
  notify: usualNotify,
  shells: [],
  bindings: [],
};

export type ViewAction =
  | { readonly type: "focus" }
  | { readonly type: "pick"; readonly item: number }
  | { readonly type: "follow" }
  | { readonly type: "unfold" }
  /** It comes up, and has the keys. */
  | { readonly type: "tab"; readonly tab: string }
  /** Of one pane; its own reducer knows what it means. */
  | { readonly type: "pane"; readonly pane: string; readonly action: { readonly type: string } }
  | { readonly type: "help"; readonly top: number | undefined }
  | { readonly type: "ask"; readonly question: Question | undefined }
  | { readonly type: "prompt"; readonly prompt: Prompt | undefined }
  | { readonly type: "prompt-edit"; readonly action: EditorAction }
  | { readonly type: "command-line"; readonly line: CommandLine | undefined }
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
  | { readonly type: "in-line"; readonly step: StepId | undefined }
  | { readonly type: "mouse"; readonly on: boolean }
  | { readonly type: "notify"; readonly setting: Partial<NotifySetting> }
  /** One that is new, or stands otherwise. */
  | { readonly type: "shell"; readonly row: ShellRow }
  | { readonly type: "shell-gone"; readonly number: number }
  | { readonly type: "bind"; readonly binding: Binding }
  | { readonly type: "unbind"; readonly key: string }
  | { readonly type: "leave"; readonly leaving: boolean }
  /** The session went from one value to another. */
  | { readonly type: "session"; readonly before: Session; readonly after: Session };

export function updateView(view: View, action: ViewAction): View {
  switch (action.type) {
    case "focus":
      return { ...view, focus: view.focus === "steps" ? "pane" : "steps" };
    case "pick":
      return action.item === view.picked ? view : { ...view, picked: action.item, unfolded: false };
    case "follow":
      return { ...without(view, "picked"), unfolded: false };
    case "unfold":
      return { ...view, unfolded: !view.unfolded };
    case "tab":
      return { ...view, tab: action.tab, focus: "pane" };
    case "pane":
      return view;
    case "help":
      return action.top === undefined ? without(view, "help") : { ...view, help: Math.max(0, action.top) };
    case "ask":
      return action.question === undefined ? without(view, "question") : { ...view, question: action.question };
    case "prompt":
      return action.prompt === undefined ? without(view, "prompt") : { ...view, prompt: action.prompt };
    case "prompt-edit":
      if (view.prompt === undefined) return view;
      return { ...view, prompt: { ...view.prompt, editor: edit(view.prompt.editor, action.action) } };
    case "command-line":
      return action.line === undefined ? without(view, "commandLine") : { ...view, commandLine: action.line };
    case "open-editor":
      return {
        ...view,
        focus: "pane",
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
    case "in-line":
      return action.step === undefined ? without(view, "inLine") : { ...view, inLine: action.step };
    case "mouse":
      return { ...view, mouse: action.on };
    case "notify":
      return { ...view, notify: { ...view.notify, ...action.setting } };
    case "shell": {
      const others = view.shells.filter(({ number }) => number !== action.row.number);
      return { ...view, shells: [...others, action.row].sort((one, other) => one.number - other.number) };
    }
    case "shell-gone":
      return { ...view, shells: view.shells.filter(({ number }) => number !== action.number) };
    case "bind":
      return { ...view, bindings: withBinding(view.bindings, action.binding) };
    case "unbind":
      return { ...view, bindings: withoutBinding(view.bindings, action.key) };
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
  // whoever runs something now wants another shell than that
  if (before.run !== after.run) next = without(next, "inLine");
  if (comesBack(before, after)) next = updateView(next, { type: "follow" });
  return before.plan === after.plan ? next : onPlan(next, before.plan, after.plan);
}

/** The selection follows its instruction to where it is in the new text. */
function onPlan(view: View, before: Plan, after: Plan): View {
  const { picked } = view;
  if (picked === undefined) return view;
  const items = itemsOf(after);
  const id = itemsOf(before)[picked]?.id;
  const now = items.findIndex((item) => item.id === id);
  return { ...view, picked: now >= 0 ? now : Math.min(picked, items.length - 1) };
}

/** The screen looks at the position again: the build has stopped, or stands elsewhere. */
export const comesBack = (before: Session, after: Session): boolean =>
  !isBusy(after) && (isBusy(before) || before.at !== after.at);

/** What the editor holds, for the check and for saving. */
export const editedText = (editing: Editing): string => textOf(editing.editor);

function without<
  K extends "picked" | "help" | "question" | "prompt" | "commandLine" | "editing" | "message" | "waiting" | "inLine",
>(view: View, key: K): View {
  if (view[key] === undefined) return view;
  const { [key]: _, ...rest } = view;
  return rest as View;
}
