/** Commands that only look: they move the selection, bring another tab up, or mean what the pane in front says. */
import { arrangementOf } from "../arrangement.ts";
import type { Context } from "../context.ts";
import { itemAtPosition, itemsOf, selectedItem } from "../items.ts";
import { frontPane, tabBeside } from "../panes/index.ts";
import type { Scene } from "../scene.ts";
import { visible } from "../text.ts";
import type { Focus } from "../view.ts";
import { keyOf } from "./all-rows.ts";
import { distanceOf, type LookingCommand } from "./moves.ts";

type Looking = Pick<Context, "controller" | "view" | "apply" | "scene" | "say">;

/** `side`: what the command is for, whoever has the keys. */
export function look(context: Looking, command: LookingCommand, side: Focus = context.view().focus): void {
  const { view, apply } = context;
  if (command === "next-tab" || command === "previous-tab")
    apply({ type: "tab", tab: tabBeside(view().tab, command === "next-tab" ? 1 : -1) });
  else if (side === "steps" && distanceOf(command)) moveSelection(context, command);
  else if (command === "open" && (side === "steps" || !inPane(context, command))) apply({ type: "unfold" });
  else if (command === "shut" && view().inLine !== undefined) {
    apply({ type: "in-line", step: undefined });
    context.say("No shell opens by itself now.");
  } else if (command === "shut") {
    // what was said of that which is shut now holds no longer
    apply({ type: "say", message: undefined });
    if (!inPane(context, command)) apply({ type: "follow" });
  } else if (command !== "open" && !inPane(context, command) && distanceOf(command) === undefined)
    context.say(`${keyOf(command, view())} means nothing in this tab.`);
}

function moveSelection(context: Looking, command: LookingCommand): void {
  const { controller, view, scene } = context;
  const { session } = controller.snapshot();
  const items = itemsOf(session.plan);
  const from = selectedItem(session, view().picked)?.index ?? 0;
  const distance = distanceOf(command)?.(Math.max(1, arrangementOf(scene()).list.height - 1)) ?? 0;
  select(context, Math.min(Math.max(0, from + distance), items.length - 1));
}

/** Selects the instruction. On the position the selection goes along with it again. */
export function select({ controller, view, apply }: Looking, item: number): void {
  if (itemAtPosition(controller.snapshot().session)?.index === item) apply({ type: "follow" });
  else if (item !== view().picked) apply({ type: "pick", item });
}

/** Goes to a row of the pane in front, where that is a list; its heading is row 0. */
export function lookAtRow({ apply, scene: current }: Looking, row: number): void {
  const scene = current();
  const item = selectedItem(scene.session, scene.view.picked);
  const pane = frontPane(scene.view.tab);
  const action = item && pane.rowAt?.(row, { scene, item, state: scene.panes[pane.id], ...arrangementOf(scene).pane });
  if (action !== undefined) apply({ type: "pane", pane: pane.id, action });
}

/** A command that only the pane in front can know; false: it means nothing there. */
function inPane({ apply, scene: current }: Looking, command: LookingCommand): boolean {
  const scene = current();
  const item = selectedItem(scene.session, scene.view.picked);
  const pane = frontPane(scene.view.tab);
  const { pane: area } = arrangementOf(scene);
  const props = item && { scene, item, state: scene.panes[pane.id], ...area };
  const other = command === "open" && props ? pane.leadsTo?.(props) : undefined;
  const target = other === undefined ? -1 : itemsOf(scene.session.plan).findIndex(({ id }) => id === other);
  if (target >= 0) {
    apply({ type: "pick", item: target });
    return true;
  }
  const action = props && pane.command(command, props);
  if (action !== undefined) apply({ type: "pane", pane: pane.id, action });
  return action !== undefined;
}

/** The file that the person looks at in the pane with the keys, if it is about files. */
export function lookedAt(scene: Scene): string | undefined {
  const { session, view, panes } = scene;
  const item = selectedItem(session, view.picked);
  const pane = frontPane(view.tab);
  if (view.focus === "steps" || item === undefined) return undefined;
  return pane.path?.({ scene, item, state: panes[pane.id], ...arrangementOf(scene).pane });
}

/** The lines or the path that the pane with the keys shows, else the selected instruction. */
export function shownText(scene: Scene): string | undefined {
  const { session, view, panes } = scene;
  const item = selectedItem(session, view.picked);
  if (item === undefined) return undefined;
  const pane = frontPane(view.tab);
  const props = { scene, item, state: panes[pane.id], ...arrangementOf(scene).pane };
  const shown = view.focus === "pane" ? (pane.text?.(props) ?? pathText(pane.path?.(props))) : undefined;
  return shown ?? `${item.source.join("\n")}\n`;
}

/** What a name would do where it is pasted is shown, not done. */
const pathText = (path: string | undefined): string | undefined => (path === undefined ? undefined : visible(path));
