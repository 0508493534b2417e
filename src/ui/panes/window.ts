/** A list with a chosen row, of which the pane shows a part. Values and pure functions. */

/** `at`: the chosen row; `top`: the first one shown. */
export type ListPlace = { readonly at: number; readonly top: number };

export const listStart: ListPlace = { at: 0, top: 0 };

/** The place in a list of `count` rows, `room` of which are shown: the chosen one is among them. */
export function placeIn({ at, top }: ListPlace, count: number, room: number): ListPlace {
  const chosen = Math.max(0, Math.min(at, count - 1));
  const last = Math.max(0, count - Math.max(1, room));
  const first = chosen < top ? chosen : chosen >= top + room ? chosen - room + 1 : top;
  return { at: chosen, top: Math.max(0, Math.min(first, last)) };
}

/** After a move of the chosen row. */
export function movedBy(place: ListPlace, distance: number, count: number, room: number): ListPlace {
  const { at, top } = placeIn(place, count, room);
  return placeIn({ at: Math.max(0, Math.min(at + distance, count - 1)), top }, count, room);
}

/** With the one in the `row` chosen, of those that are shown; undefined: there is none. */
export function placeAtRow(place: ListPlace, row: number, count: number, room: number): ListPlace | undefined {
  const { top } = placeIn(place, count, room);
  return row < 0 || row >= Math.min(room, count - top) ? undefined : { at: top + row, top };
}

/** `1-20 of 345`, where not all is shown. */
export const partShown = (top: number, room: number, count: number): string =>
  count > room ? ` ${top + 1}-${Math.min(count, top + room)} of ${count} ` : "";
