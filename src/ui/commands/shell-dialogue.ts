/** The keys `s` and `S`: a shell in the layer of a step, and what becomes of the files it changed. */
import type { StepId } from "../../builder/steps.ts";
import type { Command } from "../../debugger/commands/command.ts";
import type { OpenShell } from "../../debugger/open-shell.ts";
import { indexOf, runningAt } from "../../debugger/session.ts";
import type { FileChange } from "../../engine/engine.ts";
import type { Context } from "../context.ts";
import { plural } from "../labels.ts";
import { visible } from "../text.ts";

export async function openShell(context: Context, command: Command & { name: "shell" }): Promise<void> {
  const { controller, host, apply, say, ended } = context;
  const answer = controller.execute(command);
  if (answer.kind === "refused") return context.refuse(answer);
  const shell = await context.await("Preparing a shell", () => answer.result);
  if (shell === undefined) return;
  if (ended()) {
    await shell.discard();
    return;
  }
  context.shell.open = shell;
  apply({ type: "say", message: undefined });
  let broken: unknown;
  let trouble: string | undefined;
  await host
    .suspend(async (terminal) => {
      const print = (line: string) => terminal.write(`${visible(line)}\r\n`);
      terminal.write(`${shell.banner.map(visible).join("\r\n")}\r\n`);
      ({ trouble } = await shell.run(print));
    })
    .catch((error: unknown) => {
      broken = error;
    });
  if (ended()) return;
  if (shell.kind === "running") tellEnd(context, command.step, trouble);
  else if (shell.kind === "image") await afterImage(context, shell, trouble);
  else await afterShell(context, shell, trouble);
  context.shell.open = undefined;
  if (broken !== undefined) say(`The shell ended badly: ${broken instanceof Error ? broken.message : String(broken)}`, "bad");
}

/** Said now, and once more when the step has its result: news of the session take a message away. */
function tellEnd({ controller, say }: Context, id: StepId, trouble: string | undefined): void {
  if (trouble === undefined) return;
  const runs = () => {
    const { session } = controller.snapshot();
    return runningAt(session, indexOf(session, id) ?? -1) !== undefined;
  };
  say(trouble);
  if (!runs()) return;
  const stop = controller.subscribe(() => {
    if (runs()) return;
    stop();
    say(trouble);
  });
}

async function afterImage({ await: waitFor, say }: Context, shell: OpenShell, trouble: string | undefined): Promise<void> {
  await waitFor("Closing the shell", () => shell.discard());
  say(trouble ?? "The shell in the debug image has ended.", trouble === undefined ? "info" : "bad");
}

async function afterShell(context: Context, shell: OpenShell, trouble: string | undefined): Promise<void> {
  const { say } = context;
  const changes = await context.await("Looking at what the shell changed", () => shell.changes());
  if (changes !== undefined && changes.length === 0) {
    await context.await("Closing the shell", () => shell.discard());
    say(trouble ?? "The shell changed no files.", trouble === undefined ? "info" : "bad");
    return;
  }
  // Until one of the two has worked nothing is settled, and nothing may be lost.
  for (;;) {
    if (trouble !== undefined) say(trouble, "bad");
    const answer = await context.ask(keepQuestion(changes));
    const settled =
      answer === "k"
        ? await context.await("Keeping the changes", () => shell.keep().then(() => true))
        : await context.await("Discarding the changes", () => discarded(context, shell));
    if (settled === undefined) continue;
    if (typeof settled === "string") say(settled);
    return;
  }
}

/** They come back with `z`; where there is no room to keep them for that, they are gone. Returns a sentence. */
async function discarded({ withKeys }: Context, shell: OpenShell): Promise<string> {
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
