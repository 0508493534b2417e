/** Where the panes lie, from nothing but sizes. Pure. A frame has one row less than the terminal: Ink erases full ones. */

export type Size = { readonly columns: number; readonly rows: number };

export type Area = { readonly width: number; readonly height: number };

/** Heights count a pane's heading. `single`: only the pane in focus is shown. */
export type Layout = {
  readonly kind: "side" | "stacked" | "single";
  readonly list: Area;
  readonly detail: Area;
};

/** What is wanted of the body's rows: the list's own length, and how much of a stack it may take. */
export type Wishes = { readonly listRows: number; readonly detailFirst: boolean };

const sideFrom = 110;
const stackFrom = 12;

/** Panes of a body of `columns` by `height` cells. */
export function layoutOf(columns: number, height: number, { listRows, detailFirst }: Wishes): Layout {
  if (columns >= sideFrom && height >= 6) {
    const width = Math.min(88, Math.max(54, Math.round(columns * 0.46)));
    return { kind: "side", list: { width, height }, detail: { width: columns - width - 2, height } };
  }
  if (height >= stackFrom) {
    const most = Math.floor(height * (detailFirst ? 0.4 : 0.55));
    const list = Math.max(4, Math.min(listRows + 1, most));
    return { kind: "stacked", list: { width: columns, height: list }, detail: { width: columns, height: height - list } };
  }
  return { kind: "single", list: { width: columns, height }, detail: { width: columns, height } };
}
