/** A shell that has ended: what becomes of the files it changed. */
import { failureOf, indexOf, isBusy } from "../../debugger/session.ts";
import type { FileChange } from "../../engine/engine.ts";
import type { Context } from "../context.ts";
import { plural } from "../labels.ts";
import type { HowItEnded, ShellHandle, ShellRow } from "../open-shells.ts";
import { visible } from "../text.ts";

/** Asks where there is something to decide. While an instruction runs, or where nobody was attached, it is marked, to be asked about later. */
export async function decide(context: Context, row: ShellRow, end: HowItEnded): Promise<void> {
  const handle = context.shells.get(row.number);
  if (handle === undefined || handle.deciding) return;
  handle.deciding = true;
  try {
    await decided(context, row, { handle, end });
  } finally {
    handle.deciding = false;
  }
}

type Ended = { readonly handle: ShellHandle; readonly end: HowItEnded };

async function decided(context: Context, row: ShellRow, { handle, end }: Ended): Promise<void> {
  const broken = "broken" in end ? end.broken : undefined;
  const trouble = "trouble" in end ? end.trouble : undefined;
  const { kind } = handle.shell;
  if (kind === "image") await afterImage(context, handle, trouble);
  const over = kind === "layer" ? await afterLayer(context, row, handle, trouble) : true;
  if (over) {
    context.shells.delete(row.number);
    context.apply({ type: "shell-gone", number: row.number });
  }
  if (broken !== undefined)
    context.say(`The shell ended badly: ${broken instanceof Error ? broken.message : String(broken)}`, "bad");
  else if (over && kind === "running" && row.stands === "left" && trouble === undefined)
    context.say(`Shell ${row.number} on line ${row.line} has ended.`);
}

async function afterImage({ await: waitFor, say }: Context, { shell }: ShellHandle, trouble: string | undefined): Promise<void> {
  await waitFor("Closing the shell", () => shell.discard());
  say(trouble ?? "The shell in the debug image has ended.", trouble === undefined ? "info" : "bad");
}

/** True: nothing is open any more. */
async function afterLayer(
  context: Context,
  row: ShellRow,
  { shell }: ShellHandle,
  trouble: string | undefined,
): Promise<boolean> {
  const { say, controller } = context;
  const changes = await context.await("Looking at what the shell changed", () => shell.changes());
  if (changes !== undefined && changes.length === 0) {
    await context.await("Closing the shell", () => shell.discard());
    say(trouble ?? "The shell changed no files.", trouble === undefined ? "info" : "bad");
    return true;
  }
  const busy = isBusy(controller.snapshot().session);
  if (busy || row.stands === "left") {
    context.apply({ type: "shell", row: { ...row, stands: "ended" } });
    const when = busy ? ", once nothing runs" : "";
    say(context.withKeys(`Shell ${row.number} on line ${row.line} has ended; {shells} asks what becomes of its changes${when}.`));
    return false;
  }
  // Until one of the two has worked nothing is settled, and nothing may be lost.
  for (;;) {
    if (trouble !== undefined) say(trouble, "bad");
    const answer = await context.ask(keepQuestion(changes));
    const done =
      answer === "k"
        ? await context.await("Keeping the changes", () => kept(context, row, shell))
        : await context.await("Discarding the changes", () => discarded(context, shell));
    if (done === undefined) continue;
    if (done !== "") say(done);
    return true;
  }
}

/** Returns what there is to say beyond what the session says itself. */
async function kept({ controller }: Context, { step }: ShellRow, shell: ShellHandle["shell"]): Promise<string> {
  const failure = await shell.keep();
  const { session } = controller.snapshot();
  const index = indexOf(session, step);
  if (failure?.tag === undefined || (index !== undefined && failureOf(session, index) === failure)) return "";
  return `The changes are kept as the image ${failure.tag}; the step itself is not reached any more.`;
}

/** They come back with `z`; where there is no room to keep them for that, they are gone. Returns a sentence. */
async function discarded({ withKeys }: Context, shell: ShellHandle["shell"]): Promise<string> {
  try {
    await shell.setAside();
    return withKeys("The shell's changes are discarded; {undo} takes that back.");
  } catch (error) {
    await shell.discard();
    return `The shell's changes are gone: nothing could be kept of them (${error instanceof Error ? error.message : String(error)}).`;
  }
}

function keepQuestion(changes: readonly FileChange[] | undefined) {
  const choices = [
    { key: "k", label: "keep them: they become the step's failed layer" },
    { key: "d", label: "discard them" },
  ];
  if (changes === undefined) return { text: "The shell may have changed files. Keep that?", choices };
  const signs = { added: "+", modified: "~", deleted: "-" } as const;
  const names = changes.slice(0, 6).map(({ path, kind }) => `${signs[kind]}${path}`);
  const rest = changes.length > names.length ? ` and ${changes.length - names.length} more` : "";
  return {
    text: `The shell changed ${plural(changes.length, "file")}. Keep the changes?`,
    detail: visible(names.join("  ")) + rest,
    choices,
  };
}
