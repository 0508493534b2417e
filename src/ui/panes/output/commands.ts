/** What the keys do in the output: move in it, wrap it, show all of it again. */
import { runningAt } from "../../../debugger/session.ts";
import { distanceOf } from "../../commands/moves.ts";
import type { Pane, PaneProps } from "../pane.ts";
import { areaOf } from "./area.ts";
import { outputWindow, type Window } from "./output-window.ts";
import { progressOf } from "./search-words.ts";
import type { ShownLines } from "./shown-lines.ts";
import type { OutputAction, OutputState } from "./state.ts";

type Props = PaneProps<OutputState>;

/** What the key makes of the timestamps that are shown. */
const after = { none: "elapsed", elapsed: "clock", clock: undefined } as const;

export const outputCommand: Pane<OutputState, OutputAction>["command"] = (command, props) => {
  if (command === "wrap") return { type: "wrap" };
  if (command === "timestamps") return { type: "timestamps", shown: after[props.state.timestamps ?? "none"] };
  if (command === "shut") return props.state.filter === undefined ? undefined : withoutFilter(props);
  const distance = distanceOf(command);
  const shown = shownOf(props);
  if (distance === undefined || shown === undefined) return undefined;
  const { lines, window, height } = shown;
  const last = Math.max(0, lines.lineCount - height);
  const scroll = scrolledTo(props);
  const top = Math.max(0, (scroll === undefined ? window.top : lines.rowOf(scroll)) + distance(Math.max(1, height - 1)));
  return top >= last ? { type: "scroll-end" } : { type: "scroll", id: props.item.id, top: lines.lineAt(top) };
};

/** The first line, where the person has scrolled to one of this output. */
const scrolledTo = ({ state, item }: Props): number | undefined => (state.scroll?.id === item.id ? state.scroll.top : undefined);

type Shown = { readonly lines: ShownLines; readonly window: Window; readonly height: number };

/** The lines that are shown; undefined: the selected instruction has printed none. */
export function shownOf(props: Props): Shown | undefined {
  const { lines, height } = areaOf(props);
  if (lines === undefined) return undefined;
  const scroll = scrolledTo(props);
  const top = scroll === undefined ? undefined : lines.rowOf(scroll);
  const { state, width: columns } = props;
  return { lines, height, window: outputWindow({ output: lines, top, wrap: state.wrap, columns, height }) };
}

/** All lines, and what was seen stays where it was: the match stood at, else the first line. What follows an end goes on to. */
function withoutFilter(props: Props): OutputAction {
  const { scene, item, state } = props;
  const all: OutputAction = { type: "filter", filter: undefined };
  const { lines, window } = shownOf(props) ?? {};
  const follows = scrolledTo(props) === undefined && item.step !== undefined && runningAt(scene.session, item.step);
  if (lines === undefined || window === undefined || window.shown === 0 || follows) return all;
  const match = state.search && progressOf(state.search, item.id)?.line;
  const row = match === undefined ? window.top : lines.rowOf(match);
  const seen = row >= window.top && row < window.top + window.shown ? row : window.top;
  return { ...all, scroll: { id: item.id, top: Math.max(0, lines.lineAt(seen) - (seen - window.top)) } };
}

/** The lines that are shown, whole. */
export const shownText: NonNullable<Pane<OutputState, OutputAction>["text"]> = (props) => {
  const { lines, window } = shownOf(props) ?? {};
  return lines && window && `${lines.read(window.top, window.shown).join("\n")}\n`;
};
