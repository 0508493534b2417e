/** What a click and the wheel do, while the mouse is the screen's. */
import { look, lookAtRow, select } from "../commands/look.ts";
import { scrollHelp } from "../commands/press.ts";
import type { Context } from "../context.ts";
import type { MouseEvent } from "./report.ts";
import { targetAt } from "./target.ts";

/** Rows of one turn of the wheel. */
const turn = 3;

/** While something is asked or typed the mouse means nothing: that is answered by keys. */
export function mouseUsed(context: Context, event: MouseEvent): void {
  const { view, scene, apply } = context;
  const { mouse, question, prompt, commandLine, help, editing } = view();
  if (!mouse || question !== undefined || prompt !== undefined || commandLine !== undefined) return;
  const wheel = event.kind === "click" ? undefined : event.kind === "wheel-up" ? "up" : "down";
  if (help !== undefined) {
    if (wheel !== undefined) scrollHelp(context, help + (wheel === "up" ? -turn : turn));
    return;
  }
  const target = targetAt(scene(), event);
  if (target === undefined || editing !== undefined) return;
  if (wheel !== undefined) {
    for (let row = 0; row < turn; row++) look(context, wheel, target.side);
    return;
  }
  if (target.item !== undefined) select(context, target.item.index);
  if (target.tab !== undefined) apply({ type: "tab", tab: target.tab });
  else if (target.row !== undefined) lookAtRow(context, target.row);
  if (view().focus !== target.side) apply({ type: "focus" });
}
