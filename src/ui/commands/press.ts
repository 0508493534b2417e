/** From a key to what it does, depending on what is open: the help, the editor, or nothing. */
import { type Command, isRefused, refused } from "../../debugger/commands/command.ts";
import { findRow, splitLine, whyNoText } from "../../debugger/commands/read-line.ts";
import type { SessionCommandName } from "../../debugger/commands/table.ts";
import { starts, whyNot } from "../../debugger/commands/why-not.ts";
import { arrangementOf } from "../arrangement.ts";
import { bindingOf } from "../bindings.ts";
import type { Context } from "../context.ts";
import type { Key } from "../decode-keys.ts";
import { editOf } from "../editor/edit-keys.ts";
import { helpLast } from "../help.tsx";
import { commandRows, isLineNumber, isSessionRow, type Row, rowOf, rowOfKey } from "./all-rows.ts";
import { copyOut } from "./copy-dialogue.ts";
import { leaveEditor, openEditor, save, saveText, undo } from "./edit-dialogue.ts";
import { editInLayer } from "./layer-file-dialogue.ts";
import { distanceOf } from "./moves.ts";
import { searchRowOf } from "./search-rows.ts";
import { openShell } from "./shell-dialogue.ts";

/** One key. Whatever takes longer goes on by itself and reports through the context. */
export async function pressed(context: Context, key: Key): Promise<void> {
  const view = context.view();
  if (view.help !== undefined) return helpKey(context, key, view.help);
  if (view.editing !== undefined) return editorKey(context, key);
  const searching = searchRowOf(context.scene(), key.name);
  if (searching !== undefined) return searching.run(context);
  const binding = bindingOf(view.bindings, key.name);
  if (binding !== undefined) return runLine(context, binding.line);
  const row = rowOfKey(key.name);
  // eight keys, one command
  if (row !== undefined) return runRow(context, row, row.name === "tab" ? key.name : "");
}

/** A line of the command line, without its colon. */
export async function runLine(context: Context, line: string): Promise<void> {
  const [name, text] = splitLine(line);
  if (name === "") return;
  const row = isLineNumber(name) ? rowOf("goto") : findRow(commandRows, name);
  const wrong = isRefused(row) ? row : whyNoText(row, text);
  if (wrong !== undefined) return context.refuse(wrong, "bad");
  return runRow(context, row as Row, isLineNumber(name) ? line.trim() : text);
}

/** `text`: what was typed behind the command's name. */
async function runRow(context: Context, row: Row, text: string): Promise<void> {
  const situation = context.situation();
  const tone = text === "" ? undefined : "bad";
  // Before it is done there may be more to ask; what cannot be done at all is said first.
  if (!isSessionRow(row)) {
    const reason = row.available(situation);
    if (reason !== undefined) return context.refuse(refused(reason), tone);
    return row.name === "edit-file" && context.view().waiting !== undefined ? context.say("One moment.") : row.run(context, text);
  }
  const command = row.run(text, situation);
  if (isRefused(command)) return context.refuse(command, tone);
  if (context.view().waiting !== undefined && row.name !== "breakpoint") return context.say("One moment.");
  const dialogue = dialogues[row.name];
  if (dialogue === undefined) return execute(context, command);
  const reason = whyNot(command, situation);
  return reason === undefined ? dialogue(context, command as never, text) : context.refuse(refused(reason), tone);
}

type Edit = Command & { readonly name: "edit" };

type Dialogues = {
  readonly [name in SessionCommandName]?: (context: Context, command: never, text: string) => void | Promise<void>;
};

/** Commands that ask before they are done, or tell afterwards. */
const dialogues: Dialogues = {
  breakpoint: setBreakpoint,
  delete: (context: Context, command: Command) => told(context, command, "The breakpoint is removed."),
  disable: (context: Context, command: Command) =>
    told(context, command, "The breakpoint is disabled; enable turns it on again."),
  enable: (context: Context, command: Command) => told(context, command, "The breakpoint is enabled."),
  shell: openShell,
  "own-shell": openShell,
  copy: copyOut,
  "edit-in-layer": editInLayer,
  watch: (context: Context, command: Command) => {
    told(context, command, "It runs in every layer you look at; unwatch ends that.");
    context.apply({ type: "tab", tab: "watch" });
  },
  unwatch: (context: Context, command: Command) => told(context, command, "Watched no more."),
  edit: (context: Context, command: Edit) => (command.text === "" ? openEditor(context, command) : saveText(context, command)),
  undo: (context: Context) => undo(context),
};

function execute({ controller, apply, refuse }: Context, command: Command): void {
  const done = controller.execute(command);
  // what was said before was about another command
  if (done.kind === "accepted") apply({ type: "say", message: undefined });
  if (done.kind === "refused") refuse(done);
  else if (starts(command) || command.name === "commit") apply({ type: "follow" });
}

function told({ controller, say, refuse }: Context, command: Command, words: string): void {
  const done = controller.execute(command);
  if (done.kind === "refused") refuse(done, "bad");
  else say(words);
}

type SetBreakpoint = Command & { readonly name: "breakpoint" | "set-breakpoint" };

/** The key sets or removes one; what was typed sets one. */
function setBreakpoint(context: Context, command: SetBreakpoint): void {
  if (command.name === "breakpoint") toggleBreakpoint(context, command);
  else {
    const done = context.controller.execute(command);
    if (done.kind === "refused") context.refuse(done, "bad");
    else {
      const { words, why } = done.result;
      context.say(`Breakpoint ${words}${why === undefined ? "." : `; it cannot be hit: ${why}.`}`);
    }
  }
}

function toggleBreakpoint({ controller, say, refuse }: Context, command: Command & { name: "breakpoint" }): void {
  const done = controller.execute(command);
  if (done.kind === "refused") refuse(done);
  else {
    const { set, line } = done.result;
    say(set ? `Breakpoint on line ${line}: the build stops before it.` : `No breakpoint on line ${line} any more.`);
  }
}

function helpKey(context: Context, key: Key, top: number): void {
  const { apply, view } = context;
  const name = bindingOf(view().bindings, key.name)?.line ?? rowOfKey(key.name)?.name ?? "";
  const distance = distanceOf(name);
  if (distance) scrollHelp(context, top + distance(10));
  else if (["close", "help", "quit", "interrupt", "unfold"].includes(name)) apply({ type: "help", top: undefined });
}

/** Shows the help from that row on, or as near to it as there are rows. */
export function scrollHelp({ apply, scene, view }: Context, top: number): void {
  const { body } = arrangementOf(scene());
  apply({ type: "help", top: Math.min(helpLast(view(), body), Math.max(0, top)) });
}

async function editorKey(context: Context, key: Key): Promise<void> {
  const { apply, view } = context;
  const edit = editOf(key);
  if (edit === "save") return save(context);
  if (edit === "leave") return leaveEditor(context);
  if (edit === undefined) return;
  if (view().message !== undefined) apply({ type: "say", message: undefined });
  apply({ type: "edit", action: edit });
}
