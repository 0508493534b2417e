/**
 * How the screen is shared: beside each other, one above the other, or one at a time. Ink tells a size only after it has
 * drawn, and a list that shows a part of 2,000 steps must know before; so these few numbers are ours, the rest is Ink's. Pure.
 */
import { failureHere } from "../debugger/session.ts";
import { footerRows } from "./footer/footer.tsx";
import { selectedItem } from "./items.ts";
import type { Scene, Size } from "./scene.ts";
import { listLines } from "./step-list/list-lines.ts";

export type Area = { readonly width: number; readonly height: number };

/** Heights count a heading. `single`: only what has the keys is shown. */
export type Arrangement = {
  readonly kind: "side" | "stacked" | "single";
  /** Between header and footer. */
  readonly body: Area;
  readonly list: Area;
  readonly pane: Area;
  /** Below a short list: the source of what is selected. */
  readonly source?: Area;
  /** Rows the footer may take. */
  readonly footer: number;
};

const sideFrom = 110;
const stackFrom = 12;
/** Rows from which on a source is worth its heading. */
const sourceFrom = 6;

/** A frame has one row less than the terminal: where a full one is written, terminals scroll. */
export const frameHeight = ({ rows }: Size): number => Math.max(1, rows - 1);

export function arrangementOf(scene: Scene): Arrangement {
  const { session, view, size } = scene;
  const width = Math.max(1, size.columns);
  const footer = Math.max(1, Math.min(6, frameHeight(size) - 2));
  const height = Math.max(0, frameHeight(size) - 1 - footerRows(scene, footer).length);
  const body = { width, height };
  if (width >= sideFrom && height >= 6) {
    const list = Math.min(88, Math.max(54, Math.round(width * 0.46)));
    const pane = { width: width - list - 2, height };
    const left = height - listHeight(scene);
    if (left < sourceFrom) return { kind: "side", body, footer, list: { width: list, height }, pane };
    const source = { width: list, height: left };
    return { kind: "side", body, footer, list: { width: list, height: height - left }, pane, source };
  }
  if (height < stackFrom) return { kind: "single", body, footer, list: body, pane: body };
  const paneFirst = view.editing !== undefined || view.focus === "pane" || failureHere(session) !== undefined;
  const list = Math.max(4, Math.min(listHeight(scene), Math.floor(height * (paneFirst ? 0.4 : 0.55))));
  return { kind: "stacked", body, footer, list: { width, height: list }, pane: { width, height: height - list } };
}

/** Of the whole list, with its heading. */
const listHeight = ({ session, view }: Scene): number =>
  listLines(session, selectedItem(session, view.picked), view.unfolded).length + 1;
