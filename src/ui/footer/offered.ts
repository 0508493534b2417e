/** Which of the commands the footer offers: those that can be done, the most useful first. Pure. */
import { isFrozen } from "../../debugger/breakpoints/frozen.ts";
import type { Situation } from "../../debugger/commands/row.ts";
import { failureHere, isBusy } from "../../debugger/session.ts";
import { type CommandName, rowOf } from "../commands/all-rows.ts";
import { isEdited } from "../labels.ts";

/** What the footer offers, the most useful first. */
const wanted: Readonly<Record<"paused" | "failed" | "edited" | "running" | "frozen" | "done", readonly CommandName[]>> = {
  paused: ["next", "continue", "breakpoint", "run-to", "shell", "edit", "back", "undo", "edit-file", "pane"],
  failed: ["commit", "shell", "edit", "retry", "retry-failed", "accept", "copy", "back", "undo", "edit-file", "pane"],
  edited: [
    "commit",
    "continue",
    "next",
    "retry-failed",
    "shell",
    "edit",
    "accept",
    "undo",
    "retry",
    "copy",
    "back",
    "edit-file",
    "pane",
  ],
  running: ["pause", "interrupt", "continue", "shell", "breakpoint", "pane", "wrap"],
  frozen: ["continue", "interrupt", "shell", "breakpoint", "pane", "wrap"],
  done: ["shell", "verify", "copy", "back", "edit", "undo", "pane"],
};

/** What is done with a file. */
const withFile: readonly CommandName[] = ["edit-in-layer", "copy"];

/** Commands that can be done now. `atFiles`: the keys are at a list of files. */
export function offered(situation: Situation, atFiles = false): readonly CommandName[] {
  const { session } = situation;
  const kind = isBusy(session)
    ? isFrozen(session)
      ? "frozen"
      : "running"
    : session.status.kind === "done"
      ? "done"
      : failureHere(session) !== undefined
        ? isEdited(session)
          ? "edited"
          : "failed"
        : "paused";
  const all = new Set<CommandName>([...(atFiles ? withFile : []), ...wanted[kind], "next-tab"]);
  return [...all].filter((name) => rowOf(name).available(situation) === undefined);
}
