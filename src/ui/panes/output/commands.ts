/** What the keys do in the output: move in it, wrap it. */
import { distanceOf } from "../../commands/moves.ts";
import type { Pane } from "../pane.ts";
import { areaOf } from "./area.ts";
import { outputWindow } from "./output-window.ts";
import type { OutputAction, OutputState } from "./state.ts";

export const outputCommand: Pane<OutputState, OutputAction>["command"] = (command, props) => {
  if (command === "wrap") return { type: "wrap" };
  const distance = distanceOf(command);
  const { output, height } = areaOf(props);
  const { item, state, width } = props;
  if (distance === undefined || output === undefined) return undefined;
  const scroll = state.scroll?.id === item.id ? state.scroll.top : undefined;
  const { top: shown } = outputWindow({ output, top: scroll, wrap: state.wrap, columns: width, height });
  const last = Math.max(0, output.lineCount - height);
  const top = Math.max(0, (scroll ?? shown) + distance(Math.max(1, height - 1)));
  return top >= last ? { type: "scroll-end" } : { type: "scroll", id: item.id, top };
};

/** The lines that are shown, whole. */
export const shownText: NonNullable<Pane<OutputState, OutputAction>["text"]> = (props) => {
  const { output, height } = areaOf(props);
  const { item, state, width: columns } = props;
  if (output === undefined) return undefined;
  const { top, shown } = outputWindow({
    output,
    top: state.scroll?.id === item.id ? state.scroll.top : undefined,
    wrap: state.wrap,
    columns,
    height,
  });
  return `${output.read(top, shown).join("\n")}\n`;
};
