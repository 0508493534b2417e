/** The key `x`: files of a step's layer onto this machine. Needs no shell in the layer; nothing runs. */
import { posix } from "node:path";
import { placeOf } from "../debugger/shell-place.ts";
import type { Context } from "./context.ts";
import { bytes, plural } from "./words.ts";

export async function copyOut(context: Context, step: number): Promise<void> {
  const { desk, say, askText } = context;
  const workdir = placeOf(desk.session(), step).stage.config.WorkingDir || "/";
  let from = workdir.endsWith("/") ? workdir : `${workdir}/`;
  let to = ".";
  // Until it worked or the person leaves it, what was typed is there to be mended.
  for (;;) {
    const answers = await askText([
      { label: `copy from the layer of step ${step + 1}:`, text: from, enter: "go on" },
      { label: "to this machine, file or folder:", text: to, enter: "copy" },
    ]);
    if (answers === undefined) return;
    [from = "", to = ""] = answers;
    const path = posix.isAbsolute(from) ? from : `${workdir}/${from}`;
    const done = await copied(context, step, path, to === "" ? "." : to);
    if (done === undefined) continue;
    if (done !== "left") say(done, "good");
    return;
  }
}

/** A sentence of what was done; undefined: it went wrong, and that is said. */
async function copied(context: Context, step: number, path: string, destination: string): Promise<string | undefined> {
  const { desk, ask } = context;
  for (let replace = false; ; replace = true) {
    const result = await context.await(`Copying ${path}`, () => desk.copyOut(step, { path, destination, replace }));
    if (result === undefined) return undefined;
    if (result.kind === "copied") {
      const { files, skipped } = result;
      const left =
        skipped.length === 0 ? "" : ` ${plural(skipped.length, "device, pipe or socket", "devices, pipes or sockets")} left out.`;
      return `Copied ${plural(files, "file")}, ${bytes(result.bytes)}, from ${path} to ${destination}.${left}`;
    }
    const choices = [
      { key: "y", label: "write over it: files of the same name are replaced" },
      { key: "n", label: "leave it" },
    ];
    if ((await ask({ text: `${result.file} is there already. Write over it?`, choices, escape: "n" })) === "n") return "left";
  }
}
