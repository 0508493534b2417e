/** `&`: which lines of the output are shown, or which paths of the changes where these are in front. */
import { isRefused } from "../../debugger/commands/command.ts";
import { readFilter } from "../../debugger/commands/line-filter.ts";
import type { Context } from "../context.ts";
import type { ChangesState } from "../panes/changes/state.ts";
import type { OutputState } from "../panes/output/state.ts";
import { lookAtOutput, mayHaveOutput, printedNothing } from "./search.ts";

/** `text`: the filter; empty: all is shown again, or where all is shown, it is asked for. */
export async function filter(context: Context, text: string): Promise<void> {
  const { view, panes } = context.scene();
  const inChanges = view.tab === "changes";
  const isOn = inChanges ? (panes.changes as ChangesState).filter !== "" : (panes.output as OutputState).filter !== undefined;
  const [typed] = text !== "" || isOn ? [text] : ((await context.askText([asked])) ?? []);
  if (typed === undefined || (typed === "" && !isOn)) return;
  if (inChanges) context.apply({ type: "pane", pane: "changes", action: { type: "filter", text: typed } as { type: string } });
  else if (isOn || mayHaveOutput(context)) filterOutput(context, typed);
  else context.refuse(printedNothing);
}

const asked = { label: "filter:", text: "", enter: "only lines that match; ! in front: that do not" };

function filterOutput(context: Context, text: string): void {
  const { apply, say, refuse, scene, look } = context;
  const wanted = readFilter(text, (scene().panes.output as OutputState).plainSearch);
  if (wanted !== undefined && isRefused(wanted)) {
    refuse(wanted, "bad");
    return;
  }
  lookAtOutput(context);
  // the pane knows what is on the screen and is to stay there
  if (wanted === undefined) look("shut");
  else apply({ type: "pane", pane: "output", action: { type: "filter", filter: wanted } as { type: string } });
  say(wanted === undefined ? "All lines are shown." : "Only lines that the filter lets through are shown; Esc shows all.");
}
