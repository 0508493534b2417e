/** From a key to what it does, depending on what is open: a question, the help, the editor, or nothing. */
import { isBusy } from "../debugger/session.ts";
import { unable } from "./able.ts";
import type { Context } from "./context.ts";
import type { Key } from "./decode.ts";
import { editFile, leaveEditor, openEditor, save, undo } from "./edit-command.ts";
import type { EditorAction } from "./editor.ts";
import { itemAtPosition, itemsOf, selectedItem } from "./items.ts";
import { type Command, commandOf, editorCommandOf } from "./keys.ts";
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
    case "edit":
      return selected && openEditor(context, selected);
    case "edit-file":
      return editFile(context, selected?.instruction.span.line ?? 1);
    case "undo":
      return undo(context);
    case "pane":
      return apply({ type: "focus" });
    case "unfold":
      return apply({ type: "unfold" });
    case "wrap":
      return apply({ type: "wrap" });
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
      return move(context, command);
  }
}

type Move = "up" | "down" | "page-up" | "page-down" | "top" | "bottom";

function move(context: Context, command: Move): void {
  if (context.view().focus === "output") moveOutput(context, command);
  else moveSelection(context, command);
}

/** How far a move goes: a page, a row, or to the end. */
const distance: Readonly<Record<Move, (page: number) => number>> = {
  up: () => -1,
  down: () => 1,
  "page-up": (page) => -page,
  "page-down": (page) => page,
  top: () => Number.NEGATIVE_INFINITY,
  bottom: () => Number.POSITIVE_INFINITY,
};

function moveSelection({ desk, view, apply, frame }: Context, command: Move): void {
  const session = desk.session();
  const items = itemsOf(session.plan);
  const from = selectedItem(session, view().picked)?.index ?? 0;
  const to = Math.min(Math.max(0, from + distance[command](frame().listHeight)), items.length - 1);
  // On the position again the selection goes along with it again.
  if (itemAtPosition(session)?.index === to) apply({ type: "follow" });
  else apply({ type: "pick", item: to });
}

function moveOutput({ desk, view, apply, frame }: Context, command: Move): void {
  const step = selectedItem(desk.session(), view().picked)?.step;
  const { output } = frame();
  if (step === undefined || output === undefined) return;
  const last = Math.max(0, output.total - output.height);
  const scroll = view().scroll;
  const from = scroll?.step === step ? scroll.top : output.top;
  const top = Math.max(0, from + distance[command](Math.max(1, output.height - 1)));
  apply(top >= last ? { type: "scroll-end" } : { type: "scroll", step, top });
}

function helpKey({ apply, frame }: Context, key: Key, top: number): void {
  const command = commandOf(key.name);
  const { helpLast } = frame();
  if (command !== undefined && command in distance) {
    const to = Math.min(helpLast, Math.max(0, top + distance[command as Move](10)));
    apply({ type: "help", top: to });
  } else if (["close", "help", "quit", "interrupt", "unfold"].includes(command ?? "")) {
    apply({ type: "help", top: undefined });
  }
}

/** Keys of the editor that are not in the table because every editor has them. */
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

async function editorKey(context: Context, key: Key): Promise<void> {
  const { apply, view } = context;
  // Nothing may change under a save that is on its way.
  if (view().waiting !== undefined) return;
  const command = editorCommandOf(key.name);
  if (command === "save") return save(context);
  if (command === "leave") return leaveEditor(context);
  const action =
    command !== undefined
      ? ({ type: command } as const)
      : key.name === "paste"
        ? ({ type: "paste", text: key.text ?? "" } as const)
        : (plainEdits[key.name] ?? (key.text === undefined ? undefined : ({ type: "insert", text: key.text } as const)));
  if (action === undefined) return;
  if (view().message !== undefined) apply({ type: "say", message: undefined });
  apply({ type: "edit", action });
}
