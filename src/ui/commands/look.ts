/** Commands that only look: they move the selection, bring another tab up, or mean what the pane in front says. */
import { arrangementOf } from "../arrangement.ts";
import type { Context } from "../context.ts";
import { itemAtPosition, itemsOf, selectedItem } from "../items.ts";
import { frontPane, tabBeside } from "../panes/index.ts";
import { keyOf } from "./all-rows.ts";
import { distanceOf, type LookingCommand } from "./moves.ts";

type Looking = Pick<Context, "controller" | "view" | "apply" | "scene" | "say">;

export function look(context: Looking, command: LookingCommand): void {
  const { view, apply } = context;
  if (command === "next-tab" || command === "previous-tab")
    apply({ type: "tab", tab: tabBeside(view().tab, command === "next-tab" ? 1 : -1) });
  else if (view().focus === "steps" && distanceOf(command)) moveSelection(context, command);
  else inPane(context, command);
}

function moveSelection({ controller, view, apply, scene }: Looking, command: LookingCommand): void {
  const { session } = controller.snapshot();
  const items = itemsOf(session.plan);
  const from = selectedItem(session, view().picked)?.index ?? 0;
  const distance = distanceOf(command)?.(Math.max(1, arrangementOf(scene()).list.height - 1)) ?? 0;
  const to = Math.min(Math.max(0, from + distance), items.length - 1);
  // On the position again the selection goes along with it again.
  if (itemAtPosition(session)?.index === to) apply({ type: "follow" });
  else if (to !== view().picked) apply({ type: "pick", item: to });
}

/** A command that only the pane in front can know. */
function inPane({ apply, say, scene: current }: Looking, command: LookingCommand): void {
  const scene = current();
  const item = selectedItem(scene.session, scene.view.picked);
  const pane = frontPane(scene.view.tab);
  const { pane: area } = arrangementOf(scene);
  const action = item && pane.command(command, { scene, item, state: scene.panes[pane.id], ...area });
  if (action !== undefined) apply({ type: "pane", pane: pane.id, action });
  else if (distanceOf(command) === undefined) say(`${keyOf(command)} means nothing in this tab.`);
}
