/** Keys that run, stop and go back: each is an event of the session. */
import { breakpointOn, onLine } from "../debugger/breakpoints/breakpoint.ts";
import { isBusy, isDone, runningSteps } from "../debugger/session.ts";
import type { Context } from "./context.ts";
import type { Item } from "./items.ts";

export const now = (): number => Date.now();

/** Runs to before the selected step, or goes back to it: earlier steps are there at once. */
export function runTo({ desk, apply }: Context, { step }: Item): void {
  if (step === undefined) return;
  apply({ type: "follow" });
  if (isDone(desk.session(), step)) desk.dispatch({ type: "back", step });
  else desk.dispatch({ type: "run", goal: { kind: "to", step }, now: now() });
}

export function toggleBreakpoint({ desk, say }: Context, { id, instruction }: Item): void {
  const { line } = instruction.span;
  const there = breakpointOn(desk.session().breakpoints, id);
  desk.dispatch(
    there === undefined ? { type: "addBreakpoint", breakpoint: onLine(line) } : { type: "removeBreakpoint", id: there.id },
  );
  say(there !== undefined ? `No breakpoint on line ${line} any more.` : `Breakpoint on line ${line}: the build stops before it.`);
}

/** Ctrl-C: pause; while pausing, ask whether to stop now; while stopped, ask whether to quit. Never loses work. */
export async function interrupt(context: Context): Promise<void> {
  const { desk, ask, say, end } = context;
  const { status } = desk.session();
  if (status.kind === "finishing") {
    say("The image is being written; this ends by itself.");
  } else if (status.kind !== "running") {
    const choices = [
      { key: "y", label: "quit" },
      { key: "n", label: "stay" },
    ];
    const answer = await ask({ text: "Quit dbuild? Layers and images are kept.", choices, escape: "n" });
    if (answer === "y") end();
  } else if (status.aborting) {
    say("Stopping already. q offers to leave without waiting.");
  } else if (!status.pausing && !status.stop) {
    desk.dispatch({ type: "pause" });
  } else {
    await offerAbort(context);
  }
}

async function offerAbort({ desk, ask, say }: Context): Promise<void> {
  const choices = [
    { key: "y", label: "stop it" },
    { key: "n", label: "let it run to its end" },
  ];
  const { run } = desk.session();
  const text =
    runningSteps(desk.session()).length > 1
      ? "Stop the instructions now? What they did is kept as failed layers."
      : "Stop the instruction now? What it did is kept as a failed layer.";
  const answer = await ask({ text, choices, escape: "n" });
  if (answer !== "y") return;
  if (desk.session().run === run && isBusy(desk.session())) desk.dispatch({ type: "abort" });
  else say("It has ended meanwhile.");
}

/** q: at once when nothing runs, else on the person's terms. */
export async function quit({ desk, ask, apply, end }: Context): Promise<void> {
  const { status } = desk.session();
  if (!isBusy(desk.session())) {
    end();
    return;
  }
  const aborting = status.kind === "running" && status.aborting;
  const choices = [
    { key: "w", label: "wait for its end, then quit" },
    ...(aborting || status.kind === "finishing" ? [] : [{ key: "s", label: "stop it, keep its layer, quit" }]),
    ...(aborting ? [{ key: "l", label: "leave now, without its layer" }] : []),
    { key: "escape", label: "stay" },
  ];
  const text = status.kind === "finishing" ? "The image is being written." : "An instruction is running.";
  const answer = await ask({ text, choices, escape: "escape" });
  if (answer === "escape") {
    apply({ type: "leave", leaving: false });
    return;
  }
  if (!isBusy(desk.session()) || answer === "l") {
    end();
    return;
  }
  apply({ type: "leave", leaving: true });
  desk.dispatch({ type: answer === "s" ? "abort" : "pause" });
}
