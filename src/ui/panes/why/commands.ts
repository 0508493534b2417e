/** What the keys do in the answer: move in it. */
import { distanceOf } from "../../commands/moves.ts";
import type { Pane } from "../pane.ts";
import { whyOf, whyRows } from "./rows.tsx";
import type { WhyAction, WhyState } from "./state.ts";

export const whyCommand: Pane<WhyState, WhyAction>["command"] = (command, { scene, item, state, width, height }) => {
  const distance = distanceOf(command);
  const why = whyOf({ scene, item });
  if (distance === undefined || why === undefined) return undefined;
  const room = Math.max(1, height - 1);
  const last = Math.max(0, whyRows(why, width).length - room);
  return { type: "scroll", top: Math.min(last, Math.max(0, Math.min(state.top, last) + distance(room))) };
};
