import { pane } from "../pane.ts";
import { outputCommand, shownText } from "./commands.ts";
import { newOutput, updateOutput } from "./state.ts";
import { OutputView } from "./view.tsx";

/** What the step printed. */
export const outputPane = pane({
  id: "output",
  name: ({ output }, { step }) => (step !== undefined && (output(step)?.lineCount ?? 0) > 0 ? "Output" : "Step"),
  initial: newOutput,
  update: updateOutput,
  command: outputCommand,
  text: shownText,
  View: OutputView,
});
