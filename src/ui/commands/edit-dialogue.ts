/** The keys `e`, `E`, `z` and saving: everything that writes the Dockerfile. */
import type { Command, Saved, Undone } from "../../debugger/commands/command.ts";
import { costAhead } from "../../debugger/last-times.ts";
import { failureHere, leftLayer } from "../../debugger/session.ts";
import { cleanText } from "../../output/clean.ts";
import type { Context } from "../context.ts";
import { isChanged } from "../editor/text-editor.ts";
import { editorArguments, editorCommand } from "../external-editor.ts";
import { type Item, itemsOf, selectedItem } from "../items.ts";
import { deedLabels, duration, plural } from "../labels.ts";
import { editedText } from "../view.ts";

export function openEditor({ apply, controller }: Context, { step: id }: Command & { name: "edit" }): void {
  const instruction = itemsOf(controller.snapshot().session.plan).find((item) => item.id === id)?.instruction;
  if (instruction === undefined) return;
  apply({ type: "say", message: undefined });
  apply({ type: "open-editor", id, line: instruction.span.line, source: instruction.source });
}

/** `edit 12 RUN make`: no editor is opened. */
export async function saveText(context: Context, command: Command & { name: "edit" }): Promise<void> {
  const { controller, ask, refuse } = context;
  const done = controller.execute(command);
  if (done.kind === "accepted") return tell(context, done.result);
  if (done.code !== "conflict") return refuse(done, "bad");
  const choices = [
    { key: "o", label: "overwrite it with your version" },
    { key: "escape", label: "leave it" },
  ];
  const answer = await ask({ text: done.reason, choices, escape: "escape" });
  if (answer === "o") await saveText(context, { ...command, force: true });
}

export async function save(context: Context, force = false): Promise<void> {
  const { controller, view, say, ask, refuse } = context;
  const { editing } = view();
  if (editing === undefined) return;
  if (!isChanged(editing.editor) && !force) {
    close(context);
    say("Nothing was changed.");
    return;
  }
  const done = controller.execute({ name: "edit", step: editing.id, text: editedText(editing), force });
  if (done.kind === "accepted") {
    close(context);
    return tell(context, done.result);
  }
  if (done.code !== "conflict") return refuse(done, "bad");
  const choices = [
    { key: "o", label: "overwrite it with your version" },
    { key: "l", label: "load the file, keep your text here" },
    { key: "escape", label: "go on editing" },
  ];
  const answer = await ask({ text: done.reason, choices, escape: "escape" });
  if (answer === "o") await save(context, true);
  if (answer === "l") await rebase(context);
}

/** The file is read again; the editor goes on with the same text on what is that instruction now. */
async function rebase(context: Context): Promise<void> {
  const { controller, view, apply, say } = context;
  controller.execute({ name: "reload" });
  const { editing } = view();
  if (editing === undefined) return;
  const found = itemsOf(controller.snapshot().session.plan).find(({ id, step }) => id === editing.id && step !== undefined);
  if (found === undefined) {
    say("The instruction is no longer in the file. Your text is still here; Esc discards it.", "bad");
    return;
  }
  const { instruction } = found;
  apply({ type: "rebase", line: instruction.span.line, source: instruction.source });
  say(`The file is loaded. Your text would replace line ${instruction.span.line}.`);
}

/** Esc in the editor. */
export async function leaveEditor(context: Context): Promise<void> {
  const { view, ask } = context;
  const { editing } = view();
  if (editing === undefined) return;
  if (isChanged(editing.editor)) {
    const choices = [
      { key: "s", label: "save" },
      { key: "d", label: "discard" },
      { key: "escape", label: "go on editing" },
    ];
    const answer = await ask({ text: "Save your changes?", choices, escape: "escape" });
    if (answer === "s") await save(context);
    if (answer !== "d") return;
  }
  close(context);
}

/** The text is saved or discarded, and the draft it was taken from with it. */
function close({ controller, view, apply }: Context): void {
  const draft = view().editing?.draft;
  if (draft !== undefined) controller.execute({ name: "forget-draft", draft });
  apply({ type: "close-editor" });
}

/** What an earlier session could not save: asked about before anything else, never taken unasked. */
export async function offerDraft(context: Context): Promise<void> {
  const { controller, apply, say, ask } = context;
  const draft = controller.draft();
  if (draft === undefined) return;
  const when = new Date(draft.at).toLocaleString();
  const answer = await ask({
    text: `dbuild ended on ${when} while line ${draft.line} was being edited. Take up the unsaved text?`,
    detail: cleanText(draft.text.replace(/\s+/g, " ")),
    choices: [
      { key: "t", label: "take it into the editor" },
      { key: "d", label: "discard it" },
      { key: "escape", label: "not now, keep it" },
    ],
    escape: "escape",
  });
  if (answer === "d") controller.execute({ name: "forget-draft", draft });
  if (answer !== "t") return;
  const items = itemsOf(controller.snapshot().session.plan).filter(({ step }) => step !== undefined);
  const away = ({ instruction }: Item) => Math.abs(instruction.span.line - draft.line);
  const nearest = (list: readonly Item[]) => list.toSorted((left, right) => away(left) - away(right))[0];
  const same = nearest(items.filter(({ source }) => source.join("\n") === draft.original));
  const found = same ?? nearest(items);
  if (found === undefined) return say(`There is no instruction to put it in; it is in ${draft.file}.`, "bad");
  const { id, instruction } = found;
  apply({ type: "open-editor", id, line: instruction.span.line, source: instruction.source, draft });
  if (same === undefined) say(`The instruction reads otherwise now. Your text would replace line ${instruction.span.line}.`);
}

export async function undo(context: Context, force = false): Promise<void> {
  const { controller, ask, refuse } = context;
  const done = controller.execute({ name: "undo", force });
  if (done.kind === "accepted") return tellUndone(context, done.result);
  if (done.code !== "conflict") return refuse(done, "bad");
  const choices = [
    { key: "o", label: "overwrite it" },
    { key: "escape", label: "leave it" },
  ];
  const answer = await ask({ text: done.reason, choices, escape: "escape" });
  if (answer === "o") await undo(context, true);
}

function tellUndone(context: Context, { did, line, rerun }: Undone): void {
  context.say(
    `Took back: ${deedLabels[did]}${line === undefined ? "" : `, line ${line}`}.${rerunLabel(context, rerun)}${keptLabel(context)}`,
    "good",
  );
}

function tell(context: Context, { line, rerun }: Saved): void {
  context.say(`Saved line ${line}.${rerunLabel(context, rerun)}${keptLabel(context)}`, "good");
}

function rerunLabel({ controller }: Context, rerun: number): string {
  if (rerun === 0) return "";
  const { ms } = costAhead(controller.snapshot().session);
  return ` ${plural(rerun, "step")} will run again${ms === undefined ? "" : `, last time ${duration(ms)}`}.`;
}

const keptLabel = ({ controller, withKeys }: Context): string =>
  leftLayer(failureHere(controller.snapshot().session))
    ? withKeys(" {next} runs it clean, {retry-failed} runs it on the failed layer.")
    : "";

/** E: the whole file in the person's own editor. */
export async function editFile(context: Context): Promise<void> {
  const { controller, host, env, view, say } = context;
  const line = selectedItem(controller.snapshot().session, view().picked)?.instruction.span.line ?? 1;
  const [command = "vi", ...options] = editorCommand(env);
  const args = [...options, ...editorArguments(command, controller.path, line)];
  let failed: string | undefined;
  await host
    .suspend((terminal) => terminal.spawn(command, args))
    .then(
      (code) => {
        if (code !== 0) failed = `${command} ended with exit code ${code}.`;
      },
      (error: unknown) => {
        failed = `Cannot start ${command}: ${error instanceof Error ? error.message : String(error)}. Set EDITOR.`;
      },
    );
  controller.execute({ name: "reload" });
  if (failed !== undefined) say(failed, "bad");
}
