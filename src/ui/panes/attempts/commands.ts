/** What the keys do in the list of runs: choose one, open it, change what is opened. */
import { type Attempt, attemptsAt } from "../../../debugger/attempts.ts";
import { distanceOf } from "../../commands/moves.ts";
import type { Pane, PaneProps } from "../pane.ts";
import { movedBy, placeAtRow, placeIn } from "../window.ts";
import type { AttemptsAction, AttemptsState } from "./state.ts";

type Props = Pick<PaneProps<AttemptsState>, "scene" | "item" | "state" | "height">;

/** Rows for the list: a heading and a summary are above it. */
export const roomOf = (height: number): number => Math.max(1, height - 2);

/** The newest first. */
export const shownAttempts = ({ scene, item }: Pick<Props, "scene" | "item">): readonly Attempt[] =>
  item.step === undefined ? [] : attemptsAt(scene.session, item.step).toReversed();

/** The one that `run` is compared with: the newest, and of that the one before. */
export const otherThan = (all: readonly Attempt[], run: number): number | undefined => all.find((each) => each.run !== run)?.run;

export const attemptsCommand: Pane<AttemptsState, AttemptsAction>["command"] = (command, props) => {
  const { state, height } = props;
  const distance = distanceOf(command);
  const room = roomOf(height);
  if (command === "order") return { type: "order" };
  if (state.open !== undefined) {
    if (distance !== undefined) {
      const last = Math.max(0, openRows(props) - room);
      return { type: "scroll", top: Math.max(0, Math.min(Math.min(state.open.top, last) + distance(room), last)) };
    }
    return command === "open" || command === "shut" ? { type: "shut" } : undefined;
  }
  const all = shownAttempts(props);
  if (distance !== undefined) return { type: "move", place: movedBy(state.place, distance(room), all.length, room) };
  const chosen = command === "open" ? all[placeIn(state.place, all.length, room).at] : undefined;
  return chosen && { type: "open", run: chosen.run, other: otherThan(all, chosen.run) };
};

/** Below a heading and a summary. */
export const attemptsRowAt: NonNullable<Pane<AttemptsState, AttemptsAction>["rowAt"]> = (row, props) => {
  const { state, height } = props;
  const count = shownAttempts(props).length;
  const place = state.open === undefined ? placeAtRow(state.place, row - 2, count, roomOf(height)) : undefined;
  return place && { type: "move", place };
};

/** How many rows there are of what is open. */
function openRows({ scene, item, state }: Props): number {
  const { open, opens } = state;
  if (open === undefined || item.step === undefined) return 0;
  if (opens === "output") {
    const attempt = attemptsAt(scene.session, item.step).find(({ run }) => run === open.run);
    return (attempt && scene.output(item.step, attempt)?.lineCount) ?? 0;
  }
  const { step } = item;
  const [other = -1, run = -1] = [open.run, open.other ?? -1].toSorted((one, two) => one - two);
  const reading = scene.looks.known({ what: opens, step, run, other });
  if (reading.kind !== "known") return 0;
  if ("list" in reading.value) return reading.value.list.length;
  return reading.value.kind === "lines" ? reading.value.lines.length : 0;
}
