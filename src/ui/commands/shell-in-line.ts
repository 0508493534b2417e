/** A shell that was asked for while the failed layer of its step is being written: it opens as soon as that is done. */
import type { StepId } from "../../builder/steps.ts";
import { indexOf } from "../../debugger/session.ts";
import { writingAt } from "../../debugger/writing.ts";
import type { Context } from "../context.ts";
import type { View } from "../view.ts";

/** Is the failed layer of that step being written? */
export function isAwaited({ controller }: Pick<Context, "controller">, step: StepId): boolean {
  const { session } = controller.snapshot();
  return writingAt(session, indexOf(session, step) ?? -1) !== undefined;
}

/** True once it is written; false: the shell was withdrawn, is in line already, or would come over what the person does by then. */
export function comesInLine(context: Context, step: StepId): Promise<boolean> {
  const { controller, apply, view } = context;
  if (view().inLine === step) return Promise.resolve(false);
  apply({ type: "say", message: undefined });
  apply({ type: "in-line", step });
  return new Promise((resolve) => {
    const stop = controller.subscribe(() => {
      const stays = view().inLine === step && !context.ended();
      if (stays && isAwaited(context, step)) return;
      stop();
      if (!stays) return resolve(false);
      apply({ type: "in-line", step: undefined });
      const busy = hasKeys(view());
      if (busy) context.say(context.withKeys("The failed layer is written: {shell} opens the shell."));
      resolve(!busy);
    });
  });
}

/** Something is open that the person types into, or has to answer. */
const hasKeys = ({ editing, question, prompt, commandLine, waiting, help }: View): boolean =>
  [editing, question, prompt, commandLine, waiting, help].some((open) => open !== undefined);
