// EXPOSE: ExposeProtoCasing, ExposeInvalidFormat, and ports that cannot be.
import { portRange } from "../builder/instructions/exposed-ports.ts";
import { StepProblem } from "../builder/problem.ts";
import type { ExposeInstruction } from "../dockerfile/program.ts";
import type { Sink } from "./finding.ts";
import { type Scope, wordsOf } from "./scope.ts";

/** Undefined variables are not told here, as BuildKit does not tell them; a port that vanishes with one is. */
export function judgePorts(instruction: ExposeInstruction, scope: Scope, escapeChar: string, sink: Sink): void {
  const { ports, span } = instruction;
  for (const raw of ports) {
    const result = wordsOf(raw, scope, escapeChar, sink.meter);
    if (!result.ok) sink.error("Variable", `failed to process "${raw}": ${result.message}`, span);
    else for (const port of result.words ?? []) judgePort(port, instruction, sink);
  }
}

function judgePort(port: string, { span }: ExposeInstruction, sink: Sink): void {
  const colon = port.lastIndexOf(":");
  const protocol = /\/(.*)$/s.exec(port.slice(colon + 1))?.[1] ?? "";
  const wrong = problemOf(port);
  if (wrong?.message.startsWith("invalid proto") !== true) {
    if (protocol !== protocol.toLowerCase()) {
      sink.warn("ExposeProtoCasing", `Defined protocol '${port}' in EXPOSE instruction should be lowercase`, span);
    }
    if (/[^:]/.test(port.slice(0, Math.max(0, colon)))) {
      const message = `EXPOSE instruction should not define an IP address or host-port mapping, found '${port}'`;
      sink.warn("ExposeInvalidFormat", message, span);
    }
  }
  if (wrong) sink.error("Value", wrong.message, span, wrong.hint);
}

function problemOf(port: string): { readonly message: string; readonly hint?: string } | undefined {
  try {
    portRange(port);
    return undefined;
  } catch (error) {
    if (!(error instanceof StepProblem)) throw error;
    return { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) };
  }
}
