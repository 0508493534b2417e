/** Which of the commands of a RUN failed, and which failed before and was passed over. Pure. */
import { redact } from "../sandbox/redact.ts";
import { type FailingCommand, failingCommand, passedOver, type Ran, type RunCommand } from "../triage/failing-command.ts";
import type { RunEnd } from "./record.ts";
import type { RunWork } from "./run-work.ts";

export type CommandsFailed = {
  /** The one that the RUN failed at, where it can be told. */
  readonly failing?: FailingCommand;
  /** One that failed while the script went on. */
  readonly passedOver?: RunCommand;
};

export function commandsFailed(
  work: RunWork,
  { code, oomKilled, signalled }: Pick<RunEnd, "code" | "oomKilled" | "signalled">,
): CommandsFailed {
  const { ctx, plan, hidden, lastOutput, complaints } = work;
  // the text of a trigger is in no Dockerfile at hand
  if (ctx.step.parent !== undefined) return {};
  const ran: Ran = { instruction: plan.asked.instruction, escape: ctx.program.escape, argv: plan.argv };
  const shown = <T extends RunCommand>(command: T): T => ({ ...command, text: redact(command.text, hidden) });
  const failing = code === 0 || oomKilled || signalled ? undefined : failingCommand(ran, code, lastOutput);
  const passed = passedOver(ran, complaints.lines());
  return {
    ...(failing && { failing: shown(failing) }),
    ...(passed && passed.line !== failing?.line && { passedOver: shown(passed) }),
  };
}
