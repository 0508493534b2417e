import { pane } from "../pane.ts";
import { attemptsCommand, attemptsRowAt } from "./commands.ts";
import { newAttempts, updateAttempts } from "./state.ts";
import { AttemptsView } from "./view.tsx";

/** Every run of the step: when, how long, what came of it; two of them compared. */
export const attemptsPane = pane({
  id: "attempts",
  name: () => "Attempts",
  initial: newAttempts,
  update: updateAttempts,
  command: attemptsCommand,
  rowAt: attemptsRowAt,
  View: AttemptsView,
});
