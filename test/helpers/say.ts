import { readCommand } from "../../src/debugger/commands/read-line.ts";
import { position } from "../../src/debugger/session.ts";
import type { MemorySession } from "./memory-session.ts";

/** Says lines to a session, waiting for each stop; tells where the last one left it (`breakpoint b1 4`), or why it was refused. */
export async function say({ controller }: MemorySession, ...lines: readonly string[]): Promise<string> {
  let told = "";
  for (const line of lines) {
    const { notices: _, ...facts } = controller.snapshot();
    const { session: now } = facts;
    const command = readCommand(line, { ...facts, selected: now.plan.steps[position(now)]?.id });
    const done = "reason" in command ? command : controller.execute(command);
    if (done.kind === "refused") return done.reason;
    const after = await controller.idle();
    const { status, plan } = after;
    const hit = status.kind === "stopped" && status.hit ? ` ${status.hit.breakpoint.id}` : "";
    told =
      status.kind === "stopped"
        ? `${status.reason}${hit} ${plan.steps[position(after)]?.instruction.span.line ?? "end"}`
        : status.kind;
  }
  return told;
}
