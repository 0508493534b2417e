/** The keys `s` and `S`: a shell in the layer of a step, which may be left running and come back to. */
import type { StepId } from "../../builder/steps.ts";
import { type Command, refused } from "../../debugger/commands/command.ts";
import { lineOf } from "../../debugger/commands/why-not.ts";
import type { OpenShell } from "../../debugger/open-shell.ts";
import { indexOf, runningAt } from "../../debugger/session.ts";
import type { LeftProgram } from "../../debugger/shell-port.ts";
import type { Context } from "../context.ts";
import { freeNumber, type HowItEnded, mostShells, type ShellHandle, type ShellRow } from "../open-shells.ts";
import { visible } from "../text.ts";
import { decide } from "./shell-changes.ts";
import { comesInLine, isAwaited } from "./shell-in-line.ts";

export async function openShell(context: Context, command: Command & { name: "shell" }): Promise<void> {
  const { controller, view, apply, ended } = context;
  const there = view().shells.find(({ step }) => step === command.step);
  if (there !== undefined) return goBackTo(context, there);
  if (view().shells.length >= mostShells)
    return context.refuse(refused(`${mostShells} shells are open: end one of them first. {shells} lists them.`));
  if (isAwaited(context, command.step) && !(await comesInLine(context, command.step))) return;
  const answer = controller.execute(command);
  if (answer.kind === "refused") return context.refuse(answer);
  const shell = await context.await("Preparing a shell", () => answer.result);
  if (shell === undefined) return;
  if (ended()) {
    await shell.discard();
    return;
  }
  const { session } = controller.snapshot();
  const line = lineOf(session.plan, command.step) ?? 0;
  const number = freeNumber(view().shells);
  apply({ type: "say", message: undefined });
  apply({ type: "shell", row: { number, step: command.step, line, since: Date.now(), stands: "entered" } });
  return enter(context, number, shell);
}

/** Gives the terminal to a new shell. Settles once it is left, or has ended and what it changed is decided. */
async function enter(context: Context, number: number, shell: OpenShell): Promise<void> {
  let begin: (terminal: { write(text: string): void }) => void = () => {};
  let onLeft: (left: "left") => void = () => {};
  const left = new Promise<"left">((resolve) => {
    onLeft = resolve;
  });
  const end = new Promise<{ write(text: string): void }>((resolve) => {
    begin = resolve;
  }).then((terminal) => shell.run((text) => terminal.write(`${visible(text)}\r\n`), leave));
  const handle: ShellHandle = {
    shell,
    end: end.catch((broken: unknown): HowItEnded => ({ broken })),
    detached: Promise.resolve(),
  };
  const leave = (program: LeftProgram): void => {
    handle.left = program;
    onLeft("left");
  };
  context.shells.set(number, handle);
  void handle.end.then(() => hasEnded(context, number));
  await attach(context, number, async (terminal) => {
    const leaving = shell.leaveKeys && `${shell.leaveKeys} leaves it running and goes back to the screen.`;
    const lines = [...shell.banner, ...(leaving ? [leaving] : [])];
    terminal.write(`${lines.map(visible).join("\r\n")}\r\n`);
    begin(terminal);
    return Promise.race([left, handle.end.then(() => "ended" as const)]);
  });
}

/** Back to a shell that was left; one that has ended meanwhile: what it changed is decided. */
export async function goBackTo(context: Context, { number, stands }: ShellRow): Promise<void> {
  const handle = context.shells.get(number);
  const row = context.view().shells.find((each) => each.number === number);
  if (handle === undefined || row === undefined) return;
  // another shell may be about to have the terminal
  if (context.view().waiting !== undefined) return context.say("One moment.");
  if (stands === "ended") return decide(context, row, await handle.end);
  const { left } = handle;
  if (left === undefined || row.stands === "entered") return;
  context.apply({ type: "say", message: undefined });
  context.apply({ type: "shell", row: { ...row, stands: "entered" } });
  await attach(context, number, async (terminal) => {
    terminal.write(`Back in shell ${number}, line ${row.line}; ${handle.shell.leaveKeys} leaves it running.\r\n`);
    return left.again();
  });
}

type Attached = Parameters<Context["host"]["suspend"]>[0];

/** The terminal is somebody else's for so long. */
async function attach(context: Context, number: number, work: (...given: Parameters<Attached>) => Promise<"left" | "ended">) {
  const handle = context.shells.get(number);
  if (handle === undefined) return;
  const attached = context.host.suspend(work);
  handle.detached = attached.then(
    () => {},
    () => {},
  );
  const how = await attached;
  if (context.ended()) return;
  if (how === "ended") return settledOrMarked(context, number);
  const row = context.view().shells.find((each) => each.number === number);
  if (row === undefined) return;
  context.apply({ type: "shell", row: { ...row, stands: "left" } });
  context.say(context.withKeys(`Shell ${number} on line ${row.line} is left running; {shells} goes back to it.`));
}

/** Nobody was attached: it is only told. */
async function hasEnded(context: Context, number: number): Promise<void> {
  const handle = context.shells.get(number);
  await handle?.detached;
  const row = context.view().shells.find((each) => each.number === number);
  // whoever was attached is asked by `attach`
  if (row?.stands !== "left" || context.ended()) return;
  await settledOrMarked(context, number);
}

/** Of a shell that has ended: tells how, and asks about its changes, where somebody was attached and nothing runs. */
async function settledOrMarked(context: Context, number: number): Promise<void> {
  const row = context.view().shells.find((each) => each.number === number);
  const handle = context.shells.get(number);
  if (row === undefined || handle === undefined) return;
  const end = await handle.end;
  if (context.ended()) return;
  await decide(context, row, end);
  if ("trouble" in end && end.trouble !== undefined && handle.shell.kind === "running") tellEnd(context, row.step, end.trouble);
}

/** Said now, and once more when the step has its result: news of the session take a message away. */
function tellEnd({ controller, say }: Context, id: StepId, trouble: string): void {
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
