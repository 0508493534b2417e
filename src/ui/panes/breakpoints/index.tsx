import { distanceOf } from "../../commands/moves.ts";
import { Heading } from "../../components/heading.tsx";
import { pane } from "../pane.ts";
import { breakpointRows } from "./rows.tsx";

type State = { readonly top: number };
type Action = { readonly type: "scroll"; readonly top: number };

/** Where the build stops, why it cannot, and what breakpoints that only print have printed. */
export const breakpointsPane = pane<State, Action>({
  id: "breakpoints",
  name: () => "Breakpoints",
  ofSession: true,
  initial: { top: 0 },
  update: (state, action) => (action.type === "scroll" ? { top: action.top } : state),
  command: (command, { scene, state, width, height }) => {
    const distance = distanceOf(command);
    if (distance === undefined) return undefined;
    const room = Math.max(1, height - 1);
    const last = Math.max(0, breakpointRows(scene.session, width).length - room);
    return { type: "scroll", top: Math.min(last, Math.max(0, Math.min(state.top, last) + distance(room))) };
  },
  View: ({ scene, state, width, height, tabs }) => {
    const rows = breakpointRows(scene.session, width);
    const room = Math.max(0, height - 1);
    const top = Math.min(state.top, Math.max(0, rows.length - room));
    return (
      <>
        <Heading spans={tabs} />
        {rows.slice(top, top + room)}
      </>
    );
  },
});
