/** What the keys do in the changes: move, open a difference, another order. */
import { failureOf, indexOf, isDone } from "../../../debugger/session.ts";
import { distanceOf } from "../../commands/moves.ts";
import type { Pane, PaneProps } from "../pane.ts";
import { movedBy, placeAtRow, placeIn } from "../window.ts";
import { type Arranged, arranged, type ChangeRow, orders, type Wanted } from "./arrange.ts";
import type { ChangesAction, ChangesState } from "./state.ts";

type Props = Pick<PaneProps<ChangesState>, "scene" | "item" | "state" | "height">;

/** Rows for the list: a heading and a summary are above it. */
export const roomOf = (height: number): number => Math.max(1, height - 2);

/** The step whose layer that of the selected one is compared with, by its index; undefined: the layer before it. */
export const sinceOf = ({ scene, state }: Pick<Props, "scene" | "state">): number | undefined =>
  state.since === undefined ? undefined : indexOf(scene.session, state.since);

/** Undefined: they are not known. */
export function shownChanges({ scene, item, state }: Props): Arranged | undefined {
  const reading = readingOf({ scene, item, state });
  return reading?.kind === "known" ? arranged(reading.value, wantedOf(scene, item, state, reading.value.byName)) : undefined;
}

/** `names`: only they are known, and stand in their own order. */
export function wantedOf(
  { session }: Props["scene"],
  { step }: Props["item"],
  { order, filter, byName }: ChangesState,
  names = false,
): Wanted {
  const logsFirst = step !== undefined && !isDone(session, step) && failureOf(session, step) !== undefined;
  return { order: order ?? (names || byName ? "name" : "newest"), filter, logsFirst };
}

function readingOf({ scene, item, state }: Pick<Props, "scene" | "item" | "state">) {
  const since = sinceOf({ scene, state });
  return item.step === undefined ? undefined : scene.looks.known({ what: "changes", step: item.step, since });
}

function areNames(props: Props): boolean {
  const reading = readingOf(props);
  return reading?.kind === "known" && reading.value.byName === true;
}

export function chosenRow(props: Props): ChangeRow | undefined {
  const rows = shownChanges(props)?.rows ?? [];
  return rows[placeIn(props.state.place, rows.length, roomOf(props.height)).at];
}

export const changesCommand: Pane<ChangesState, ChangesAction>["command"] = (command, props) => {
  const { state, height } = props;
  const distance = distanceOf(command);
  if (state.open !== undefined) {
    if (distance !== undefined) return { type: "scroll", top: scrolled(props, state.open, distance(roomOf(height))) };
    return command === "open" || command === "shut" ? { type: "shut" } : undefined;
  }
  const room = roomOf(height);
  if (distance !== undefined)
    return {
      type: "move",
      place: movedBy(state.place, distance(room), shownChanges(props)?.rows.length ?? 0, room),
      byName: areNames(props),
    };
  if (command === "order") {
    const { order } = wantedOf(props.scene, props.item, state);
    return { type: "order", order: orders[(orders.indexOf(order) + 1) % orders.length] ?? "name" };
  }
  if (command === "shut" && state.filter !== "") return { type: "filter", text: "" };
  if (command === "shut") return state.since === undefined ? undefined : { type: "shut" };
  const row = command === "open" ? chosenRow(props) : undefined;
  if (row === undefined) return undefined;
  return row.kind === "folder"
    ? { type: "into", folder: row.path }
    : { type: "open", path: row.change.path, byName: areNames(props) };
};

/** Below a heading and a summary. */
export const changesRowAt: NonNullable<Pane<ChangesState, ChangesAction>["rowAt"]> = (row, props) => {
  const { state, height } = props;
  const count = shownChanges(props)?.rows.length ?? 0;
  const place = state.open === undefined ? placeAtRow(state.place, row - 2, count, roomOf(height)) : undefined;
  return place && { type: "move", place, byName: areNames(props) };
};

function scrolled({ scene, item, state, height }: Props, open: NonNullable<ChangesState["open"]>, distance: number): number {
  const { path, top } = open;
  const since = sinceOf({ scene, state });
  const reading = item.step === undefined ? undefined : scene.looks.known({ what: "difference", step: item.step, path, since });
  const lines = reading?.kind === "known" && reading.value.kind === "lines" ? reading.value.lines.length : 0;
  return Math.max(0, Math.min(top + distance, lines - roomOf(height)));
}
