/** Ctrl-C and q: what is asked before anything is stopped or left. */
import { refused } from "../../debugger/commands/command.ts";
import { isBusy, runningSteps } from "../../debugger/session.ts";
import { isBeingWritten, isUnderWay } from "../../debugger/writing.ts";
import type { Context } from "../context.ts";
import type { Question } from "../view.ts";
import { endsShells } from "./shells.ts";

const onceMore = "Nothing runs. Ctrl-C once more quits; layers and images are kept.";

/** Ctrl-C: pause; while pausing, ask whether to stop now; while stopped, twice quits. Never loses work. */
export async function interrupt(context: Context): Promise<void> {
  const { controller, say, end } = context;
  const { session, readOnly } = controller.snapshot();
  const { status } = session;
  if (readOnly !== undefined) {
    // what runs is none of ours
    end();
  } else if (status.kind === "finishing") {
    say("The image is being written; this ends by itself.");
  } else if (status.kind !== "running") {
    // the instruction may have ended just before the key that was to pause it
    if (context.view().message?.text === onceMore) await quit(context);
    else say(onceMore);
  } else if (status.aborting) {
    say(context.withKeys("Stopping already. {quit} offers to leave without waiting."));
  } else if (!status.pausing && !status.stop) {
    controller.execute({ name: "pause" });
  } else {
    await offerAbort(context);
  }
}

async function offerAbort({ controller, ask, say }: Context): Promise<void> {
  const choices = [
    { key: "y", label: "stop it" },
    { key: "n", label: "let it run to its end" },
  ];
  const { session } = controller.snapshot();
  const text =
    runningSteps(session).length > 1
      ? "Stop the instructions now? What they did is kept as failed layers."
      : "Stop the instruction now? What it did is kept as a failed layer.";
  const answer = await ask({ text, choices, escape: "n" });
  if (answer !== "y") return;
  const late = controller.snapshot().session.run !== session.run || controller.execute({ name: "stop" }).kind === "refused";
  if (late) say("It has ended meanwhile.");
}

const verifyQuestion: Question = {
  text: "The image is being verified. Quitting ends that.",
  choices: [
    { key: "y", label: "quit" },
    { key: "n", label: "stay" },
  ],
  escape: "n",
};

/** q: at once when nothing runs, else on the person's terms. */
export async function quit(context: Context): Promise<void> {
  const { controller, ask, apply, end } = context;
  if (!(await endsShells(context, "quit"))) return;
  const { session, verify, readOnly } = controller.snapshot();
  const { status } = session;
  if (readOnly !== undefined || !isUnderWay(session)) {
    if (verify !== "runs" || (await ask(verifyQuestion)) === "y") end();
    return;
  }
  const writes = !isBusy(session);
  const aborting = status.kind === "running" && status.aborting;
  const choices = [
    { key: "w", label: "wait for its end, then quit" },
    ...(aborting || writes || status.kind === "finishing" ? [] : [{ key: "s", label: "stop it, keep its layer, quit" }]),
    ...(aborting ? [{ key: "l", label: "leave now, without its layer" }] : []),
    ...(aborting ? [] : [{ key: "d", label: "leave, it goes on" }]),
    { key: "escape", label: "stay" },
  ];
  const text =
    status.kind === "finishing" ? "The image is being written." : writes ? isBeingWritten : "An instruction is running.";
  const answer = await ask({ text, choices, escape: "escape" });
  if (answer === "escape") {
    apply({ type: "leave", leaving: false });
    return;
  }
  if (answer === "d") {
    await detach(context);
    return;
  }
  if (!isUnderWay(controller.snapshot().session) || answer === "l") {
    end();
    return;
  }
  apply({ type: "leave", leaving: true });
  if (!writes) controller.execute({ name: answer === "s" ? "stop" : "pause" });
}

/** d: a dbuild without a terminal goes on with what runs. It has no shells, and keeps nothing of them while something runs. */
export async function detach(context: Context): Promise<void> {
  const { controller, view, refuse, detach: leave } = context;
  if (view().shells.length > 0 && isBusy(controller.snapshot().session))
    return refuse(
      refused(
        "Shells are open: {shells} goes there, and exit ends one. Or {pause}: once nothing runs, leaving keeps what they changed.",
      ),
    );
  if (await endsShells(context, "leave")) leave();
}
