/** What the keys do in the files: move, open and close a folder, show a file. */
import { distanceOf } from "../../commands/moves.ts";
import type { Pane, PaneProps } from "../pane.ts";
import { type ListPlace, movedBy, placeAtRow, placeIn } from "../window.ts";
import type { FilesAction, FilesState } from "./state.ts";
import { type TreeRow, treeRows } from "./tree.ts";

type Props = Pick<PaneProps<FilesState>, "scene" | "item" | "state" | "height">;

/** Rows for the tree or the text: a heading and a line about them are above. */
export const roomOf = (height: number): number => Math.max(1, height - 2);

/** The rows, and where in them the person is. */
export function shownTree({ scene, item, state, height }: Props): {
  readonly rows: readonly TreeRow[];
  readonly place: ListPlace;
} {
  const rows = item.step === undefined ? [] : treeRows(scene.looks, item.step, state.open);
  const { reveal } = state;
  const found = reveal === undefined ? -1 : rows.findIndex((row) => row.kind === "entry" && row.entry.path === reveal);
  const place = found < 0 ? state.place : { ...state.place, at: found };
  return { rows, place: placeIn(place, rows.length, roomOf(height)) };
}

/** The path a person stands on. */
export function chosenPath(props: Props): string | undefined {
  if (props.state.file !== undefined) return props.state.file.path;
  const { rows, place } = shownTree(props);
  const row = rows[place.at];
  return row?.kind === "entry" ? row.entry.path : undefined;
}

export const filesCommand: Pane<FilesState, FilesAction>["command"] = (command, props) => {
  const { state, height } = props;
  const distance = distanceOf(command);
  const room = roomOf(height);
  if (state.file !== undefined) {
    if (distance !== undefined) return { type: "scroll", top: scrolled(props, state.file, distance(room)) };
    return command === "open" || command === "shut" ? { type: "shut" } : undefined;
  }
  const { rows, place } = shownTree(props);
  if (distance !== undefined) return { type: "move", place: movedBy(place, distance(room), rows.length, room) };
  const row = command === "open" ? rows[place.at] : undefined;
  if (row?.kind !== "entry") return undefined;
  const { path, type } = row.entry;
  return { type: type === "directory" ? "toggle" : "file", path, place };
};

/** Below a heading and a line about them. */
export const filesRowAt: NonNullable<Pane<FilesState, FilesAction>["rowAt"]> = (row, props) => {
  if (props.state.file !== undefined) return undefined;
  const shown = shownTree(props);
  const place = placeAtRow(shown.place, row - 2, shown.rows.length, roomOf(props.height));
  return place && { type: "move", place };
};

function scrolled({ scene, item, height }: Props, file: NonNullable<FilesState["file"]>, distance: number): number {
  const { path, top } = file;
  const reading = item.step === undefined ? undefined : scene.looks.known({ what: "text", step: item.step, path });
  const lines = reading?.kind === "known" && reading.value.kind === "lines" ? reading.value.lines.length : 0;
  return Math.max(0, Math.min(top + distance, lines - roomOf(height)));
}
