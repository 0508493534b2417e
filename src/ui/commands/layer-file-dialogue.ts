/** The key `v`: a text file of a step's layer in the person's own editor, and back into the layer. */
import type { Command } from "../../debugger/commands/command.ts";
import type { FilePut, OpenFile } from "../../debugger/open-file.ts";
import { indexOf } from "../../debugger/session.ts";
import { pathIn, placeOf } from "../../debugger/shell-place.ts";
import { UserError } from "../../errors.ts";
import type { Context } from "../context.ts";
import { editOutside, leftIn, readEdited } from "../edit-outside.ts";
import { editorCommand } from "../external-editor.ts";
import { plural } from "../labels.ts";
import { visible } from "../text.ts";
import { lookedAt } from "./look.ts";

type EditInLayer = Command & { readonly name: "edit-in-layer" };

/** Throws what could not be done, in words that say where the edited text is. */
export async function editInLayer(context: Context, command: EditInLayer): Promise<void> {
  const { controller, say, refuse, withKeys } = context;
  const { session } = controller.snapshot();
  const asked = command.path === "" ? lookedAt(context.scene()) : command.path;
  if (asked === undefined)
    return say("Choose a file in the tab files or changes first, or name it: edit-in-layer 12 /etc/app.conf.");
  const index = indexOf(session, command.step) ?? -1;
  const answer = controller.execute({ ...command, path: pathIn(placeOf(session, index), asked) });
  if (answer.kind === "refused") return refuse(answer, "bad");
  const file = await context.await(`Reading ${visible(asked)}`, () => answer.result);
  if (file === undefined || context.ended()) return;
  const name = visible(file.path);
  const rerun = command.from === undefined ? await throughEditor(context, file) : await replaced(context, file, command.from);
  if (rerun === undefined) return say(`Nothing was changed in ${name}.`);
  const again = rerun === 0 ? "" : ` ${plural(rerun, "step")} below will run again.`;
  say(
    withKeys(`Edited ${name} in the layer of step ${index + 1}.${again} {accept} goes on with it, {undo} takes it back.`),
    "good",
  );
}

/** How many steps will run again; undefined: nothing was changed. */
async function throughEditor(context: Context, file: OpenFile): Promise<number | undefined> {
  const { outside } = context;
  const work = editOutside(file, {
    edit: (copy) => {
      outside.unsaved = async () => leftIn(copy, file.content);
      return inEditor(context, copy);
    },
    put: (content) => {
      outside.unsaved = () => work.then((end) => (end.kind === "failed" ? end.kept : undefined));
      return put(context, file, content);
    },
  });
  const done = await work;
  outside.unsaved = undefined;
  if (done.kind === "put") return done.result.rerun;
  if (done.kind === "same") return undefined;
  const { error, kept } = done;
  if (kept === undefined) throw error;
  throw new UserError({ message: (error as Error).message, hint: `the edited text is in ${kept}` });
}

/** With the text of a file of this machine. */
async function replaced(context: Context, file: OpenFile, from: string): Promise<number | undefined> {
  const content = readEdited(from);
  return Buffer.from(file.content).equals(content) ? undefined : (await put(context, file, content)).rerun;
}

async function inEditor({ env, host }: Context, copy: string): Promise<void> {
  const [command = "vi", ...options] = editorCommand(env);
  const code = await host
    .suspend((terminal) => terminal.spawn(command, [...options, copy]))
    .catch((error: unknown) => {
      throw new UserError({ message: `cannot start ${command}: ${(error as Error).message}`, hint: "set EDITOR" });
    });
  if (code !== 0) throw new UserError(`${command} ended with exit code ${code}; the layer is as it was`);
}

async function put(context: Context, file: OpenFile, content: Uint8Array): Promise<FilePut> {
  if (context.ended()) throw new UserError("the screen has ended meanwhile");
  let failed: unknown;
  const done = await context.await(`Writing ${visible(file.path)}`, () =>
    file.put(content).catch((error: unknown) => {
      failed = error;
      return undefined;
    }),
  );
  if (done === undefined) throw failed;
  return done;
}
