/** What the keys do in the config: move in it. */
import { distanceOf } from "../../commands/moves.ts";
import type { Pane } from "../pane.ts";
import { configRows } from "./rows.tsx";
import type { ConfigAction, ConfigState } from "./state.ts";

export const configCommand: Pane<ConfigState, ConfigAction>["command"] = (command, { scene, item, state, width, height }) => {
  const distance = distanceOf(command);
  if (distance === undefined) return undefined;
  const room = Math.max(1, height - 1);
  const last = Math.max(0, configRows(scene, item, width).length - room);
  return { type: "scroll", top: Math.min(last, Math.max(0, Math.min(state.top, last) + distance(room))) };
};
