/** `edit-in-layer` without the screen: with the text of a file, or by the editor that the environment names. */
import { spawn } from "node:child_process";
import type { Command } from "../../debugger/commands/command.ts";
import type { OpenFile } from "../../debugger/open-file.ts";
import { indexOf } from "../../debugger/session.ts";
import { pathIn, placeOf } from "../../debugger/shell-place.ts";
import { UserError } from "../../errors.ts";
import { editOutside, readEdited } from "../../ui/edit-outside.ts";
import { editorCommand } from "../../ui/external-editor.ts";
import { visible } from "../../ui/text.ts";
import type { PlainFace } from "./face.ts";

type EditInLayer = Command & { readonly name: "edit-in-layer" };

/** Throws UserError, EngineRefusedError, EngineLostError; where the edited text is then is printed. */
export async function editInLayer(
  { controller, print }: Pick<PlainFace, "controller" | "print">,
  command: EditInLayer,
): Promise<void> {
  const { path, from } = command;
  if (path === "")
    throw new UserError({ message: "edit-in-layer takes a place and a path", hint: "edit-in-layer 12 /etc/app.conf" });
  const { session } = controller.snapshot();
  const index = indexOf(session, command.step) ?? -1;
  const answer = controller.execute({ ...command, path: pathIn(placeOf(session, index), path) });
  if (answer.kind === "refused") throw new UserError(answer.reason.replaceAll(/[{}]/g, "").replace(/\.$/, ""));
  const file = await answer.result;
  const name = visible(file.path);
  const rerun = from === undefined ? await throughEditor(file, print) : await replaced(file, from);
  if (rerun === undefined) return print(`nothing was changed in ${name}`);
  print(`edited ${name}; ${rerun} ${rerun === 1 ? "step" : "steps"} below will run again`);
}

async function throughEditor(file: OpenFile, print: PlainFace["print"]): Promise<number | undefined> {
  const done = await editOutside(file, { edit: inEditor, put: file.put });
  if (done.kind === "put") return done.result.rerun;
  if (done.kind === "same") return undefined;
  if (done.kept !== undefined) print(`the edited text is in ${done.kept}`);
  throw done.error;
}

async function replaced(file: OpenFile, from: string): Promise<number | undefined> {
  const content = readEdited(from);
  return Buffer.from(file.content).equals(content) ? undefined : (await file.put(content)).rerun;
}

/** What is typed is the editor's for that time, where a person types; commands that come by a pipe are not its. */
async function inEditor(copy: string): Promise<void> {
  const { env, stdin } = process;
  const person = stdin.isTTY === true;
  if (!person && !env.VISUAL && !env.EDITOR)
    throw new UserError({
      message: "there is no terminal for an editor",
      hint: "--from FILE takes the text of a file, or set EDITOR",
    });
  const [command = "vi", ...options] = editorCommand(env);
  const wasRaw = person && stdin.isRaw;
  if (person) {
    stdin.pause();
    stdin.setRawMode(false);
  }
  try {
    const args = [...options, copy];
    const child = spawn(command, args, { stdio: [person ? "inherit" : "ignore", "inherit", "inherit"] });
    const ended = await new Promise<string | undefined>((resolve) => {
      child.once("error", (error) => resolve(`cannot start ${command}: ${error.message}`));
      child.once("close", (code, signal) =>
        resolve(code === 0 ? undefined : `${command} ended ${code === null ? `by ${signal}` : `with exit code ${code}`}`),
      );
    });
    if (ended !== undefined) throw new UserError(`${ended}; the layer is as it was`);
  } finally {
    if (person) {
      stdin.setRawMode(wasRaw);
      stdin.resume();
    }
  }
}
