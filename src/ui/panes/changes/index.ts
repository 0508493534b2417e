import { pane } from "../pane.ts";
import { changesCommand, changesRowAt, chosenRow } from "./commands.ts";
import { newChanges, updateChanges } from "./state.ts";
import { ChangesView } from "./view.tsx";

/** What the step changed: files, sizes, differences. */
export const changesPane = pane({
  id: "changes",
  name: () => "Changes",
  initial: newChanges,
  update: updateChanges,
  command: changesCommand,
  rowAt: changesRowAt,
  path: (props) => {
    const row = props.state.open === undefined ? chosenRow(props) : undefined;
    return props.state.open?.path ?? (row?.kind === "change" ? row.change.path : row?.path);
  },
  View: ChangesView,
});
