/** Rows that the screen adds to the session's table: what only looks, and what needs a person to answer. */

import { placeThen } from "../../debugger/commands/location.ts";
import { isBusy } from "../../debugger/session.ts";
import { copyText } from "./clipboard.ts";
import { editFile } from "./edit-dialogue.ts";
import { filter } from "./filter.ts";
import { openPager, saveLog } from "./log-file.ts";
import type { LookingCommand } from "./moves.ts";
import { programRows } from "./program-rows.ts";
import { screenRow } from "./screen-row.ts";
import { errors, search } from "./search.ts";
import { shellNumber, shells } from "./shells.ts";
import { interrupt } from "./stop-dialogues.ts";
import { bringUp, diff, files, goTo, lookAt, tabWords } from "./typed.ts";

/** Moves, or does what the pane in front makes of it. */
const looking = <const N extends LookingCommand>(name: N, keys: readonly string[], hint: string, help: string) =>
  screenRow({ name, keys, group: "Move", hint, help, run: ({ look }) => look(name) });

const lookRows = [
  screenRow({
    name: "interrupt",
    keys: ["ctrl-c"],
    group: "Run",
    hint: "stop",
    help: "pause; again: stop, keep its layer; idle, twice: quit",
    run: interrupt,
  }),
  screenRow({
    name: "edit-file",
    keys: ["E"],
    group: "Look and change",
    hint: "$EDITOR",
    help: "open the file in $VISUAL or $EDITOR at the selected line",
    available: ({ session, readOnly }) =>
      readOnly ?? (isBusy(session) ? "An instruction is running. Pause with {pause}, then edit." : undefined),
    run: editFile,
  }),
  screenRow({
    name: "shells",
    keys: ["ctrl-^"],
    arguments: shellNumber,
    group: "Look and change",
    hint: "shells",
    help: "list the shells left running, and go back to one",
    more: "Ctrl-^ d in a shell leaves it running; Ctrl-^ twice is one for the program in it.",
    run: shells,
  }),
  looking("up", ["up", "k"], "up", "one row up"),
  looking("down", ["down", "j"], "down", "one row down"),
  looking("page-up", ["pageup", "ctrl-b"], "page up", "one page up"),
  looking("page-down", ["pagedown", "ctrl-f"], "page down", "one page down"),
  looking("top", ["g", "home"], "top", "to the first row"),
  looking("bottom", ["G", "end"], "bottom", "to the last row; the output follows again"),
  screenRow({
    name: "pane",
    keys: ["tab", "shift-tab"],
    group: "Move",
    hint: "pane",
    help: "to the other side: steps, output",
    run: ({ apply }) => apply({ type: "focus" }),
  }),
  looking("next-tab", ["]"], "changes", "next tab: changes, files, config, attempts, context …"),
  looking("previous-tab", ["["], "tab before", "the tab before it"),
  screenRow({
    name: "tab",
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    arguments: tabWords,
    group: "Move",
    hint: "tab",
    help: "the tab of that number, from output to why",
    run: bringUp,
  }),
  screenRow({
    name: "unfold",
    keys: ["enter"],
    group: "Move",
    hint: "unfold",
    help: "unfold the instruction; in a tab: open what is chosen",
    run: ({ look }) => look("open"),
  }),
  screenRow({
    name: "breakpoints",
    keys: ["B"],
    group: "Look and change",
    hint: "breakpoints",
    help: "list the breakpoints, why one cannot be hit",
    run: ({ apply }) => apply({ type: "tab", tab: "breakpoints" }),
  }),
  looking("order", ["o"], "order", "changes by time, name or folder; elsewhere: another part"),
  screenRow({
    name: "search",
    aliases: ["find"],
    keys: ["/"],
    arguments: { usage: "[pattern]", complete: () => [] },
    group: "Look and change",
    hint: "search",
    help: "search the output; n and N go on to other matches",
    run: search,
  }),
  screenRow({
    name: "filter",
    keys: ["&"],
    arguments: { usage: "[[!]pattern]", complete: () => [] },
    group: "Look and change",
    hint: "filter",
    help: "only lines that match, or (!) do not; in changes: paths",
    run: filter,
  }),
  screenRow({
    name: "errors",
    keys: ["!"],
    group: "Look and change",
    hint: "first error",
    help: "to the first line that looks like an error, and the next",
    run: errors,
  }),
  screenRow({
    name: "pager",
    keys: ["L"],
    group: "Look and change",
    hint: "$PAGER",
    help: "open the whole output of the selected step in $PAGER",
    run: openPager,
  }),
  screenRow({
    name: "clipboard",
    aliases: ["yank"],
    keys: ["y"],
    group: "Look and change",
    hint: "to clipboard",
    help: "what is shown, or the instruction, to the clipboard",
    run: copyText,
  }),
  screenRow({
    name: "save",
    keys: [],
    arguments: { usage: "file", complete: () => [] },
    group: "Look and change",
    hint: "save log",
    help: "write the output of the selected step to a new file",
    run: (context, text) => saveLog(context, text, false),
  }),
  screenRow({
    name: "save!",
    keys: [],
    arguments: { usage: "file", complete: () => [] },
    group: "Look and change",
    hint: "save log",
    help: "the same, over a file that is there",
    run: (context, text) => saveLog(context, text, true),
  }),
  looking("timestamps", ["T"], "times", "when lines of output came: since the start, by the clock"),
  looking("wrap", ["w"], "wrap", "wrap long lines of output, or cut them"),
  screenRow({
    name: "close",
    keys: ["escape"],
    group: "Move",
    hint: "close",
    help: "close what is open; else back to where the build stands",
    run: ({ look }) => look("shut"),
  }),
  screenRow({
    name: "goto",
    aliases: ["select"],
    keys: [],
    arguments: placeThen(""),
    group: "Move",
    hint: "go to",
    help: "select an instruction: goto 12, or 12 alone",
    run: goTo,
  }),
  screenRow({
    name: "changes",
    keys: [],
    arguments: placeThen(""),
    group: "Look and change",
    hint: "changes",
    help: "what a step changed, file by file: changes 12",
    run: (context, text) => lookAt(context, text, "changes"),
  }),
  screenRow({
    name: "diff",
    keys: [],
    arguments: { ...placeThen("place [path]"), complete: (words, ...rest) => placeThen("").complete(words.slice(-1), ...rest) },
    group: "Look and change",
    hint: "diff",
    help: "two steps' layers compared, in the changes: diff 4 12",
    more: "A path behind them opens how that text differs. {close} goes back to what the step itself changed.",
    run: diff,
  }),
  screenRow({
    name: "files",
    keys: [],
    arguments: { ...placeThen(""), usage: "[place] [path]" },
    group: "Look and change",
    hint: "files",
    help: "the files of a step's layer: files 12 /etc/passwd",
    run: files,
  }),
  screenRow({
    name: "attempts",
    keys: [],
    arguments: placeThen(""),
    group: "Look and change",
    hint: "attempts",
    help: "every attempt at a step, two of them compared",
    run: (context, text) => lookAt(context, text, "attempts"),
  }),
  screenRow({
    name: "context",
    keys: [],
    arguments: placeThen(""),
    group: "Look and change",
    hint: "context",
    help: "the build context: who takes what, what is kept out",
    run: (context, text) => lookAt(context, text, "context"),
  }),
  screenRow({
    name: "why",
    keys: [],
    arguments: placeThen(""),
    group: "Look and change",
    hint: "why cached",
    help: "why a step was cached or not, and what changed: why 12",
    run: (context, text) => lookAt(context, text, "why"),
  }),
] as const;

export const screenRows = [...lookRows, ...programRows] as const;
