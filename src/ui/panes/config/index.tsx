import { Heading } from "../../components/heading.tsx";
import { Fixed } from "../../components/line.tsx";
import { pane } from "../pane.ts";
import { configCommand } from "./commands.ts";
import { configRows } from "./rows.tsx";
import { newConfig, updateConfig } from "./state.ts";

/** The image config in force at the step, and what the step changed of it. */
export const configPane = pane({
  id: "config",
  name: () => "Config",
  initial: newConfig,
  update: updateConfig,
  command: configCommand,
  View: ({ scene, item, state, width, height, tabs }) => {
    const rows = configRows(scene, item, width);
    const room = Math.max(0, height - 1);
    const top = Math.min(state.top, Math.max(0, rows.length - room));
    const part = rows.length > room ? ` ${top + 1}-${top + room} of ${rows.length} ` : "";
    return (
      <>
        <Heading spans={tabs} right={part !== "" && <Fixed spans={[["dim", part]]} />} />
        {rows.slice(top, top + room)}
      </>
    );
  },
});
