/** The table of the session's commands. Keys, footer, help, README and scripts are made from it; ui/commands/ adds its own rows. */
import { breakpointRows } from "./breakpoint-rows.ts";
import { type Command, type Refused, refused } from "./command.ts";
import { placeThen } from "./location.ts";
import { onFile, onStep } from "./on-step.ts";
import { readEditInLayer } from "./read-edit-in-layer.ts";
import { type Situation, sessionRow } from "./row.ts";
import { wordsOf } from "./words.ts";

/** To the FROM of the stage behind a COPY --from, a mount or a FROM. */
function intoStage(text: string, situation: Situation): Command | Refused {
  const { plan } = situation.session;
  return onStep((id) => {
    const index = plan.steps.findIndex((step) => step.id === id);
    const stage = plan.needs[index]?.find((each) => each >= 0);
    const first = plan.steps.find((step) => step.stage === stage)?.id;
    return first === undefined
      ? refused("That instruction takes nothing of another stage: {run-to} goes anywhere.")
      : { name: "run-to", step: first };
  })(text, situation);
}

/** `continue`, or `run-to` the place behind `to`. */
function run(text: string, situation: Situation): Command | Refused {
  const [, place] = /^to\b\s*(.*)$/s.exec(text) ?? [];
  return text === "" ? { name: "continue" } : onStep((step) => ({ name: "run-to", step }))(place ?? text, situation);
}

export const sessionRows = [
  sessionRow({
    name: "next",
    keys: ["n"],
    group: "Run",
    hint: "next",
    help: "run the next instruction",
    run: () => ({ name: "next" }),
  }),
  sessionRow({
    name: "continue",
    keys: ["c"],
    group: "Run",
    hint: "continue",
    help: "run on to the next breakpoint, failure or end",
    run: () => ({ name: "continue" }),
  }),
  sessionRow({
    name: "run-to",
    aliases: ["until"],
    keys: ["t"],
    arguments: placeThen(""),
    group: "Run",
    hint: "to here",
    help: "run to the selected step, or go back to it",
    run: onStep((step) => ({ name: "run-to", step })),
  }),
  sessionRow({
    name: "finish",
    keys: ["f"],
    arguments: placeThen(""),
    group: "Run",
    hint: "finish stage",
    help: "run to the end of the stage of the selected step",
    run: onStep((step) => ({ name: "finish", step })),
  }),
  sessionRow({
    name: "skip",
    group: "Run",
    hint: "skip",
    help: "leave out the step that runs next; the image is marked",
    more: "The layer before it is its result, and what follows is made by hand: no cache holds it, {verify} tells what it changes. {back} goes back.",
    run: () => ({ name: "skip" }),
  }),
  sessionRow({
    name: "jump",
    arguments: placeThen(""),
    group: "Run",
    hint: "jump",
    help: "leave out all steps down to one of its stage: jump 12",
    run: onStep((step) => ({ name: "jump", step })),
  }),
  sessionRow({
    name: "step-into",
    arguments: placeThen(""),
    group: "Run",
    hint: "into",
    help: "to the start of the stage that it copies or begins from",
    more: "The build runs there, or goes back. {finish} runs to the end of that stage again, {run-to} back to the instruction.",
    run: intoStage,
  }),
  sessionRow({
    name: "run",
    arguments: {
      usage: "[to place]",
      complete: (words, ...rest) => placeThen("").complete(words[0] === "to" ? words.slice(1) : words, ...rest),
    },
    group: "Run",
    hint: "run",
    help: "run on, or to a place: run to stage:final",
    run,
  }),
  sessionRow({
    name: "back",
    keys: ["u"],
    group: "Run",
    hint: "back",
    help: "go one step back, at once",
    run: () => ({ name: "back" }),
  }),
  sessionRow({
    name: "reverse-continue",
    aliases: ["rc"],
    keys: ["U"],
    group: "Run",
    hint: "back to break",
    help: "go back to the breakpoint before, or to the first step",
    run: () => ({ name: "reverse-continue" }),
  }),
  sessionRow({
    name: "restart",
    group: "Run",
    hint: "restart",
    help: "go back to the first step; what was built is found again",
    run: () => ({ name: "restart" }),
  }),
  ...breakpointRows,
  sessionRow({
    name: "watch",
    arguments: { usage: "command", complete: () => [] },
    group: "Look and change",
    hint: "watch",
    help: "run a command in every layer looked at: watch ldd /app",
    run: (command) => (command === "" ? refused("watch takes a command: watch ldd /usr/bin/app.") : { name: "watch", command }),
  }),
  sessionRow({
    name: "unwatch",
    arguments: {
      usage: "number",
      complete: ([typed = ""], { session }) =>
        session.watches.map((_, at) => String(at + 1)).filter((number) => number.startsWith(typed)),
    },
    group: "Look and change",
    hint: "unwatch",
    help: "watch a command no more: unwatch 2",
    run: (watch) => ({ name: "unwatch", watch }),
  }),
  sessionRow({
    name: "pause",
    keys: ["p"],
    group: "Run",
    hint: "pause",
    help: "pause when the running instruction has ended",
    run: () => ({ name: "pause" }),
  }),
  sessionRow({
    name: "stop",
    aliases: ["abort"],
    group: "Run",
    hint: "stop now",
    help: "stop what runs; what it did is kept as failed layers",
    run: () => ({ name: "stop" }),
  }),
  sessionRow({
    name: "retry",
    keys: ["r"],
    group: "After a failure",
    hint: "run clean",
    brief: "clean",
    help: "run it clean, on the layer before it",
    run: () => ({ name: "retry" }),
  }),
  sessionRow({
    name: "retry-failed",
    keys: ["R"],
    group: "After a failure",
    hint: "run on failed layer",
    brief: "on top",
    help: "run it on the failed layer: make resumes",
    run: () => ({ name: "retry-failed" }),
  }),
  sessionRow({
    name: "accept",
    keys: ["a"],
    group: "After a failure",
    hint: "accept",
    brief: "take",
    help: "take what is there as its result and go on",
    run: () => ({ name: "accept" }),
  }),
  sessionRow({
    name: "commit",
    keys: ["C"],
    group: "After a failure",
    hint: "retry commit",
    help: "write the layer of a kept container, once there is room",
    run: () => ({ name: "commit" }),
  }),
  sessionRow({
    name: "shell",
    keys: ["s"],
    arguments: placeThen(""),
    group: "Look and change",
    hint: "shell",
    help: "open a shell in the selected step, also while it runs",
    run: onStep((step) => ({ name: "shell", step, own: false })),
  }),
  sessionRow({
    name: "own-shell",
    keys: ["S"],
    arguments: placeThen(""),
    group: "Look and change",
    hint: "its own shell",
    help: "the same with the instruction's own shell, never bash",
    run: onStep((step) => ({ name: "shell", step, own: true })),
  }),
  sessionRow({
    name: "copy",
    aliases: ["cp"],
    keys: ["x"],
    arguments: placeThen("path destination"),
    group: "Look and change",
    hint: "copy out",
    brief: "copy",
    help: "copy files of the selected step's layer to this machine",
    run: onFile((step, rest) => {
      const [path = ".", destination = "."] = wordsOf(rest);
      return { name: "copy", step, path, destination, replace: false };
    }),
  }),
  sessionRow({
    name: "edit-in-layer",
    keys: ["v"],
    arguments: placeThen("path [--from file]"),
    group: "Look and change",
    hint: "edit file",
    brief: "file",
    help: "edit the chosen file in the layer, marked as by hand",
    more: "The file looked at, or edit-in-layer 12 /etc/app.conf; --from takes a file of this machine for its text. {accept} goes on with it.",
    run: onFile(readEditInLayer),
  }),
  sessionRow({
    name: "edit",
    keys: ["e"],
    arguments: placeThen("text"),
    group: "Look and change",
    hint: "edit",
    help: "edit the selected instruction here",
    run: onStep((step, text) => ({ name: "edit", step, text, force: false })),
  }),
  sessionRow({
    name: "undo",
    keys: ["z"],
    group: "Look and change",
    hint: "undo",
    help: "undo the last edit, retry, accept, discard or step back",
    run: () => ({ name: "undo", force: false }),
  }),
  sessionRow({
    name: "verify",
    keys: ["V"],
    group: "Look and change",
    hint: "verify",
    help: "build it clean beside this, and compare the images",
    run: () => ({ name: "verify" }),
  }),
  sessionRow({
    name: "reload",
    group: "Look and change",
    hint: "reload",
    help: "read the Dockerfile again",
    run: () => ({ name: "reload" }),
  }),
] as const;

export type SessionCommandName = (typeof sessionRows)[number]["name"];
