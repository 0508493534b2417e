/** Commands that end while a breakpoint has a RUN frozen: nobody is left to let it go on. */
import { frozenStep, isAnyFrozen } from "../../debugger/breakpoints/frozen.ts";
import type { Controller } from "../../debugger/controller.ts";

/** Stops it, says so, and keeps what it did. */
export async function endFrozen(controller: Controller, print: (line: string) => void): Promise<void> {
  const { session } = controller.snapshot();
  if (!isAnyFrozen(session)) return;
  const line = session.plan.steps[frozenStep(session) ?? -1]?.instruction.span.line;
  print(`dbuild: the commands end while line ${line} is frozen: it is stopped, and what it did is kept`);
  controller.execute({ name: "stop" });
  await controller.stopped();
}
