/** What stands at a cell of the screen. Pure. */
import { type Area, arrangementOf } from "../arrangement.ts";
import { type Item, selectedItem } from "../items.ts";
import type { Scene } from "../scene.ts";
import { firstShown, listLines } from "../step-list/list-lines.ts";
import { tabAt } from "../tabs.tsx";
import type { Focus } from "../view.ts";
import type { MouseEvent } from "./report.ts";

export type Target = {
  readonly side: Focus;
  /** In the list: the instruction. */
  readonly item?: Item;
  /** In the names of the panes: the one that is meant. */
  readonly tab?: string;
  /** In the pane in front: the row, 0 being its heading. */
  readonly row?: number;
};

type Cell = Pick<MouseEvent, "column" | "row">;

/** Undefined: header, footer, the source below the list, or nothing at all. */
export function targetAt(scene: Scene, { column, row }: Cell): Target | undefined {
  const { kind, body, list, pane } = arrangementOf(scene);
  const { view } = scene;
  // the header is above
  const y = row - 1;
  if (y < 0 || y >= body.height || column >= body.width) return undefined;
  if (kind === "single") {
    const inPane = view.focus === "pane" || view.editing !== undefined;
    return inPane ? inPaneAt(scene, pane, { column, row: y }) : inListAt(scene, list, y);
  }
  if (kind === "stacked")
    return y < list.height ? inListAt(scene, list, y) : inPaneAt(scene, pane, { column, row: y - list.height });
  if (column < list.width) return y < list.height ? inListAt(scene, list, y) : undefined;
  // the divider and the blank behind it
  const x = column - list.width - 2;
  return x < 0 ? undefined : inPaneAt(scene, pane, { column: x, row: y });
}

function inListAt({ session, view }: Scene, { height }: Area, row: number): Target {
  const selected = selectedItem(session, view.picked);
  const lines = listLines(session, selected, view.unfolded);
  const line = row === 0 ? undefined : lines[firstShown(lines, selected, Math.max(0, height - 1)) + row - 1];
  const item = line?.kind === "item" || line?.kind === "source" ? line.item : undefined;
  return { side: "steps", ...(item && { item }) };
}

function inPaneAt(scene: Scene, { width }: Area, { column, row }: Cell): Target {
  const tab = row === 0 && scene.view.editing === undefined ? tabAt(scene, width, column) : undefined;
  return { side: "pane", row, ...(tab !== undefined && { tab }) };
}
