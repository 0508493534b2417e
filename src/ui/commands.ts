/** From a key to what it does, depending on what is open: a question, the help, the editor, or nothing. */
import { isBusy } from "../debugger/session.ts";
import { unable } from "./able.ts";
import { arrangementOf } from "./arrangement.ts";
import type { Context } from "./context.ts";
import { copyOut } from "./copy-command.ts";
import type { Key } from "./decode.ts";
import { editFile, leaveEditor, openEditor, save, undo } from "./edit-command.ts";
import { editOf } from "./editor/edit-keys.ts";
import { helpLast } from "./help.tsx";
import { itemAtPosition, itemsOf, selectedItem } from "./items.ts";
import { type Command, commandOf, distanceOf, keyLabel, rowOf } from "./keys.ts";
import { frontPane, tabBeside } from "./panes/index.ts";
import { interrupt, now, quit, runTo, toggleBreakpoint } from "./run-commands.ts";
import { openShell, type ShellGuard } from "./shell-command.ts";

/** One key. Whatever takes longer goes on by itself and reports through the context. */
export async function pressed(context: Context, guard: ShellGuard, key: Key): Promise<void> {
  const view = context.view();
  if (view.help !== undefined) helpKey(context, key, view.help);
  else if (view.editing !== undefined) await editorKey(context, key);
  else {
    const command = commandOf(key.name);
    if (command !== undefined) await run(context, guard, command);
  }
}

/** Commands that only look; the others wait while something is awaited. */
const looking: ReadonlySet<Command> = new Set([
  "up",
  "down",
  "page-up",
  "page-down",
  "top",
  "bottom",
  "pane",
  "next-tab",
  "previous-tab",
  "unfold",
  "wrap",
  "close",
  "help",
  "redraw",
  "suspend",
  "interrupt",
  "quit",
  "breakpoint",
]);

/** Commands that start an instruction. */
const starting: ReadonlySet<Command> = new Set(["next", "continue", "run-to", "retry", "retry-failed", "accept"]);

async function run(context: Context, guard: ShellGuard, command: Command): Promise<void> {
  const { desk, host, apply, say, view } = context;
  // Whether it can be done is judged by the text that would run.
  if (starting.has(command) && !isBusy(desk.session()) && !desk.source.reload())
    return apply({ type: "say", message: undefined });
  const reason = unable(command, context.situation());
  if (reason !== undefined) return say(reason);
  if (view().waiting !== undefined && !looking.has(command)) return say("One moment.");
  const selected = selectedItem(desk.session(), view().picked);
  switch (command) {
    case "next":
      apply({ type: "follow" });
      return desk.dispatch({ type: "run", goal: { kind: "next" }, now: now() });
    case "continue":
      apply({ type: "follow" });
      return desk.dispatch({ type: "run", goal: { kind: "continue" }, now: now() });
    case "run-to":
      return selected && runTo(context, selected);
    case "back":
      return desk.dispatch({ type: "back" });
    case "breakpoint":
      return selected && toggleBreakpoint(context, selected);
    case "pause":
      return desk.dispatch({ type: "pause" });
    case "interrupt":
      return interrupt(context);
    case "retry":
    case "retry-failed":
      apply({ type: "follow" });
      return desk.dispatch({
        type: "retry",
        start: command === "retry" ? "clean" : "failed",
        goal: { kind: "next" },
        now: now(),
      });
    case "accept":
      apply({ type: "follow" });
      return desk.dispatch({ type: "accept", goal: { kind: "continue" }, now: now() });
    case "commit":
      apply({ type: "follow" });
      return desk.dispatch({ type: "commit", now: now() });
    case "shell":
    case "own-shell":
      return selected?.step === undefined ? undefined : openShell(context, guard, selected.step, command === "own-shell");
    case "copy":
      return selected?.step === undefined ? undefined : copyOut(context, selected.step);
    case "edit":
      return selected && openEditor(context, selected);
    case "edit-file":
      return editFile(context, selected?.instruction.span.line ?? 1);
    case "undo":
      return undo(context);
    case "pane":
      return apply({ type: "focus" });
    case "next-tab":
    case "previous-tab":
      return apply({ type: "tab", tab: tabBeside(view().tab, command === "next-tab" ? 1 : -1) });
    case "unfold":
      return apply({ type: "unfold" });
    case "close":
      apply({ type: "say", message: undefined });
      return apply({ type: "follow" });
    case "help":
      return apply({ type: "help", top: 0 });
    case "redraw":
      return host.redraw();
    case "suspend":
      return host.stop();
    case "quit":
      return quit(context);
    default:
      return view().focus === "steps" && distanceOf(command) ? moveSelection(context, command) : inPane(context, command);
  }
}

function moveSelection({ desk, view, apply, scene }: Context, command: Command): void {
  const session = desk.session();
  const items = itemsOf(session.plan);
  const from = selectedItem(session, view().picked)?.index ?? 0;
  const distance = distanceOf(command)?.(Math.max(1, arrangementOf(scene()).list.height - 1)) ?? 0;
  const to = Math.min(Math.max(0, from + distance), items.length - 1);
  // On the position again the selection goes along with it again.
  if (itemAtPosition(session)?.index === to) apply({ type: "follow" });
  else if (to !== view().picked) apply({ type: "pick", item: to });
}

/** A command that only the pane in front can know. */
function inPane({ apply, say, scene: current }: Context, command: Command): void {
  const scene = current();
  const item = selectedItem(scene.session, scene.view.picked);
  const pane = frontPane(scene.view.tab);
  const { pane: area } = arrangementOf(scene);
  const action = item && pane.command(command, { scene, item, state: scene.panes[pane.id], ...area });
  if (action !== undefined) apply({ type: "pane", pane: pane.id, action });
  else if (distanceOf(command) === undefined) say(`${rowOf(command).keys.map(keyLabel)} means nothing in this tab.`);
}

function helpKey({ apply, scene }: Context, key: Key, top: number): void {
  const command = commandOf(key.name);
  const distance = command && distanceOf(command);
  if (distance) {
    const { body } = arrangementOf(scene());
    const to = Math.min(helpLast(body.width, body.height), Math.max(0, top + distance(10)));
    apply({ type: "help", top: to });
  } else if (["close", "help", "quit", "interrupt", "unfold"].includes(command ?? "")) {
    apply({ type: "help", top: undefined });
  }
}

async function editorKey(context: Context, key: Key): Promise<void> {
  const { apply, view } = context;
  // Nothing may change under a save that is on its way.
  if (view().waiting !== undefined) return;
  const edit = editOf(key);
  if (edit === "save") return save(context);
  if (edit === "leave") return leaveEditor(context);
  if (edit === undefined) return;
  if (view().message !== undefined) apply({ type: "say", message: undefined });
  apply({ type: "edit", action: edit });
}
