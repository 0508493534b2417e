/** The key `x`: files of a step's layer onto this machine. Needs no shell in the layer; nothing runs. */
import type { Command } from "../../debugger/commands/command.ts";
import { placeApart, wordsOf } from "../../debugger/commands/words.ts";
import { indexOf } from "../../debugger/session.ts";
import { pathIn } from "../../debugger/shell-place.ts";
import { copyPlaceOf } from "../../debugger/stopped-container.ts";
import type { Context } from "../context.ts";
import { bytes, plural } from "../labels.ts";
import { lookedAt } from "./look.ts";

type Copy = Command & { readonly name: "copy" };

/** `text`: as it was typed; with a path in it nothing is asked. */
export async function copyOut(context: Context, command: Copy, text: string): Promise<void> {
  const { controller, say, askText } = context;
  const { session } = controller.snapshot();
  const index = indexOf(session, command.step) ?? -1;
  const place = copyPlaceOf(session, index);
  if (wordsOf(placeApart(text)).length > 1) {
    const done = await copied(context, { ...command, path: pathIn(place, command.path) });
    if (done !== undefined && done !== "left") say(done, "good");
    return;
  }
  const workdir = pathIn(place, "");
  let from = lookedAt(context.scene()) ?? (workdir.endsWith("/") ? workdir : `${workdir}/`);
  let to = ".";
  // Until it worked or the person leaves it, what was typed is there to be mended.
  for (;;) {
    const answers = await askText([
      {
        label: `copy from the ${"container" in place ? "container" : "layer"} of step ${index + 1}:`,
        text: from,
        enter: "go on",
      },
      { label: "to this machine, file or folder:", text: to, enter: "copy" },
    ]);
    if (answers === undefined) return;
    [from = "", to = ""] = answers;
    const done = await copied(context, { ...command, path: pathIn(place, from), destination: to === "" ? "." : to });
    if (done === undefined) continue;
    if (done !== "left") say(done, "good");
    return;
  }
}

/** A sentence of what was done; undefined: it went wrong, and that is said. */
async function copied(context: Context, command: Copy): Promise<string | undefined> {
  const { controller, ask, refuse } = context;
  const { path, destination } = command;
  for (let replace = false; ; replace = true) {
    const answer = controller.execute({ ...command, replace });
    if (answer.kind === "refused") {
      refuse(answer, "bad");
      return "left";
    }
    const result = await context.await(`Copying ${path}`, () => answer.result);
    if (result === undefined) return undefined;
    if (result.kind === "copied") {
      const { files, skipped } = result;
      const left =
        skipped.length === 0 ? "" : ` ${plural(skipped.length, "device, pipe or socket", "devices, pipes or sockets")} left out.`;
      return `Copied ${plural(files, "file")}, ${bytes(result.bytes)}, from ${path} to ${destination === "." ? "the current folder" : destination}.${left}`;
    }
    const choices = [
      { key: "y", label: "write over it: files of the same name are replaced" },
      { key: "n", label: "leave it" },
    ];
    if ((await ask({ text: `${result.file} is there already. Write over it?`, choices, escape: "n" })) === "n") return "left";
  }
}
